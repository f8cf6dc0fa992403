// Some rows of a table as the pages of a B-tree.
//
//     root (interior) ──▶ leaf, leaf, leaf …        rows in the order of their row ids
//
// Workers make images, so the writing thread only has to copy finished records: see BatchDatabase.swift. A row is written once,
// directly into its page. A B-tree with one level below the root has room for `leafLimit` leaves; for more rows, make more
// images.

/// The pages of a table: its root, and after it the leaves.
protocol TablePages: AnyObject {
    /// Makes the root. Its page has the given number.
    func finish(firstPage: UInt32)
    /// The bytes of page k, counted from 0, until the next call; nil if there is no such page.
    func page(_ index: Int) -> UnsafePointer<UInt8>?
}

/// The pages of an image: leaves that are filled one after the other, and a root above them if there are several.
struct ImagePages {
    private(set) var full: [PageWriter] = []
    /// The leaf that is filled.
    var leaf: PageWriter
    /// Set at the end. A single leaf is its own root.
    var root: PageWriter?
    private let kind: PageWriter.Kind

    init(_ kind: PageWriter.Kind) {
        self.kind = kind
        leaf = PageWriter(kind, at: Self.memory())
    }

    static func memory() -> UnsafeMutablePointer<UInt8> { .allocate(capacity: PageWriter.size) }

    /// Ends the leaf and begins the next one.
    mutating func beginLeaf() {
        leaf.finish()
        full.append(leaf)
        leaf = PageWriter(kind, at: Self.memory())
    }

    /// The bytes of page k, counted from 0: the root, and after it the leaves. nil if there is no such page.
    func page(_ index: Int) -> UnsafePointer<UInt8>? {
        if index == 0 { return root.map { UnsafePointer($0.base) } }
        if index - 1 == full.count { return UnsafePointer(leaf.base) }
        return full.indices.contains(index - 1) ? UnsafePointer(full[index - 1].base) : nil
    }

    func deallocate() {
        for page in full { page.base.deallocate() }
        leaf.base.deallocate()
        if let root, root.base != leaf.base { root.base.deallocate() }
    }
}

/// Rows in the form of B-tree pages.
///
/// One thread fills an image and hands it on whole. That makes it safe to pass between threads.
package final class TableImage: TablePages, @unchecked Sendable {
    /// The maximum number of leaves: 4 MB, well below the number of children that a root has room for.
    package static let leafLimit = 256

    private var rows = Rows()

    /// The leaves and what is in them. One value, so that adding a row is one access to the object, which is checked once.
    private struct Rows {
        var count = 0
        var lastRowID = Int.min
        var pages = ImagePages(.tableLeaf)
        /// The first row id in each leaf.
        var firstRowIDs: [Int] = []
        /// The last row id in each full leaf.
        var lastRowIDs: [Int] = []

        mutating func place(rowID: Int, size: Int) -> UnsafeMutablePointer<UInt8> {
            precondition(rowID > lastRowID)
            if count == 0 { firstRowIDs.append(rowID) }
            var place = pages.leaf.addCell(size: size)
            if place == nil {
                pages.beginLeaf()
                lastRowIDs.append(lastRowID)
                firstRowIDs.append(rowID)
                place = pages.leaf.addCell(size: size)
            }
            // An empty page has room for any record (see ``RecordEncoder/longestText``).
            guard let place else { preconditionFailure("a record is longer than a page") }
            lastRowID = rowID
            count += 1
            return place
        }
    }

    package init() {}

    deinit { rows.pages.deallocate() }

    package var rowCount: Int { rows.count }
    package var isFull: Bool { rows.pages.full.count >= Self.leafLimit - 1 }
    var leafCount: Int { rows.pages.full.count + 1 }
    /// The first row id in each leaf.
    var firstRowIDs: [Int] { rows.firstRowIDs }
    /// The last row id in each leaf.
    var lastRowIDs: [Int] { rows.lastRowIDs + [rows.lastRowID] }

    /// Adds a row. Its row id has to be greater than all before.
    package func append(rowID: Int, _ record: borrowing RecordEncoder) {
        precondition(rows.pages.root == nil)
        let key = UInt64(bitPattern: Int64(rowID))
        let size = record.count
        var place = rows.place(
            rowID: rowID,
            size: RecordEncoder.varintLength(UInt64(size)) + RecordEncoder.varintLength(key) + size)
        place += RecordEncoder.put(varint: UInt64(size), at: place)
        place += RecordEncoder.put(varint: key, at: place)
        record.write(to: place)
    }

    func finish(firstPage: UInt32) { finish(firstPage: firstPage, root: nil) }

    /// Makes the root of an image. The root is the page with the given number, the leaves are the pages after it.
    ///
    /// - Parameter root: the memory of the root page, if it is given. The image owns it from now on.
    func finish(firstPage: UInt32, root given: PageWriter?) {
        precondition(rows.pages.root == nil)
        rows.pages.leaf.finish()
        // SQLite would take a root without cells for damage, unless it is the first page of a file.
        guard given != nil || !rows.pages.full.isEmpty else {
            rows.pages.root = rows.pages.leaf
            return
        }
        let root = given ?? PageWriter(.tableInterior, at: ImagePages.memory())
        rows.pages.root = root.parent(of: rows.lastRowIDs, firstPage: firstPage + 1)
    }

    /// The bytes of leaf k, counted from 0, when all rows are there.
    func leaf(_ index: Int) -> UnsafePointer<UInt8> {
        if index < rows.pages.full.count { return UnsafePointer(rows.pages.full[index].base) }
        rows.pages.leaf.finish()
        return UnsafePointer(rows.pages.leaf.base)
    }

    /// The bytes of page k of a finished image, counted from 0.
    func page(_ index: Int) -> UnsafePointer<UInt8>? { rows.pages.page(index) }
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
