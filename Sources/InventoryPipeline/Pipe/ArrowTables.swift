import Arrow

/// The columns of tables in Arrow streams, those of a pipe and those of exports. A column of the same name has the same type everywhere.
enum ArrowTables {
    static let projection = [
        ArrowField("store_id", .text), ArrowField("product_id", .text), ArrowField("first_date", .date),
        ArrowField("last_date", .date), ArrowField("opening_level", .double), ArrowField("sales", .double),
        ArrowField("restocking", .double), ArrowField("period", .int32), ArrowField("frequency", .int32),
        ArrowField("phase", .int32), ArrowField("profile", .int32),
        ArrowField("stockout_date", .date, isNullable: true),
    ]

    static let orders = [
        ArrowField("store_id", .text), ArrowField("product_id", .text), ArrowField("order_date", .date),
        ArrowField("arrival_date", .date), ArrowField("quantity", .double),
        ArrowField("cost", .double, isNullable: true), ArrowField("days_late", .int64),
        ArrowField("units_short", .double), ArrowField("reason", .text), ArrowField("largest_backlog", .double),
    ]

    static let rejects = [
        ArrowField("kind", .text), ArrowField("store_id", .text, isNullable: true),
        ArrowField("product_id", .text, isNullable: true), ArrowField("column", .text, isNullable: true),
        ArrowField("value", .text, isNullable: true), ArrowField("reason", .text), ArrowField("record", .text),
    ]

    /// What is counted in a summary.
    struct Count: Sendable {
        let name: String
        let of: @Sendable (PipeSummary) -> Int
    }

    static let summaryCounts = [
        Count(name: "rows_read") { $0.read }, Count(name: "rejected") { $0.rejected },
        Count(name: "blank") { $0.blank }, Count(name: "left_out") { $0.leftOut },
        Count(name: "series") { $0.series }, Count(name: "without_rate") { $0.withoutRate },
        Count(name: "receipts") { $0.receipts }, Count(name: "receipts_rejected") { $0.receiptsRejected },
        Count(name: "receipts_left_out") { $0.receiptsLeftOut },
        Count(name: "stockouts") { $0.stockouts }, Count(name: "dead") { $0.dead },
        Count(name: "orders") { $0.orders?.count ?? 0 }, Count(name: "orders_late") { $0.orders?.late ?? 0 },
        Count(name: "not_orderable") { $0.notOrderable }, Count(name: "unplanned") { $0.unplanned },
        Count(name: "without_service") { $0.withoutService },
    ]

    static let summary =
        summaryCounts.map { ArrowField($0.name, .int64) } + [
            ArrowField("units_short", .double), ArrowField("seconds", .double), ArrowField("invdb_version", .text),
        ]

    /// The column of an export by its name. One that no pipe writes may lack values.
    static func field(_ name: String) -> ArrowField {
        if let known = byName[name] { return known }
        let type: ArrowType =
            name.hasSuffix("_date") || dates.contains(name)
            ? .date : texts.contains(name) ? .text : wholeNumbers.contains(name) ? .int64 : .double
        return ArrowField(name, type, isNullable: true)
    }

    /// Exports have stores and products that are missing, where these stand for all.
    private static let byName = Dictionary(
        (projection + orders).map { field in
            let isNullable =
                field.isNullable || field.name == "store_id" || field.name == "product_id"
                || ["quantity", "units_short", "sales", "restocking", "profile"].contains(field.name)
            return (field.name, ArrowField(field.name, field.type, isNullable: isNullable))
        }, uniquingKeysWith: { first, _ in first })

    private static let dates: Set = ["date", "until", "first_sale", "last_sale"]

    private static let texts: Set = [
        "name", "category", "supplier", "class", "open", "orderable", "review_weekday", "started_at", "scenario",
        "options", "invdb_version", "state", "kind", "policy", "target",
    ]

    private static let wholeNumbers: Set = [
        "duration_days", "forecast_frequency", "approximate", "assumed", "whole_units", "run_id", "series", "stockouts",
        "simulation_id", "all_series", "days", "runs",
    ]

    private static let rowsInBatch = 8192
    private static let bytesInBatch = 4 << 20

    /// Whether some rows, with so many bytes of text, are enough for a batch: some megabyte.
    @inline(__always)
    static func isBatch(_ rows: Int, _ bytes: Int) -> Bool { rows >= rowsInBatch || bytes >= bytesInBatch }
}
