// Some rows of a table as the pages of a B-tree.
//
//     root (interior) ──▶ leaf, leaf, leaf …        rows in the order of their row ids
//
// Workers make images, so that the thread which writes has nothing left to do but to copy finished records: see
// BatchDatabase.swift. A row is written once, directly into its page. One level below the root is enough for
// `leafLimit` leaves; who has more rows makes more images.

/// Rows in the form of B-tree pages.
///
/// One thread fills an image and hands it on whole; that is what makes it safe to pass between threads.
package final class TableImage: @unchecked Sendable {
    /// Leaves that an image may have: 8 MB, well below the children that a root has room for.
    package static let leafLimit = 256

    package private(set) var rowCount = 0
    private var leaves: [PageWriter] = []
    /// The last row id in each leaf but the last one.
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

    /// Adds a row whose row id is greater than all before.
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

    /// Makes the root, for an image whose first page has this number: the root is that page, the leaves are those after it.
    ///
    /// - Parameter root: the page of the root, where its place is given. It belongs to the image from now on.
    func finish(firstPage: UInt32, root given: PageWriter? = nil) {
        precondition(root == nil)
        leaves[leaves.count - 1].finish()
        // A root without a cell would be taken for damage, unless it is the first page of a file.
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

/// Any number of rows as images, each of which is full but the last one.
package struct TableImages {
    package private(set) var images: [TableImage] = []
    private var image = TableImage()

    package init() {}

    /// Adds a row whose row id is greater than all before.
    package mutating func append(rowID: Int, _ record: borrowing RecordEncoder) {
        image.append(rowID: rowID, record)
        if image.isFull { finish() }
    }

    /// Ends the last image.
    package mutating func finish() {
        guard image.rowCount > 0 else { return }
        images.append(image)
        image = TableImage()
    }
}
