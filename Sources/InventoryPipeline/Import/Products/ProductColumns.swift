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
        "sell_start_date",
        "the first day of the forecast; else the day that stocks are said to be of, or the only date in the file's name",
        synonyms: [
            "start_date", "sell_start", "sales_start_date", "start", "date", "stock_date", "snapshot_date",
            "as_of", "as_of_date", "inventory_date", "count_date",
        ])

    static let initialInventory = ImportColumn(
        "initial_inventory", "units on hand on the morning of that day",
        synonyms: [
            "on_hand", "onhand", "on_hand_qty", "on_hand_quantity", "qty_on_hand", "quantity_on_hand",
            "on_hand_current", "location_on_hand",
        ],
        // In some exports this is the value of the stock, beside the units on hand.
        ["stock_on_hand", "soh", "physical_inventory"],
        [
            "current_stock", "in_stock", "inventory_quantity", "variant_inventory_qty", "actual_qty", "balance_qty",
            "unrestricted", "unrestricted_use_stock", "ending_warehouse_balance", "closing_stock", "opening_stock",
            "opening_inventory", "stock_level", "inventory_level",
        ],
        ["stock", "inventory"], ["quantity", "qty"], ["units", "balance", "remaining"],
        // What is promised to customers is already taken off.
        ["available", "available_not_editable", "qty_available", "available_quantity", "location_available"])

    static let salesRate = ImportColumn(
        "sales_rate", isOptional: true,
        "optional; units sold a day, zero or more. A series without it is forecast by its sales",
        // A name that doesn't say “a day” may be of a total, so it is none of these.
        synonyms: [
            "daily_sales", "sales_per_day", "units_per_day", "units_sold_per_day", "avg_daily_sales",
            "average_daily_sales", "average_sales_per_day",
        ],
        ["daily_demand", "demand_per_day", "average_daily_demand", "avg_daily_demand", "demand_rate"],
        ["daily_usage", "usage_per_day", "average_daily_usage", "avg_daily_usage", "usage_rate", "daily_consumption"])

    /// Names of sales that may mean units a day, or those of a week, a month or a year. Who knows says so with `--map`.
    static let totals: Set<String> = [
        "sales", "units_sold", "qty_sold", "quantity_sold", "sold", "demand", "usage", "consumption", "velocity",
        "rate_of_sale", "ros", "sales_week", "sales_per_week", "weekly_sales", "monthly_sales", "sales_per_month",
        "sales_month", "units_sold_last_30_days", "sales_last_30_days", "average_sales", "avg_sales", "weekly_demand",
        "monthly_demand", "monthly_usage", "weekly_usage", "units_shipped_t7", "units_shipped_t30",
        "units_shipped_t60", "units_shipped_t90", "average_monthly_sales", "average_weekly_sales",
    ]

    /// Not stored: it is taken off the stock if the user says so.
    static let allocated = ImportColumn(
        "allocated", isOptional: true, mayRepeat: true,
        "units that are promised already, which can be taken off the stock",
        synonyms: [
            "allocated_quantity", "allocated_qty", "qty_allocated", "quantity_allocated", "committed",
            "committed_not_editable", "committed_quantity", "committed_qty", "qty_committed", "quantity_committed",
            "location_committed", "reserved", "reserved_quantity", "reserved_qty", "qty_reserved", "quantity_reserved",
            "total_reserved_quantity", "sales_orders",
        ])

    static let restockingRate = ImportColumn(
        "restocking_rate", isOptional: true, "optional; units restocked a day, 0 for a new series",
        synonyms: ["restock_rate", "restock_per_day", "restocking_per_day", "daily_restocking"],
        [
            "replenishment_rate", "daily_replenishment", "replenishment_per_day", "supply_rate", "daily_supply",
            "supply_per_day", "receipts_per_day", "daily_receipts",
        ])

    static let durationDays = ImportColumn(
        "duration_days", isOptional: true,
        "optional; days to forecast, \(StockPosition.usualDurationDays) for a new series",
        synonyms: [
            "duration", "days", "horizon", "horizon_days", "forecast_days", "forecast_horizon", "number_of_days",
            "periods",
        ])

    static let forecastFrequency = ImportColumn(
        "forecast_frequency", isOptional: true, "optional; report every how many days, 1 for a new series",
        synonyms: [
            "frequency", "forecast_interval", "interval", "interval_days", "report_frequency", "every",
            "every_days", "step",
        ])

    /// The columns that only a forecast needs, and that no other kind of file has. Rows with one of them, or with a stock, are about a
    /// series, and not about a product in all stores.
    static let ofForecast = [salesRate, restockingRate, durationDays, forecastFrequency]

    /// The columns that a forecast starts from.
    static let positions: [Field] = [
        Field(.storeID) { .text($0.storeID) },
        Field(.productID) { .text($0.productID) },
        Field(sellStartDate) { .day($0.position.startDay) },
        Field(initialInventory) { .number($0.position.onHand) },
        Field(salesRate) { $0.position.salesRate.map(Cell.number) ?? .missing },
        Field(restockingRate) { .number($0.position.restockingRate) },
        Field(durationDays) { .integer($0.position.durationDays) },
        Field(forecastFrequency) { .integer($0.position.frequency) },
    ]

    /// The terms of supply, in the order of ``Term``.
    static let terms: [Field] = Term.allCases.map { term in
        Field(column(of: term)) { cell(of: term, $0.details.stated) }
    }

    private static func cell(of term: Term, _ stated: StatedTerms) -> Cell {
        guard let value = stated[term] else { return .missing }
        return switch term.unit {
        case .days, .units, .percent: .number(value)
        case .weekday: .text(Weekdays.longNames[Int(value) - 1])
        case .yesOrNo: .text(value == 0 ? "no" : "yes")
        }
    }

    /// Not stored: it says the opposite of `orderable`.
    static let discontinued = ImportColumn(
        "discontinued", isOptional: true, "yes for a product that is not ordered any more, as orderable says no",
        synonyms: [
            "is_discontinued", "item_discontinued", "obsolete", "is_obsolete", "end_of_life", "do_not_order",
            "do_not_reorder", "purchasing_blocked",
        ])

    static let name = ImportColumn(
        "name", isOptional: true, "what the product is called, up to 1,000 bytes; the first row of a product counts",
        synonyms: [
            "product_name", "item_name", "article_name", "part_name", "title", "composite_name", "display_name",
            "variant_name", "lineitem_name",
        ],
        [
            "product_description", "item_description", "material_description", "part_description", "description",
            "short_text",
        ])

    static let category = ImportColumn(
        "category", isOptional: true,
        "what the product belongs to, up to 1,000 bytes; the first row of a product counts",
        synonyms: [
            "product_category", "item_category", "categories", "reporting_category", "item_category_code",
            "product_type", "cat_id", "category_id",
        ],
        ["product_group", "item_group", "material_group", "group_name", "product_family", "family"],
        ["department", "dept", "dept_id", "class", "type"])

    static let supplier = ImportColumn(
        "supplier", isOptional: true,
        "who supplies the product, up to 1,000 bytes; the first row of a product counts. Terms can be stated by supplier",
        synonyms: [
            "supplier_name", "vendor_name", "vendor", "preferred_vendor", "preferred_supplier", "main_supplier",
        ],
        ["default_vendor_name", "pref_vendor", "supplier_supplying_plant", "vendor_account_name", "party_name"],
        ["supplier_no", "supplier_code", "supplier_id", "vendor_no", "vendor_code", "vendor_id", "buy_from_vendor_no"],
        ["brand_name", "manufacturer"])

    static let names: [Field] = ProductText.allCases.map(field)

    /// The column of a text that belongs to a product.
    static func column(of text: ProductText) -> ImportColumn {
        switch text {
        case .name: name
        case .category: category
        case .supplier: supplier
        }
    }

    static func field(of text: ProductText) -> Field {
        Field(column(of: text)) { $0.details[text].map(Cell.text) ?? .missing }
    }

    /// The columns that exports and the file of rejects write.
    static let all = positions + terms + names
    /// The columns that are read.
    static let read = all.map(\.column) + [discontinued, allocated, .unit]

    /// The column of a term.
    static func column(of term: Term) -> ImportColumn {
        let (summary, synonyms) = about(term)
        return ImportColumn(term.name, isOptional: true, summary, ranked: synonyms)
    }

    /// The column in which rows of a series differ.
    static func column(of differing: RefusedRow.DifferingColumn) -> ImportColumn {
        switch differing {
        case .position(.startDay): sellStartDate
        case .position(.salesRate): salesRate
        case .position(.restockingRate): restockingRate
        case .position(.durationDays): durationDays
        case .position(.frequency): forecastFrequency
        case .term(let term): column(of: term)
        }
    }

    /// The value of a column as a file has it.
    static func text(of column: ImportColumn, in values: ProductValues) -> String {
        let cell = all.first { $0.column == column }?.cell(values) ?? .missing
        return String(decoding: FieldStyle.csv.field(cell), as: UTF8.self)
    }

    private static func about(_ term: Term) -> (summary: String, synonyms: [String]) {
        switch term {
        case .leadTimeDays:
            (
                "days from the placing of an order to the morning on which it is there",
                [
                    "lead_time", "leadtime", "leadtime_days", "lead_days", "lead_time_in_days",
                    "supplier_lead_time", "vendor_lead_time", "purchase_lead_time", "planned_delivery_time",
                    "plnd_delivery_time", "lead_time_calculation", "delivery_lead_time", "delay",
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
                    "safety_stock_quantity", "safety_stock_qty", "safety_stock_level", "safety_quantity", "safety_qty",
                    "buffer_stock", "minimum_stock", "par_level", "min_quantity", "minimum",
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
                    "minimum_order", "minimum_lot_size", "min_purchase_qty", "size_minimum", "minimum_quantity",
                    "min_qty",
                ]
            )
        case .orderMultiple:
            (
                "orders are for whole multiples of this, such as a case",
                [
                    "order_multiples", "multiple_quantity", "qty_multiple", "qty_increments", "size_multiple",
                    "rounding_value", "fixed_lot_multiple", "lot_multiplier", "pack_size", "case_pack", "case_size",
                    "case_quantity", "case_qty", "case_pack_quantity", "carton_quantity", "inner_pack", "pack_quantity",
                    "pack_qty", "lot_size", "units_per_case", "units_per_pack",
                ]
            )
        case .maximumOrderQuantity:
            (
                "the greatest quantity of an order, in units",
                [
                    "max_order_qty", "max_order", "maximum_order_quantity", "maximum_order_qty", "maximum_order",
                    "maximum_lot_size", "size_maximum",
                ]
            )
        case .unitCost:
            (
                "what one unit costs",
                [
                    "cost_per_unit", "cost_per_item", "item_cost", "cost", "cost_price", "purchase_cost",
                    "purchase_price",
                    "purchase_rate", "buy_price", "supply_price", "default_unit_cost", "default_cost", "standard_cost",
                    "standard_price", "average_cost", "moving_average_price", "valuation_rate", "last_direct_cost",
                ]
            )
        case .reorderPoint:
            (
                "an order is placed when what is on hand and on order is at this or below, in units",
                [
                    "reorder_level", "re_order_point", "re_order_level", "rop", "reorder_pt", "reorder_pt_min",
                    "minimum_before_reorder", "warehouse_reorder_level", "order_point", "reordering_point",
                ]
            )
        case .orderUpTo:
            (
                "an order raises what is on hand and on order to this, in units",
                [
                    "order_up_to_level", "orderup_to", "preferred_stock_level", "max_stock", "maximum_stock",
                    "max_stock_level", "maximum_stock_level", "maximum_inventory", "max_inventory", "target_stock",
                    "target_stock_level", "reorder_up_to", "max_on_hand",
                ]
            )
        case .orderQuantity:
            (
                "orders are for whole multiples of this fixed quantity, in place of order_multiple",
                [
                    "reorder_quantity", "reorder_qty", "re_order_quantity", "re_order_qty", "order_qty",
                    "fixed_order_quantity", "warehouse_reorder_qty", "fixed_lot_size", "economic_order_quantity", "eoq",
                ]
            )
        case .orderable:
            (
                "no for a product that is not ordered; a max_order_quantity of 0 says the same",
                [
                    "is_orderable", "purchasable", "is_purchasable", "can_be_purchased", "purchase_ok",
                    "is_purchase_item", "reorderable",
                ]
            )
        case .reviewWeekday:
            (
                "the day of the week on which orders are placed, such as Monday or 1",
                ["order_day", "review_day", "order_weekday", "ordering_day", "order_day_of_week"]
            )
        case .supplierMinimum:
            (
                "the least value that the supplier takes an order for",
                [
                    "supplier_minimum_value", "supplier_min_order_value", "min_order_value", "minimum_order_value",
                    "minimum_order_amount", "vendor_minimum",
                ]
            )
        case .serviceLevel:
            (
                "the probability, in percent, with which what is in sight is to last until the next order can arrive",
                ["service_level_percent", "target_service_level", "cycle_service_level", "csl"]
            )
        case .fillRate:
            (
                "the share of demand, in percent, that is to be met from stock; it comes before service_level",
                ["target_fill_rate", "fill_rate_percent", "fillrate"]
            )
        case .leadTimeDeviation:
            (
                "by how many days lead times differ (standard deviation), for the safety stock of a service",
                ["lead_time_std_dev", "lead_time_standard_deviation", "lead_time_deviation", "std_lead_time"]
            )
        case .unitPrice:
            (
                "what one unit is sold for, for a service that pays and for lost margins",
                ["price_per_unit", "selling_price", "sell_price", "sales_price", "retail_price"]
            )
        case .unitMargin:
            (
                "what one unit that is sold earns; it comes before unit_price",
                ["margin_per_unit", "unit_profit", "profit_per_unit"]
            )
        }
    }
}

extension ImportColumn {
    /// The stock of a product.
    package static let stock = ProductColumns.initialInventory

    /// Whether a name means a stock from which what is promised is taken off already.
    package static func isAvailable(_ name: String) -> Bool {
        HeaderName(name).isOne(of: Set(ProductColumns.initialInventory.synonyms.last ?? []))
    }

    /// Whether a name means units that are promised to customers.
    package static func isAllocated(_ name: String) -> Bool {
        ProductColumns.allocated.rank(of: HeaderName(name)) != nil
    }
}
