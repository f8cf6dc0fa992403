import Forecasting
import InventoryPipeline
import InventoryStore
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
        lines += [""] + totalsTable(totals, first, second, hasRisk: differences.hasRisk) + [""]
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
        let columns =
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
            ] + (differences.hasRisk ? riskColumns : [])
        let list = try ListWriter(columns, as: format, limit: limit)
        try differences.drain(list.write)
        let changed = differences.totals.changed
        try list.finish(NumberText.count(changed, "series differs", "series differ"), of: changed, ifEmpty: "")
    }

    /// Early, middle and late dates, the chances, and the units that are expected to be short. A series that isn't known to have a chance of
    /// 1 % or more has none of them.
    private static var riskColumns: [ListColumn<SeriesDifference>] {
        typealias Column = ListColumn<SeriesDifference>
        func days(_ name: String, _ day: @escaping (OutcomeRisk) -> Int32?) -> [Column] {
            func first(_ row: SeriesDifference) -> Int32? { row.first.risk.flatMap(day) }
            func second(_ row: SeriesDifference) -> Int32? { row.second.risk.flatMap(day) }
            return [
                Column(name: "\(name)_date_1") { cell(first($0)) }, Column(name: "\(name)_date_2") { cell(second($0)) },
                Column(name: "\(name)_days") { cell(first($0), second($0)) },
            ]
        }
        func numbers(
            _ name: String, _ number: @escaping (OutcomeRisk) -> Double?, _ cell: @escaping (Double) -> Cell
        ) -> [Column] {
            [
                Column(name: "\(name)_1") { $0.first.risk.flatMap(number).map(cell) ?? .missing },
                Column(name: "\(name)_2") { $0.second.risk.flatMap(number).map(cell) ?? .missing },
            ]
        }
        func early(_ risk: OutcomeRisk?) -> String { risk?.earlyDay.map(date) ?? "none" }
        var columns = [
            Column("early") { both(early($0.first.risk), early($0.second.risk)) { $0 } },
            Column("days", .right) { self.days($0.first.risk?.earlyDay, $0.second.risk?.earlyDay) },
            Column("chance", .right) { both($0.first.risk?.horizon, $0.second.risk?.horizon, RiskReport.chance) },
            Column("before an order", .right) {
                both($0.first.risk?.beforeOrder, $0.second.risk?.beforeOrder, RiskReport.chance)
            },
            Column("expected short", .right) {
                both($0.first.risk?.unitsShort ?? 0, $0.second.risk?.unitsShort ?? 0)
            },
        ]
        columns += days("early") { $0.earlyDay }
        columns += days("middle") { $0.middleDay }
        columns += days("late") { $0.lateDay }
        columns += numbers("p_before_order", { $0.beforeOrder }, Cell.number)
        columns += numbers("p_before_receipt", { $0.beforeReceipt }, Cell.number)
        columns += numbers("p_horizon", { $0.horizon }, Cell.number)
        columns += numbers("expected_short", { $0.unitsShort }, Cell.quantity)
        return columns
    }

    private static func cell(_ day: Int32?) -> Cell { day.map { .day(Int($0)) } ?? .missing }

    private static func cell(_ first: Int32?, _ second: Int32?) -> Cell {
        difference(first, second).map(Cell.integer) ?? .missing
    }

    private static func totalsTable(
        _ totals: DifferenceTotals, _ first: String, _ second: String, hasRisk: Bool
    ) -> [String] {
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
        if hasRisk {
            rows.append(row("expected stock-outs", one.expectedStockouts, other.expectedStockouts))
            rows.append(row("before an order", one.expectedBeforeOrder, other.expectedBeforeOrder))
            rows.append(row("expected units short", one.expectedShort, other.expectedShort))
        }
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
