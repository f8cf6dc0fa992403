import CSV
import Forecasting
import InventoryStore

/// The values of a row of a product file.
struct ProductValues {
    var storeID: String
    var productID: String
    var position: StockPosition
    var details: ProductDetails
}

/// The columns of product files. To add a term of supply, give it a summary and synonyms in ``about(_:)``. To add a
/// column of the position, add it to ``positions`` and read it in ``PositionReader``.
enum ProductColumns {
    typealias Field = ExportedColumn<ProductValues>

    static let sellStartDate = ImportColumn(
        "sell_start_date", "the first day of the forecast",
        synonyms: [
            "start_date", "sell_start", "sales_start_date", "start", "date", "stock_date", "snapshot_date",
            "as_of", "as_of_date", "inventory_date", "count_date",
        ])

    static let initialInventory = ImportColumn(
        "initial_inventory", "units on hand on the morning of that day",
        synonyms: [
            "on_hand", "onhand", "on_hand_qty", "on_hand_quantity", "qty_on_hand", "quantity_on_hand", "stock",
            "stock_level", "stock_on_hand", "soh", "current_stock", "opening_stock", "opening_inventory",
            "inventory", "inventory_level", "qty", "quantity", "units", "balance",
        ])

    static let salesRate = ImportColumn(
        "sales_rate", "units sold a day, zero or more",
        synonyms: [
            "sales", "daily_sales", "sales_per_day", "demand", "demand_rate", "daily_demand", "avg_daily_sales",
            "average_daily_sales", "usage", "daily_usage", "consumption", "velocity", "rate_of_sale", "ros",
        ])

    static let restockingRate = ImportColumn(
        "restocking_rate", "units restocked a day, zero or more",
        synonyms: [
            "restocking", "restock", "restock_rate", "restock_per_day", "daily_restocking", "replenishment",
            "replenishment_rate", "daily_replenishment", "supply", "supply_rate", "daily_supply", "receipts",
            "receipts_per_day", "inbound", "daily_receipts",
        ])

    static let durationDays = ImportColumn(
        "duration_days", "days to forecast",
        synonyms: [
            "duration", "days", "horizon", "horizon_days", "forecast_days", "forecast_horizon", "number_of_days",
            "periods",
        ])

    static let forecastFrequency = ImportColumn(
        "forecast_frequency", "report every how many days",
        synonyms: [
            "frequency", "forecast_interval", "interval", "interval_days", "report_frequency", "every",
            "every_days", "step",
        ])

    /// The columns that a forecast starts from.
    static let positions: [Field] = [
        Field(.storeID) { .text($0.storeID) },
        Field(.productID) { .text($0.productID) },
        Field(sellStartDate) { .day($0.position.startDay) },
        Field(initialInventory) { .number($0.position.onHand) },
        Field(salesRate) { .number($0.position.salesRate) },
        Field(restockingRate) { .number($0.position.restockingRate) },
        Field(durationDays) { .integer($0.position.durationDays) },
        Field(forecastFrequency) { .integer($0.position.frequency) },
    ]

    /// The terms of supply, in the order of ``Term``.
    static let terms: [Field] = Term.allCases.map { term in
        Field(column(of: term)) { $0.details.stated[term].map(Cell.number) ?? .missing }
    }

    static let name = ImportColumn(
        "name", isOptional: true, "what the product is called, up to 1,000 bytes; the first row of a product counts",
        synonyms: [
            "product_name", "item_name", "article_name", "description", "product_description", "item_description",
            "title",
        ])

    static let category = ImportColumn(
        "category", isOptional: true,
        "what the product belongs to, up to 1,000 bytes; the first row of a product counts",
        synonyms: [
            "product_category", "item_category", "product_group", "item_group", "product_family",
        ])

    static let names: [Field] = [
        Field(name) { $0.details.name.map(Cell.text) ?? .missing },
        Field(category) { $0.details.category.map(Cell.text) ?? .missing },
    ]

    static let all = positions + terms + names

    /// The column of a term.
    static func column(of term: Term) -> ImportColumn {
        let (summary, synonyms) = about(term)
        return ImportColumn(term.name, isOptional: true, summary, synonyms: synonyms)
    }

    private static func about(_ term: Term) -> (summary: String, synonyms: [String]) {
        switch term {
        case .leadTimeDays:
            (
                "days from the placing of an order to the morning on which it is there",
                [
                    "lead_time", "leadtime", "leadtime_days", "lead_days", "lead_time_in_days",
                    "supplier_lead_time",
                ]
            )
        case .reviewPeriodDays:
            (
                "orders are placed every so many days, 1 or more",
                [
                    "review_period", "review_days", "review_interval", "order_cycle", "order_cycle_days",
                ]
            )
        case .safetyStock:
            (
                "units that are to be there at the end of every day",
                [
                    "safety_stock_quantity", "safety_stock_qty", "safety_quantity", "safety_qty", "buffer_stock",
                ]
            )
        case .coverDays:
            (
                "for how many days after the day of need an order is to last",
                [
                    "cover", "days_of_cover", "days_cover", "coverage_days", "target_cover_days",
                ]
            )
        case .minimumOrderQuantity:
            (
                "the least quantity of an order, in units",
                [
                    "moq", "min_order_qty", "min_order", "minimum_order_quantity", "minimum_order_qty",
                    "minimum_order",
                ]
            )
        case .orderMultiple:
            (
                "orders are for whole multiples of this, such as a case",
                [
                    "pack_size", "case_pack", "case_size", "case_quantity", "case_qty", "pack_quantity",
                    "pack_qty", "lot_size", "order_multiples", "units_per_case", "units_per_pack",
                ]
            )
        case .maximumOrderQuantity:
            (
                "the greatest quantity of an order, in units",
                [
                    "max_order_qty", "max_order", "maximum_order_quantity", "maximum_order_qty", "maximum_order",
                ]
            )
        case .unitCost:
            (
                "what one unit costs",
                [
                    "cost", "cost_per_unit", "cost_price", "purchase_price", "item_cost", "standard_cost",
                ]
            )
        }
    }
}
