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
        try writeSeries(differences, limit: limit, as: nil)
    }

    package static func export(_ differences: Differences, as format: ExportFormat) throws {
        try writeSeries(differences, limit: nil, as: format)
    }

    private static func writeSeries(_ differences: Differences, limit: Int?, as format: ExportFormat?) throws {
        typealias Column = ListColumn<SeriesDifference>
        let list = try ListWriter(
            Column.series(withNames: try differences.hasProductNames()) + [
                Column("stock-out") { both($0.first.stockoutDay, $0.second.stockoutDay) { $0.map(date) ?? "never" } },
                Column("days", .right) { days($0.first.stockoutDay, $0.second.stockoutDay) },
                Column("first order") { both($0.first.orderDay, $0.second.orderDay) { $0.map(date) ?? "none" } },
                Column("days", .right) { days($0.first.orderDay, $0.second.orderDay) },
                Column("ordered", .right) { both($0.first.quantity, $0.second.quantity) },
                Column("units", .right) { change($0.first.quantity, $0.second.quantity) },
                Column("units short", .right) { both($0.first.unitsShort, $0.second.unitsShort) },

                Column(name: "stockout_date_1") { cell($0.first.stockoutDay) },
                Column(name: "stockout_date_2") { cell($0.second.stockoutDay) },
                Column(name: "stockout_days") { cell($0.first.stockoutDay, $0.second.stockoutDay) },
                Column(name: "order_date_1") { cell($0.first.orderDay) },
                Column(name: "order_date_2") { cell($0.second.orderDay) },
                Column(name: "order_days") { cell($0.first.orderDay, $0.second.orderDay) },
                Column(name: "quantity_1") { .quantity($0.first.quantity) },
                Column(name: "quantity_2") { .quantity($0.second.quantity) },
                Column(name: "quantity_change") { .quantity($0.second.quantity - $0.first.quantity) },
                Column(name: "units_short_1") { .quantity($0.first.unitsShort) },
                Column(name: "units_short_2") { .quantity($0.second.unitsShort) },
            ], as: format, limit: limit)
        try differences.drain(list.write)
        let changed = differences.totals.changed
        try list.finish(NumberText.count(changed, "series differs", "series differ"), of: changed, ifEmpty: "")
    }

    private static func cell(_ day: Int32?) -> Cell { day.map { .day(Int($0)) } ?? .missing }

    private static func cell(_ first: Int32?, _ second: Int32?) -> Cell {
        difference(first, second).map(Cell.integer) ?? .missing
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

    private static func date(_ day: Int32) -> String { NumberText.date(Int(day)) }

    private static func both(_ first: Double, _ second: Double) -> String {
        both(NumberText.quantity(first), NumberText.quantity(second)) { $0 }
    }

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
