import CSV
import Forecasting
import InventoryStore
import Platform

/// Series as text for people.
package enum SeriesReport {
    /// One series: its stock at the start, its stock-out date, its level as a chart, and every reported day.
    ///
    /// - Parameter width: the width of the terminal, in columns.
    package static func one(_ series: SeriesDetail, width: Int) -> [String] {
        let position = series.position
        var lines = [
            "Product \(DisplayText.ofIdentifier(series.productID)) in store \(DisplayText.ofIdentifier(series.storeID))",
            "on hand \(FieldText.number(position.onHand)), sales \(rate(position)), restocking "
                + "\(FieldText.number(position.restockingRate)) a day from \(CivilDate(dayNumber: position.startDay).isoText) "
                + "(\(series.origin.file), line \(series.origin.line))",
        ]
        if position.salesRate == nil {
            return lines + ["It has no forecast, as no file has stated its sales_rate."]
        }
        guard let first = series.stretches.first, let last = series.stretches.last else {
            return lines + ["It has no forecast yet; make one with: invdb forecast --store \(series.storeID)"]
        }
        lines.append(
            series.stockoutDay.map { "Runs out on \(CivilDate(dayNumber: $0).isoText)." }
                ?? "Does not run out until \(CivilDate(dayNumber: last.lastDay).isoText).")
        lines.append("")
        let levels = (first.firstDay...last.lastDay).map { day in level(on: day, series.stretches) }
        lines +=
            LevelChart(
                levels: levels, firstDay: first.firstDay, stockoutDay: series.stockoutDay,
                width: min(width, 100)
            ).lines
        lines.append("")
        var columns: [TextTable.Column] = [
            .init(title: "date"), .init(title: "level", alignment: .right), .init(title: "sales", alignment: .right),
            .init(title: "restocking", alignment: .right),
        ]
        if series.stockoutDay != nil { columns.append(.init(title: "stock-out")) }
        let rows = series.stretches.flatMap { stretch in
            stretch.reportedDays.map { day in
                let cells = [
                    CivilDate(dayNumber: day).isoText, NumberText.quantity(stretch.level(on: day)),
                    NumberText.quantity(stretch.sales),
                    NumberText.quantity(stretch.restocking), day == series.stockoutDay ? "out" : "",
                ]
                return Array(cells.prefix(columns.count))
            }
        }
        return lines + TextTable.lines(columns, rows)
    }

    /// Several series, one line each.
    package static func many(_ series: [SeriesDetail]) -> [String] {
        let rows = series.map { series in
            [
                series.storeID, series.productID, CivilDate(dayNumber: series.position.startDay).isoText,
                FieldText.number(series.position.onHand), rate(series.position),
                FieldText.number(series.position.restockingRate),
                series.stretches.isEmpty
                    ? "no forecast" : series.stockoutDay.map { CivilDate(dayNumber: $0).isoText } ?? "never",
            ]
        }
        return TextTable.lines(
            [
                .init(title: "store"), .init(title: "product"), .init(title: "start"),
                .init(title: "on hand", alignment: .right), .init(title: "sales", alignment: .right),
                .init(title: "restocking", alignment: .right), .init(title: "stock-out"),
            ], rows) + ["Pick one with --store to see its forecast."]
    }

    private static func rate(_ position: StockPosition) -> String {
        position.salesRate.map(FieldText.number) ?? "unknown"
    }

    private static func level(on day: Int, _ stretches: [Stretch]) -> Double {
        stretches.last { $0.firstDay <= day }.map { $0.level(on: min(day, $0.lastDay)) } ?? 0
    }
}
