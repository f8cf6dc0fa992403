// Entries of an index as the pages of a B-tree.
//
//     root (interior) ──▶ leaf, entry, leaf, entry, leaf …        entries in their order
//
// In the B-tree of an index, each entry is in one page only: those between two leaves are in the page above.

/// Entries of an index in the form of B-tree pages.
///
/// One thread fills an image and hands it on whole. That makes it safe to pass between threads.
package final class IndexImage: TablePages, @unchecked Sendable {
    /// The maximum number of leaves, so that a table and its index fit the pages that ``BatchPages`` has for them.
    private static let leafLimit = 250
    /// Entries for which there is room in any case, if each has at most 24 bytes.
    package static let capacity = 65_536

    private var pages = ImagePages(.indexLeaf)
    /// The bytes of the last entry in the leaf that entries are added to.
    private var lastSize = 0
    /// The entries between two leaves, with their lengths.
    private var between: [[UInt8]] = []
    /// The entry for which the leaf had no room. It comes between this leaf and the next, if there is one.
    private var next: [UInt8]?

    package init() {}

    deinit { pages.deallocate() }

    /// Adds an entry: the values of the index's columns and the row id. It comes after those that were added.
    package func append(_ entry: borrowing RecordEncoder) {
        precondition(pages.root == nil)
        if let former = next {
            next = nil
            beginLeaf(after: former)
        }
        let size = RecordEncoder.varintLength(UInt64(entry.count)) + entry.count
        if let place = pages.leaf.addCell(size: size) {
            lastSize = size
            return Self.write(entry, to: place)
        }
        next = Array(unsafeUninitializedCapacity: size) { buffer, count in
            if let place = buffer.baseAddress { Self.write(entry, to: place) }
            count = size
        }
    }

    private static func write(_ entry: borrowing RecordEncoder, to place: UnsafeMutablePointer<UInt8>) {
        entry.write(to: place + RecordEncoder.put(varint: UInt64(entry.count), at: place))
    }

    private func beginLeaf(after entry: [UInt8]) {
        precondition(pages.full.count < Self.leafLimit - 1)
        pages.beginLeaf()
        between.append(entry)
    }

    func finish(firstPage: UInt32) {
        precondition(pages.root == nil)
        if let last = next {
            // A leaf may not be empty, so the two last entries are between the last two leaves and in the last.
            beginLeaf(after: pages.leaf.removeCell(size: lastSize))
            _ = pages.leaf.addCell(size: last.count).map { Self.copy(last, to: $0) }
        }
        pages.leaf.finish()
        guard !pages.full.isEmpty else {
            pages.root = pages.leaf
            return
        }
        var root = PageWriter(.indexInterior, at: ImagePages.memory())
        for (index, entry) in between.enumerated() {
            _ = root.addChild(firstPage + 1 + UInt32(index), size: entry.count).map { Self.copy(entry, to: $0) }
        }
        root.setRightmost(firstPage + 1 + UInt32(pages.full.count))
        root.finish()
        pages.root = root
    }

    private static func copy(_ bytes: [UInt8], to place: UnsafeMutablePointer<UInt8>) {
        bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { place.update(from: start, count: bytes.count) }
        }
    }

    func page(_ index: Int) -> UnsafePointer<UInt8>? { pages.page(index) }
}
