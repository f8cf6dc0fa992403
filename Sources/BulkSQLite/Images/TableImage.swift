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

/// Rows in the form of B-tree pages.
///
/// One thread fills an image and hands it on whole. That makes it safe to pass between threads.
package final class TableImage: TablePages, @unchecked Sendable {
    /// The maximum number of leaves: 4 MB, well below the number of children that a root has room for.
    package static let leafLimit = 256

    private var rows = Rows(first: page())
    private var root: PageWriter?

    /// The leaves and what is in them. One value, so that adding a row is one access to the object, which is checked once.
    private struct Rows {
        var count = 0
        var lastRowID = Int.min
        var full: [PageWriter] = []
        /// The first row id in each leaf.
        var firstRowIDs: [Int] = []
        /// The last row id in each full leaf.
        var lastRowIDs: [Int] = []
        /// The leaf that rows are added to.
        var leaf: PageWriter

        init(first: UnsafeMutablePointer<UInt8>) { leaf = PageWriter(.tableLeaf, at: first) }

        mutating func place(rowID: Int, size: Int) -> UnsafeMutablePointer<UInt8> {
            precondition(rowID > lastRowID)
            if count == 0 { firstRowIDs.append(rowID) }
            var place = leaf.addCell(size: size)
            if place == nil {
                leaf.finish()
                full.append(leaf)
                lastRowIDs.append(lastRowID)
                firstRowIDs.append(rowID)
                leaf = PageWriter(.tableLeaf, at: TableImage.page())
                place = leaf.addCell(size: size)
            }
            // An empty page has room for any record (see ``RecordEncoder/longestText``).
            guard let place else { preconditionFailure("a record is longer than a page") }
            lastRowID = rowID
            count += 1
            return place
        }
    }

    package init() {}

    deinit {
        for page in rows.full { page.base.deallocate() }
        rows.leaf.base.deallocate()
        // A single leaf is its own root.
        if let root, root.base != rows.leaf.base { root.base.deallocate() }
    }

    private static func page() -> UnsafeMutablePointer<UInt8> {
        .allocate(capacity: PageWriter.size)
    }

    package var rowCount: Int { rows.count }
    package var isFull: Bool { rows.full.count >= Self.leafLimit - 1 }
    var leafCount: Int { rows.full.count + 1 }
    /// The first row id in each leaf.
    var firstRowIDs: [Int] { rows.firstRowIDs }
    /// The last row id in each leaf.
    var lastRowIDs: [Int] { rows.lastRowIDs + [rows.lastRowID] }

    /// Adds a row. Its row id has to be greater than all before.
    package func append(rowID: Int, _ record: borrowing RecordEncoder) {
        precondition(root == nil)
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
        precondition(root == nil)
        rows.leaf.finish()
        // SQLite would take a root without cells for damage, unless it is the first page of a file.
        guard given != nil || !rows.full.isEmpty else {
            root = rows.leaf
            return
        }
        let root = given ?? PageWriter(.tableInterior, at: Self.page())
        self.root = root.parent(of: rows.lastRowIDs, firstPage: firstPage + 1)
    }

    /// The bytes of leaf k, counted from 0, when all rows are there.
    func leaf(_ index: Int) -> UnsafePointer<UInt8> {
        if index < rows.full.count { return UnsafePointer(rows.full[index].base) }
        rows.leaf.finish()
        return UnsafePointer(rows.leaf.base)
    }

    /// The bytes of page k of a finished image, counted from 0.
    func page(_ index: Int) -> UnsafePointer<UInt8>? {
        if index == 0 { return root.map { UnsafePointer($0.base) } }
        if index - 1 == rows.full.count { return UnsafePointer(rows.leaf.base) }
        return rows.full.indices.contains(index - 1) ? UnsafePointer(rows.full[index - 1].base) : nil
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
