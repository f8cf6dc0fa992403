/// What the rows of a file are.
package enum FileKind: String, CaseIterable, Sendable {
    /// Positions: what a forecast starts from.
    case products
    /// Scheduled receipts: open purchase orders.
    case receipts

    /// The columns that such a file can have, in the order in which they are written.
    package var columns: [FileColumn] {
        switch self {
        case .products: FileColumn.positions + FileColumn.supply + FileColumn.labels
        case .receipts: [.storeID, .productID, .receiptDate, .quantity]
        }
    }

    /// The columns that such a file must have.
    var required: [FileColumn] { columns.filter { !$0.isOptional } }

    /// The columns that no other kind of file can have.
    package var ownColumns: [FileColumn] {
        let others = Self.allCases.filter { $0 != self }.flatMap(\.columns)
        return columns.filter { !others.contains($0) }
    }
}

/// The columns of the files that are imported.
package enum FileColumn: String, CaseIterable, Sendable {
    case storeID = "store_id"
    case productID = "product_id"
    case sellStartDate = "sell_start_date"
    case initialInventory = "initial_inventory"
    case salesRate = "sales_rate"
    case restockingRate = "restocking_rate"
    case durationDays = "duration_days"
    case forecastFrequency = "forecast_frequency"
    case leadTimeDays = "lead_time_days"
    case reviewPeriodDays = "review_period_days"
    case safetyStock = "safety_stock"
    case coverDays = "cover_days"
    case minOrderQuantity = "min_order_quantity"
    case orderMultiple = "order_multiple"
    case maxOrderQuantity = "max_order_quantity"
    case unitCost = "unit_cost"
    case name
    case category
    case receiptDate = "receipt_date"
    case quantity

    /// What a forecast starts from.
    static let positions: [FileColumn] = [
        .storeID, .productID, .sellStartDate, .initialInventory, .salesRate, .restockingRate, .durationDays,
        .forecastFrequency,
    ]
    /// The terms of supply, in the order of ``TermsRow/columns``.
    static let supply: [FileColumn] = [
        .leadTimeDays, .reviewPeriodDays, .safetyStock, .coverDays, .minOrderQuantity, .orderMultiple,
        .maxOrderQuantity, .unitCost,
    ]
    /// What a product is called.
    static let labels: [FileColumn] = [.name, .category]

    var isOptional: Bool { self == .storeID || Self.supply.contains(self) || Self.labels.contains(self) }

    /// What other programs call it, in the form of ``normalized(_:)``. Within one kind of file no two columns share a name.
    var synonyms: [String] {
        switch self {
        case .storeID:
            [
                "store", "location", "location_id", "site", "site_id", "shop", "shop_id", "branch", "branch_id",
                "warehouse", "warehouse_id", "store_number", "store_no", "store_code", "outlet", "depot", "plant",
            ]
        case .productID:
            [
                "product", "sku", "sku_id", "item", "item_id", "item_no", "item_number", "item_code", "article",
                "article_id", "article_no", "article_number", "product_code", "product_no", "product_number",
                "material",
                "part_number", "part_no", "upc", "ean", "gtin",
            ]
        case .sellStartDate:
            [
                "start_date", "sell_start", "sales_start_date", "start", "date", "stock_date", "snapshot_date", "as_of",
                "as_of_date", "inventory_date", "count_date",
            ]
        case .initialInventory:
            [
                "on_hand", "onhand", "on_hand_qty", "on_hand_quantity", "qty_on_hand", "quantity_on_hand", "stock",
                "stock_level", "stock_on_hand", "soh", "current_stock", "opening_stock", "opening_inventory",
                "inventory",
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
        case .leadTimeDays:
            ["lead_time", "leadtime", "leadtime_days", "lead_days", "lead_time_in_days", "supplier_lead_time"]
        case .reviewPeriodDays: ["review_period", "review_days", "review_interval", "order_cycle", "order_cycle_days"]
        case .safetyStock:
            ["safety_stock_quantity", "safety_stock_qty", "safety_quantity", "safety_qty", "buffer_stock"]
        case .coverDays: ["cover", "days_of_cover", "days_cover", "coverage_days", "target_cover_days"]
        case .minOrderQuantity:
            [
                "moq", "min_order_qty", "min_order", "minimum_order_quantity", "minimum_order_qty", "minimum_order",
            ]
        case .orderMultiple:
            [
                "pack_size", "case_pack", "case_size", "case_quantity", "case_qty", "pack_quantity", "pack_qty",
                "lot_size",
                "order_multiples", "units_per_case", "units_per_pack",
            ]
        case .maxOrderQuantity:
            ["max_order_qty", "max_order", "maximum_order_quantity", "maximum_order_qty", "maximum_order"]
        case .unitCost: ["cost", "cost_per_unit", "cost_price", "purchase_price", "item_cost", "standard_cost"]
        case .name:
            [
                "product_name", "item_name", "article_name", "description", "product_description", "item_description",
                "title",
            ]
        case .category: ["product_category", "item_category", "product_group", "item_group", "product_family"]
        case .receiptDate:
            [
                "expected_date", "expected_on", "expected_arrival", "expected_arrival_date", "expected_delivery",
                "expected_delivery_date", "expected_receipt_date", "due_date", "due", "arrival_date", "arrival", "eta",
                "delivery_date", "promised_date", "scheduled_date", "planned_receipt_date", "receiving_date", "date",
            ]
        case .quantity:
            [
                "qty", "order_quantity", "order_qty", "ordered_quantity", "ordered_qty", "quantity_ordered",
                "qty_ordered",
                "open_quantity", "open_qty", "receipt_quantity", "receipt_qty", "expected_quantity", "expected_qty",
                "delivery_quantity", "delivery_qty", "on_order", "on_order_quantity", "on_order_qty",
                "quantity_on_order",
                "qty_on_order", "units",
            ]
        }
    }

    /// Whether a name means this column.
    ///
    /// - Parameter name: in the form of ``normalized(_:)``.
    func isCalled(_ name: String) -> Bool { rawValue == name || synonyms.contains(name) }

    /// A header name as it is compared: lower case, with one underscore for any run of other characters.
    static func normalized(_ header: String) -> String {
        header.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }
}

extension FileKind {
    /// What a header shows the rows of a file to be.
    ///
    /// A file of receipts has a product, a quantity, and a day under a name that no product file has for its own: `date`,
    /// `quantity` and `qty` alone say nothing. It has none of the rates and days that make a forecast.
    static func seen(in header: [String]) -> FileKind {
        let names = header.map(FileColumn.normalized)
        let hasOwnDay = names.contains {
            FileColumn.receiptDate.isCalled($0) && !FileColumn.sellStartDate.isCalled($0)
        }
        let isReceipts = hasOwnDay && names.have(.productID) && names.have(.quantity) && !names.haveForecast
        return isReceipts ? .receipts : .products
    }

    /// What to add to the message about a header that lacks columns of products and may be one of receipts; or nothing.
    static func hint(_ header: [String]) -> String {
        let names = header.map(FileColumn.normalized)
        guard names.have(.receiptDate) || names.have(.quantity), !names.haveForecast else { return "" }
        let columns = FileKind.receipts.required.map(\.rawValue).joined(separator: ", ")
        return " Receipts have the columns \(columns), and --kind receipts reads them."
    }
}

extension [String] {
    fileprivate func have(_ column: FileColumn) -> Bool { contains(where: column.isCalled) }

    fileprivate var haveForecast: Bool {
        [FileColumn.salesRate, .restockingRate, .durationDays, .forecastFrequency].contains(where: have)
    }
}
