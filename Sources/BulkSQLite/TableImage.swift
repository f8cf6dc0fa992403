// Some rows of a table as the pages of a B-tree.
//
//     root (interior) ──▶ leaf, leaf, leaf …        rows in the order of their row ids
//
// Workers make images, so the writing thread only has to copy finished records: see BatchDatabase.swift. A row is written once,
// directly into its page. A B-tree with one level below the root has room for `leafLimit` leaves; for more rows, make more
// images.

/// Rows in the form of B-tree pages.
///
/// One thread fills an image and hands it on whole. That makes it safe to pass between threads.
package final class TableImage: @unchecked Sendable {
    /// The maximum number of leaves: 8 MB, well below the number of children that a root has room for.
    package static let leafLimit = 256

    package private(set) var rowCount = 0
    private var leaves: [PageWriter] = []
    /// The last row id in each leaf except the last leaf.
    private var lastRowIDs: [Int] = []
    private var lastRowID = Int.min
    private var root: PageWriter?

    package init() {
        leaves.append(PageWriter(.tableLeaf, at: Self.page()))
    }

    deinit {
        for page in leaves { page.base.deallocate() }
        // A single leaf is its own root.
        if let root, root.base != leaves[0].base { root.base.deallocate() }
    }

    private static func page() -> UnsafeMutablePointer<UInt8> {
        .allocate(capacity: PageWriter.size)
    }

    package var isFull: Bool { leaves.count >= Self.leafLimit }

    /// Adds a row. Its row id has to be greater than all before.
    package func append(rowID: Int, _ record: borrowing RecordEncoder) {
        precondition(rowID > lastRowID && root == nil)
        let key = UInt64(bitPattern: Int64(rowID))
        let size = record.count
        let cell =
            RecordEncoder.varintLength(UInt64(size)) + RecordEncoder.varintLength(key) + size
        var place = leaves[leaves.count - 1].addCell(size: cell)
        if place == nil {
            leaves[leaves.count - 1].finish()
            lastRowIDs.append(lastRowID)
            leaves.append(PageWriter(.tableLeaf, at: Self.page()))
            place = leaves[leaves.count - 1].addCell(size: cell)
        }
        // An empty page has room for any record (see ``RecordEncoder/longestText``).
        guard var place else { preconditionFailure("a record is longer than a page") }
        place += RecordEncoder.put(varint: UInt64(size), at: place)
        place += RecordEncoder.put(varint: key, at: place)
        record.write(to: place)
        lastRowID = rowID
        rowCount += 1
    }

    /// Makes the root of an image. The root is the page with the given number, the leaves are the pages after it.
    ///
    /// - Parameter root: the memory of the root page, if it is given. The image owns it from now on.
    func finish(firstPage: UInt32, root given: PageWriter? = nil) {
        precondition(root == nil)
        leaves[leaves.count - 1].finish()
        // SQLite would take a root without cells for damage, unless it is the first page of a file.
        guard given != nil || leaves.count > 1 else {
            root = leaves[0]
            return
        }
        var root = given ?? PageWriter(.tableInterior, at: Self.page())
        for (index, last) in lastRowIDs.enumerated() {
            let key = UInt64(bitPattern: Int64(last))
            let child = root.addChild(firstPage + 1 + UInt32(index), size: RecordEncoder.varintLength(key))
            if let child { _ = RecordEncoder.put(varint: key, at: child) }
        }
        root.setRightmost(firstPage + 1 + UInt32(leaves.count - 1))
        root.finish()
        self.root = root
    }

    /// The bytes of page k of a finished image, counted from 0.
    func page(_ index: Int) -> UnsafePointer<UInt8>? {
        if index == 0 { return root.map { UnsafePointer($0.base) } }
        return leaves.indices.contains(index - 1) ? UnsafePointer(leaves[index - 1].base) : nil
    }
}

/// Any number of rows as images. Each image is full, except the last.
package struct TableImages {
    package private(set) var images: [TableImage] = []
    private var image = TableImage()

    package init() {}

    /// Adds a row. Its row id has to be greater than all before.
    package mutating func append(rowID: Int, _ record: borrowing RecordEncoder) {
        image.append(rowID: rowID, record)
        if image.isFull { finish() }
    }

    /// Ends the current image, if it has rows.
    package mutating func finish() {
        guard image.rowCount > 0 else { return }
        images.append(image)
        image = TableImage()
    }
}
