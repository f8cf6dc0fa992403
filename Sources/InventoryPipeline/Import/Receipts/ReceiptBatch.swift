import InventoryStore

/// Receipts that were parsed together.
final class ReceiptBatch: ImportBatch, @unchecked Sendable {
    // One thread fills a batch and hands it on whole.
    private(set) var rows: [ReceiptRow] = []

    static let capacity = PositionBatch.capacity

    init() {}

    var isFull: Bool { rows.count == Self.capacity }

    func append(_ row: ReceiptRow) { rows.append(row) }
}
