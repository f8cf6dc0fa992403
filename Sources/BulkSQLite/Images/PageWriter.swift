/// A page of a B-tree that is being filled (<https://www.sqlite.org/fileformat2.html#b_tree_pages>):
///
///     header | cell pointers ──▶        free        ◀── cells |
///
/// Cells are added in the order of their keys. Their pointers grow from the front of the page, their contents from the back. The
/// image that the page is made for owns the memory.
struct PageWriter {
    enum Kind: UInt8 {
        case tableLeaf = 0x0D
        case tableInterior = 0x05
        case indexLeaf = 0x0A
        case indexInterior = 0x02

        fileprivate var headerSize: Int {
            switch self {
            case .tableLeaf, .indexLeaf: 8
            case .tableInterior, .indexInterior: 12
            }
        }
    }

    /// Bytes of a page. In a file of the same page size, finished leaves can become pages of a table as they are.
    static let size = 16_384

    let base: UnsafeMutablePointer<UInt8>
    private let kind: Kind
    /// The offset of the page's own header: 100 in the first page of a file, which begins with the file's header.
    private let start: Int
    private(set) var count = 0
    private var content = PageWriter.size

    /// - Parameter base: memory of ``size`` bytes.
    init(_ kind: Kind, at base: UnsafeMutablePointer<UInt8>, start: Int = 0) {
        self.base = base
        self.kind = kind
        self.start = start
        base[start] = kind.rawValue
        put16(0, at: start + 1)
        base[start + 7] = 0
    }

    /// The place for a cell of `size` bytes; nil if the page is full.
    @inline(__always)
    mutating func addCell(size: Int) -> UnsafeMutablePointer<UInt8>? {
        let pointer = start + kind.headerSize + count * 2
        guard pointer + 2 + size <= content else { return nil }
        content -= size
        put16(content, at: pointer)
        count += 1
        return base + content
    }

    /// Takes the last cell away, which has `size` bytes.
    mutating func removeCell(size: Int) -> [UInt8] {
        let cell = Array(UnsafeBufferPointer(start: base + content, count: size))
        content += size
        count -= 1
        return cell
    }

    /// This interior page, finished, with children that follow one another in the file.
    ///
    /// - Parameter lastRowIDs: the last row id in each child but the last.
    func parent(of lastRowIDs: [Int], firstPage: UInt32) -> PageWriter {
        var parent = self
        for (index, last) in lastRowIDs.enumerated() {
            let key = UInt64(bitPattern: Int64(last))
            let child = parent.addChild(firstPage + UInt32(index), size: RecordEncoder.varintLength(key))
            if let child { _ = RecordEncoder.put(varint: key, at: child) }
        }
        parent.setRightmost(firstPage + UInt32(lastRowIDs.count))
        parent.finish()
        return parent
    }

    /// Adds a cell of an interior page: the number of a child page, and `size` more bytes that the caller writes. nil if the page
    /// is full.
    mutating func addChild(_ page: UInt32, size: Int) -> UnsafeMutablePointer<UInt8>? {
        guard let place = addCell(size: 4 + size) else { return nil }
        Self.put32(page, at: place)
        return place + 4
    }

    /// Sets the last child of an interior page.
    func setRightmost(_ page: UInt32) { Self.put32(page, at: base + start + 8) }

    /// Bytes that a leaf has for a number of rows: all but its header and their pointers.
    static func room(forRows count: Int) -> Int { size - Kind.tableLeaf.headerSize - 2 * count }

    /// The number of rows in a page; nil if it is no leaf of a table.
    static func rowsInLeaf(_ page: UnsafeMutableRawPointer) -> Int? {
        guard page.load(as: UInt8.self) == Kind.tableLeaf.rawValue else { return nil }
        return Int(page.loadUnaligned(fromByteOffset: 3, as: UInt16.self).bigEndian)
    }

    /// Says of a leaf that a byte of it is lost between cells, as SQLite never does of a page that it begins. So it is told from a page of
    /// SQLite's with the same rows.
    func tag() { base[start + 7] = 1 }

    static func isTagged(_ leaf: UnsafeMutableRawPointer) -> Bool { leaf.load(fromByteOffset: 7, as: UInt8.self) != 0 }

    /// Writes the number of cells and the start of their content into the header, and clears what is free.
    func finish() {
        put16(count, at: start + 3)
        put16(content, at: start + 5)
        let free = start + kind.headerSize + count * 2
        (base + free).update(repeating: 0, count: content - free)
    }

    private func put16(_ value: Int, at offset: Int) {
        base[offset] = UInt8(truncatingIfNeeded: value >> 8)
        base[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    static func put32(_ value: UInt32, at place: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(place).storeBytes(of: value.bigEndian, as: UInt32.self)
    }
}
