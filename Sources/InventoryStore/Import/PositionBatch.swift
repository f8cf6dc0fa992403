internal import BulkSQLite
import Forecasting

/// Positions to be written to `inventory`, with the terms, names and new identifiers of their rows.
///
/// The parsing thread fills a batch and hands it on whole. A second thread prepares it (``encode()``, then
/// ``Snapshot/compare(_:)``), and the writing thread comes last.
package struct PositionBatch: Sendable {
    /// Rows in a batch: enough to make the cost of a hand-over negligible, and few enough that writing begins soon after parsing.
    package static let capacity = 8192

    package private(set) var rows: [InventoryRow] = []
    /// The terms of those rows whose file has columns of terms, in the order of the rows.
    package private(set) var terms: [TermsRow] = []
    /// What is said of products in all stores.
    package private(set) var products: [ProductRow] = []
    /// The texts of their products, if the file has such columns.
    package var names = ProductNames()
    /// Stores and products that appear in this batch for the first time, in the order of their keys.
    package var newStores = IdentifierList()
    package var newProducts = IdentifierList()
    /// The rows as an image for appending, made by ``encode()``.
    private(set) var image: TableImage?
    /// What the inventory stored of these series before the import; nil if ``Snapshot/compare(_:)`` has not found it out.
    fileprivate(set) var existing: ExistingSeries?

    package init() {
        rows.reserveCapacity(Self.capacity)
    }

    /// The number of positions.
    package var count: Int { rows.count }

    package var isFull: Bool {
        rows.count == Self.capacity || products.count >= Self.capacity || names.byteCount > Self.nameCapacity
    }

    /// Limit of names and categories in bytes. They can take more memory than everything else.
    private static let nameCapacity = 4 << 20

    /// Adds a row to a batch that is not full.
    package mutating func append(_ row: InventoryRow) {
        precondition(rows.count < Self.capacity)
        rows.append(row)
    }

    /// Adds the terms of the row that was added last.
    package mutating func append(_ row: TermsRow) { terms.append(row) }

    package mutating func append(_ row: ProductRow) { products.append(row) }

    /// Whether every key is greater than the one before it, and the first is greater than `previous`.
    package func ascends(after previous: SeriesKey) -> Bool {
        var last = previous
        for row in rows {
            guard last < row.key else { return false }
            last = row.key
        }
        return true
    }

    /// Makes the image of the rows if they ascend, so that the writing thread doesn't have to.
    package mutating func encode() {
        if image == nil, !rows.isEmpty, ascends(after: .lowest) { image = InventoryTable.image(of: rows) }
    }
}

/// A row of a file that is about a product in all stores, or about all products of a supplier.
package struct ProductRow: Sendable {
    package enum Subject: Equatable, Sendable {
        case product(Int32)
        case supplier(String)
    }

    package var subject: Subject
    package var stated: StatedTerms
    /// The terms that the file has columns for.
    package var columns: TermSet
    package var importID: Int32
    package var line: Int32

    package init(subject: Subject, stated: StatedTerms, columns: TermSet, importID: Int32, line: Int32) {
        self.subject = subject
        self.stated = stated
        self.columns = columns
        self.importID = importID
        self.line = line
    }
}

extension Snapshot {
    /// Finds out what the inventory stores of the series of a batch, if the batch ascends. So the writing thread doesn't have to.
    ///
    /// That is a third of the work in SQLite when known rows are imported.
    package func compare(_ batch: inout PositionBatch) throws {
        guard batch.image != nil else { return }
        batch.existing = try ExistingSeries.readSideBySide(batch.rows, db)
    }
}
