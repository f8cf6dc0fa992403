import InventoryStore

/// Receipts that were parsed together.
final class ReceiptBatch: ImportBatch, @unchecked Sendable {
    // One thread fills a batch, then passes it on and no longer uses it.
    private(set) var rows: [ReceiptRow] = []

    static let capacity = PositionBatch.capacity

    init() {}

    var isFull: Bool { rows.count == Self.capacity }

    func append(_ row: ReceiptRow) { rows.append(row) }
}
