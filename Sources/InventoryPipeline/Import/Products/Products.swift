import Forecasting
import InventoryStore

/// Product files: positions, which a forecast starts from, with terms of supply and names.
enum Products: ImportKind {
    typealias Reader = PositionReader
    typealias Sink = PositionSink

    static let name = "products"
    static let summary = """
        A product that is there already is updated, others are added. An empty field of an optional column states nothing. A \
        file may have only some of the columns: the others stay as they are stored, and a series that is new needs its stock.
        """
    static let columns = ProductColumns.read
    static let canReplace = true
    static let canAdd = false

    /// A file is one of products unless its header shows another kind.
    static func isDetected(in names: HeaderNames) -> Bool { true }
    static func isPossible(in names: [HeaderName]) -> Bool { haveForecast(names) }

    /// Whether one of the names is a column that only a forecast needs, and that no other kind has.
    static func haveForecast(_ names: [HeaderName]) -> Bool {
        ProductColumns.ofForecast.contains(where: names.have)
            || names.contains { $0.isOne(of: ProductColumns.totals) }
    }

    /// A stock needs its day, and the other way round. A file without them is about series that are stored already, and has to say
    /// something of them.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        let stock = [ProductColumns.sellStartDate, ProductColumns.initialInventory]
        let rest = ProductColumns.all.map(\.column).filter { !stock.contains($0) && $0 != .productID && $0 != .storeID }
        let terms = ProductColumns.terms.map(\.column)
        var missing: [ImportColumn] = []
        // Terms may be those of a supplier.
        if !known.contains(.productID), !known.contains(ProductColumns.supplier) || known.isDisjoint(with: terms) {
            missing.append(.productID)
        }
        if !known.isDisjoint(with: stock) || known.isDisjoint(with: rest) {
            missing += stock.filter { !known.contains($0) }
        }
        return missing
    }

    static func fallbacks(_ request: ImportRequest, file: String, _ known: Set<ImportColumn>)
        -> [ImportColumn: GivenValue]
    {
        guard known.contains(ProductColumns.initialInventory) else { return [:] }
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

    static func isOfAllStores(_ mapping: ColumnMapping, _ request: ImportRequest) -> Bool {
        switch FileSubject(mapping, request) {
        case .products, .suppliers: true
        case .series, .seriesOrProducts: false
        }
    }

    static func sink(_ context: ImportContext) throws -> PositionSink { try PositionSink(context) }
}

extension PositionBatch: ImportBatch {
    var identifiers: NewIdentifiers {
        NewIdentifiers(stores: newStores, products: newProducts) { [rows] isMeant in
            rows.first { isMeant($0.key) }.map { Int($0.line) } ?? 0
        }
    }
}
