import Forecasting
import InventoryPipeline
import Platform

/// The comparison of two scenarios, for people or for programs.
package enum DiffReport {
    /// The number of series that are listed by default.
    package static let usualLimit = 20

    package static func print(_ differences: Differences, _ first: String, _ second: String, limit: Int) throws {
        let totals = differences.totals
        var lines = ["\(NumberText.count(totals.common, "series is", "series are")) in both."]
        for (count, scenario) in [(totals.onlyInFirst, first), (totals.onlyInSecond, second)] where count > 0 {
            lines.append(
                "\(NumberText.count(count, "series is", "series are")) only in \(DisplayText.ofIdentifier(scenario)).")
        }
        lines += [""] + totalsTable(totals, first, second) + [""]
        guard totals.changed > 0 else {
            return try StandardOutput.print((lines + ["No series differs."]).joined(separator: "\n"))
        }
        try StandardOutput.print(lines.joined(separator: "\n"))
        var head: [[String]] = []
        var table: PagedTable?
        try differences.drain { difference in
            if table != nil {
                try table?.add(cells(difference))
            } else {
                // The first rows set the widths of the columns.
                head.append(cells(difference))
                if head.count == headCount { table = try begin(head) }
            }
        }
        let rest = limit < totals.changed ? "; \(NumberText.grouped(limit)) shown" : ""
        try (try table ?? begin(head)).finish(
            "\(NumberText.count(totals.changed, "series differs", "series differ"))\(rest)")
    }

    private static let headCount = 1000

    private static func begin(_ rows: [[String]]) throws -> PagedTable {
        var columns: [TextTable.Column] = [
            .init(title: "store"), .init(title: "product"), .init(title: "stock-out"),
            .init(title: "days", alignment: .right), .init(title: "first order"),
            .init(title: "days", alignment: .right), .init(title: "ordered", alignment: .right),
            .init(title: "units", alignment: .right), .init(title: "units short", alignment: .right),
        ]
        for row in rows { columns.fit(row) }
        var table = PagedTable(columns)
        for row in rows { try table.add(row) }
        return table
    }

    package static func export(_ differences: Differences, as format: ExportFormat) throws {
        let writer = try RowWriter(
            format: format,
            columns: [
                "store_id", "product_id", "stockout_date_1", "stockout_date_2", "stockout_days", "order_date_1",
                "order_date_2", "order_days", "quantity_1", "quantity_2", "quantity_change", "units_short_1",
                "units_short_2",
            ])
        func day(_ day: Int32?) -> Cell { day.map { .day(Int($0)) } ?? .missing }
        func days(_ first: Int32?, _ second: Int32?) -> Cell {
            difference(first, second).map(Cell.integer) ?? .missing
        }
        try differences.drain { difference in
            let (first, second) = (difference.first, difference.second)
            try writer.write([
                .text(difference.storeID), .text(difference.productID), day(first.stockoutDay),
                day(second.stockoutDay), days(first.stockoutDay, second.stockoutDay), day(first.orderDay),
                day(second.orderDay), days(first.orderDay, second.orderDay), .quantity(first.quantity),
                .quantity(second.quantity), .quantity(second.quantity - first.quantity),
                .quantity(first.unitsShort), .quantity(second.unitsShort),
            ])
        }
        try writer.finish()
    }

    private static func totalsTable(_ totals: DifferenceTotals, _ first: String, _ second: String) -> [String] {
        func row(_ title: String, _ first: Int, _ second: Int) -> [String] {
            let change = second - first
            return [
                title, NumberText.grouped(first), NumberText.grouped(second),
                change == 0 ? "" : (change > 0 ? "+" : "") + NumberText.grouped(change),
            ]
        }
        func row(_ title: String, _ first: Double, _ second: Double) -> [String] {
            [title, NumberText.quantity(first), NumberText.quantity(second), change(first, second)]
        }
        let (one, other) = (totals.first, totals.second)
        var rows = [
            row("stock-outs", one.stockouts, other.stockouts), row("orders", one.orders, other.orders),
            row("units ordered", one.quantity, other.quantity),
        ]
        if one.cost != 0 || other.cost != 0 { rows.append(row("cost", one.cost, other.cost)) }
        rows.append(row("units short", one.unitsShort, other.unitsShort))
        return TextTable.lines(
            [
                .init(title: ""), .init(title: first, alignment: .right), .init(title: second, alignment: .right),
                .init(title: "change", alignment: .right),
            ], rows)
    }

    private static func cells(_ difference: SeriesDifference) -> [String] {
        let (first, second) = (difference.first, difference.second)
        return [
            difference.storeID, difference.productID,
            both(first.stockoutDay, second.stockoutDay) { $0.map(date) ?? "never" },
            days(first.stockoutDay, second.stockoutDay),
            both(first.orderDay, second.orderDay) { $0.map(date) ?? "none" }, days(first.orderDay, second.orderDay),
            both(NumberText.quantity(first.quantity), NumberText.quantity(second.quantity)) { $0 },
            change(first.quantity, second.quantity),
            both(NumberText.quantity(first.unitsShort), NumberText.quantity(second.unitsShort)) { $0 },
        ]
    }

    private static func date(_ day: Int32) -> String { CivilDate(dayNumber: Int(day)).isoText }

    /// `2024-01-05 → 2024-01-03`; if both values are equal, that value alone.
    private static func both<T: Equatable>(_ first: T, _ second: T, _ text: (T) -> String) -> String {
        first == second ? text(first) : "\(text(first)) → \(text(second))"
    }

    private static func days(_ first: Int32?, _ second: Int32?) -> String {
        guard let days = difference(first, second), days != 0 else { return "" }
        return days > 0 ? "+\(days)" : String(days)
    }

    private static func difference(_ first: Int32?, _ second: Int32?) -> Int? {
        guard let first, let second else { return nil }
        return Int(second) - Int(first)
    }

    private static func change(_ first: Double, _ second: Double) -> String {
        let change = ReportedQuantity.rounded(second - first)
        return change == 0 ? "" : (change > 0 ? "+" : "") + NumberText.quantity(change)
    }
}
