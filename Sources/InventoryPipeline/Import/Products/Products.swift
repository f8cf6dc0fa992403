import Forecasting
import InventoryStore

/// Product files: positions, which a forecast starts from, with terms of supply and names.
enum Products: ImportKind {
    typealias Reader = PositionReader
    typealias Sink = PositionSink

    static let name = "products"
    static let summary = """
        A product that is there already is updated, others are added. An empty field of an optional column states nothing; an \
        optional column that a file doesn't have stays as it is.
        """
    static let columns = ProductColumns.read
    static let canReplace = true
    static let canAdd = false

    /// A file is one of products unless its header shows another kind.
    static func isDetected(in names: [HeaderName]) -> Bool { true }
    static func isPossible(in names: [HeaderName]) -> Bool { haveForecast(names) }

    /// Whether one of the names is a column that only a forecast needs, and that no other kind has.
    static func haveForecast(_ names: [HeaderName]) -> Bool {
        [
            ProductColumns.salesRate, ProductColumns.restockingRate, ProductColumns.durationDays,
            ProductColumns.forecastFrequency,
        ].contains(where: names.have)
            || names.contains { $0.isOne(of: ProductColumns.totals) }
    }

    /// A position needs a product and a quantity on hand, a day, and a rate of sales; the rest has usual values.
    static func fallbacks(_ request: ImportRequest, file: String) -> [ImportColumn: GivenValue] {
        var values: [ImportColumn: GivenValue] = [
            ProductColumns.restockingRate: GivenValue(text: "0", origin: .usual),
            ProductColumns.durationDays: GivenValue(text: "\(StockPosition.usualDurationDays)", origin: .usual),
            ProductColumns.forecastFrequency: GivenValue(text: "1", origin: .usual),
        ]
        if let day = request.asOf {
            values[ProductColumns.sellStartDate] = GivenValue(text: day, origin: .asOf)
        } else if let day = FileDate.only(inName: file) {
            values[ProductColumns.sellStartDate] = GivenValue(text: day, origin: .fileName)
        }
        return values
    }

    static func sink(_ context: ImportContext) throws -> PositionSink { try PositionSink(context) }
}

extension PositionBatch: ImportBatch {
    var identifiers: NewIdentifiers {
        NewIdentifiers(stores: newStores, products: newProducts) { [self] isMeant in
            rows.first { isMeant($0.key) }.map { Int($0.line) } ?? 0
        }
    }
}
