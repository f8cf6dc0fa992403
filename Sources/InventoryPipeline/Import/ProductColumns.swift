/// The columns of a product file.
public enum ProductColumn: String, CaseIterable, Sendable {
    case storeID = "store_id"
    case productID = "product_id"
    case sellStartDate = "sell_start_date"
    case initialInventory = "initial_inventory"
    case salesRate = "sales_rate"
    case restockingRate = "restocking_rate"
    case durationDays = "duration_days"
    case forecastFrequency = "forecast_frequency"

    var isOptional: Bool { self == .storeID }

    /// What other programs call it, in the form of ``normalized(_:)``.
    var synonyms: [String] {
        switch self {
        case .storeID:
            [
                "store", "location", "location_id", "site", "site_id", "shop", "shop_id", "branch", "branch_id",
                "warehouse",
                "warehouse_id", "store_number", "store_no", "store_code", "outlet", "depot", "plant",
            ]
        case .productID:
            [
                "product", "sku", "sku_id", "item", "item_id", "item_no", "item_number", "item_code", "article",
                "article_id",
                "article_no", "article_number", "product_code", "product_no", "product_number", "material",
                "part_number",
                "part_no", "upc", "ean", "gtin",
            ]
        case .sellStartDate:
            [
                "start_date", "sell_start", "sales_start_date", "start", "date", "stock_date", "snapshot_date", "as_of",
                "as_of_date", "inventory_date", "count_date",
            ]
        case .initialInventory:
            [
                "on_hand", "onhand", "on_hand_qty", "on_hand_quantity", "qty_on_hand", "quantity_on_hand", "stock",
                "stock_level",
                "stock_on_hand", "soh", "current_stock", "opening_stock", "opening_inventory", "inventory",
                "inventory_level", "qty", "quantity", "units", "balance",
            ]
        case .salesRate:
            [
                "sales", "daily_sales", "sales_per_day", "demand", "demand_rate", "daily_demand", "avg_daily_sales",
                "average_daily_sales", "usage", "daily_usage", "consumption", "velocity", "rate_of_sale", "ros",
            ]
        case .restockingRate:
            [
                "restocking", "restock", "restock_rate", "restock_per_day", "daily_restocking", "replenishment",
                "replenishment_rate", "daily_replenishment", "supply", "supply_rate", "daily_supply", "receipts",
                "receipts_per_day", "inbound", "daily_receipts",
            ]
        case .durationDays:
            [
                "duration", "days", "horizon", "horizon_days", "forecast_days", "forecast_horizon", "number_of_days",
                "periods",
            ]
        case .forecastFrequency:
            [
                "frequency", "forecast_interval", "interval", "interval_days", "report_frequency", "every",
                "every_days", "step",
            ]
        }
    }

    /// A header name as it is compared: lower case, with one underscore for any run of other characters.
    static func normalized(_ header: String) -> String {
        header.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }
}

/// Which column of a file is read as what.
public struct ColumnMapping: Equatable, Sendable {
    /// The header as it is in the file, without the spaces around each name.
    public let header: [String]
    /// Where each column of ours is in the file.
    public let indexes: [ProductColumn: Int]

    /// The places of the columns that nothing is read from.
    public var unused: [Int] {
        let used = Set(indexes.values)
        return header.indices.filter { !used.contains($0) }
    }

    /// Finds the columns: those that `named` settles, then those with our own names, then synonyms.
    ///
    /// - Throws: ``PipelineError`` where a column is missing, or two could be meant.
    init(header fields: [String], named: [ProductColumn: String], file: String) throws {
        let header = fields.map { $0.trimmingSpaces() }
        let names = header.map(ProductColumn.normalized)
        var places: [ProductColumn: Int] = [:]
        func find(_ column: ProductColumn, where matches: (Int) -> Bool) throws {
            let found = header.indices.filter { matches($0) && !places.values.contains($0) }
            guard found.count <= 1 else {
                let candidates = found.map { "“\(ShownText.of(header[$0]))” (column \($0 + 1))" }.joined(
                    separator: " and ")
                throw PipelineError(
                    "\(file): more than one column could be \(column.rawValue): \(candidates); "
                        + "say which with --map \(column.rawValue)=NAME, or rename the other.")
            }
            if let place = found.first { places[column] = place }
        }
        for (column, name) in named.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let wanted = name.trimmingSpaces()
            try find(column) { header[$0] == wanted }
            if places[column] == nil { try find(column) { header[$0].lowercased() == wanted.lowercased() } }
            if let taken = places.first(where: {
                header[$0.value].lowercased() == wanted.lowercased() && $0.key != column
            }),
                places[column] == nil
            {
                throw PipelineError(
                    "\(file): the column “\(wanted)” can't be read as both \(taken.key.rawValue) and \(column.rawValue)."
                )
            }
            guard places[column] != nil else {
                throw PipelineError(
                    "\(file): there is no column “\(wanted)” to read as \(column.rawValue); "
                        + "the header has \(Self.list(header)).")
            }
        }
        for column in ProductColumn.allCases where places[column] == nil {
            try find(column) { names[$0] == column.rawValue }
        }
        for column in ProductColumn.allCases where places[column] == nil {
            try find(column) { column.synonyms.contains(names[$0]) }
        }
        let missing = ProductColumn.allCases.filter { !$0.isOptional && places[$0] == nil }
        if let first = missing.first {
            throw PipelineError(
                "\(file): no column for \(missing.map(\.rawValue).joined(separator: ", ")); the header has "
                    + "\(Self.list(header)). "
                    + (places.isEmpty && Self.isRow(header)
                        ? "This looks like a row: put a line with the names of the columns above it."
                        : "Say which it is with --map \(first.rawValue)=NAME."))
        }
        self.header = header
        indexes = places
    }

    /// Whether a header has numbers for names.
    private static func isRow(_ names: [String]) -> Bool {
        names.contains { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") } }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).map { ShownText.of($0, limit: 40) }
        return shown.map { "“\($0)”" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}

extension String {
    /// Without the spaces and tabs around it.
    func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
