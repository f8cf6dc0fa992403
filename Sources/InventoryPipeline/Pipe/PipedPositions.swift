import InventoryStore

/// Positions without a database: product files in which each row is a series with its stock. It is none of ``ImportKinds``, as it is read
/// in one way only.
enum PipedPositions: ImportKind {
    typealias Reader = PositionReader
    typealias Sink = PositionSink

    static let name = Products.name
    static let summary = Products.summary
    static let columns = Products.columns
    static let canReplace = false
    static let canAdd = false

    static func isDetected(in names: HeaderNames) -> Bool { true }
    static func isPossible(in names: [HeaderName]) -> Bool { true }

    /// There are no stored series that a file could say something of.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        [.productID, ProductColumns.sellStartDate, ProductColumns.initialInventory].filter { !known.contains($0) }
    }

    static func fallbacks(_ request: ImportRequest, file: String, _ known: Set<ImportColumn>)
        -> [ImportColumn: GivenValue]
    { Products.fallbacks(request, file: file, known) }

    static func sink(_ context: ImportContext) throws -> PositionSink { try PositionSink(context) }
}
