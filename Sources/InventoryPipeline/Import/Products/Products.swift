import InventoryStore

/// Product files: positions, which a forecast starts from, with terms of supply and names.
enum Products: ImportKind {
    typealias Reader = PositionReader
    typealias Sink = PositionSink

    static let name = "products"
    static let columns = ProductColumns.all.map(\.column)
    static let canReplace = true
    static let canAdd = false

    /// Every file is one of products that nothing shows to be another kind.
    static func isDetected(in names: [String]) -> Bool { true }
    static func isPossible(in names: [String]) -> Bool { haveForecast(names) }

    /// Whether some names are of columns that make a forecast, which no other kind has.
    static func haveForecast(_ names: [String]) -> Bool {
        [
            ProductColumns.salesRate, ProductColumns.restockingRate, ProductColumns.durationDays,
            ProductColumns.forecastFrequency,
        ].contains(where: names.have)
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
