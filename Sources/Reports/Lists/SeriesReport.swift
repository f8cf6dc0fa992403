import CSV
import Forecasting
import InventoryPipeline
import InventoryStore
import Platform

/// Series of the inventory with their results.
package enum SeriesReport {
    /// Writes a line or a row for each series. If there is only one, people get all of it.
    ///
    /// - Parameter width: the width of the terminal, in columns.
    /// - Returns: whether there are any series; if not, nothing is written.
    package static func write(
        _ snapshot: Snapshot, _ filter: ResultFilter, limit: Int?, as format: ExportFormat?, width: Int,
        _ database: InventoryDatabase
    ) throws -> Bool {
        let list = try list(format, limit: limit, withNames: try snapshot.hasProducts(with: .name))
        var first: SeriesDetail?
        try snapshot.forEachSeriesDetail(filter, limit: format == nil ? nil : limit) { series in
            if list.count == 0 { first = series }
            // Many statements read the series, and a signal ends only one of them.
            try database.interruption.check()
            try list.write(series)
        }
        guard let first else { return false }
        if format == nil, list.count == 1 {
            let weeks = try weeks(of: first, snapshot, width: width)
            let risk = first.isOutdated ? nil : try snapshot.risk(of: first.key, in: filter.scenario)
            let exceptions = try exceptions(of: first, filter.scenario, snapshot, database)
            try StandardOutput.print(one(first, weeks, risk, exceptions, width: width).joined(separator: "\n"))
        } else {
            let count = NumberText.count(list.count, "series", "series")
            try list.finish("\(count); one alone is shown with its forecast", ifEmpty: "")
        }
        return true
    }

    /// One series: its stock at the start, its stock-out date, its level as a chart, and every reported day.
    ///
    /// - Parameters:
    ///   - weeks: what was sold by week, as a chart, if that is known.
    ///   - risk: how likely it runs out, if that is known and not less than 1 %.
    ///   - exceptions: why it needs a decision.
    private static func one(
        _ series: SeriesDetail, _ weeks: [String], _ risk: StoredRisk?, _ exceptions: [SeriesException], width: Int
    ) -> [String] {
        let position = series.position
        var lines = [
            SeriesTitle(storeID: series.storeID, productID: series.productID, name: series.name).text,
            "on hand \(FieldText.number(position.onHand)), sales \(rate(series)), restocking "
                + "\(FieldText.number(position.restockingRate)) a day from \(CivilDate(dayNumber: position.startDay).isoText) "
                + "(\(series.origin.file), line \(series.origin.line))",
        ]
        if position.salesRate == nil, series.estimatedRate == nil, series.stretches.isEmpty, !series.isOutdated {
            return lines + ["It has no forecast, as no file has stated its sales_rate, or what was sold of it."]
        }
        if series.isOutdated {
            return lines + ["Its results are older than its stock, receipts, terms, calendar or sales."]
        }
        guard let first = series.stretches.first, let last = series.stretches.last else {
            return lines + ["It has no forecast yet; make one with: invdb forecast --store \(series.storeID)"]
        }
        if first.firstDay != position.startDay {
            lines.append(
                "The forecast starts from \(FieldText.number(first.openingLevel)) on \(NumberText.date(first.firstDay))."
            )
        }
        let words = risk == nil ? "" : " at expected demand"
        lines.append(
            series.stockoutDay.map { "Runs out on \(NumberText.date($0))\(words)." }
                ?? "Does not run out until \(NumberText.date(last.lastDay))\(words).")
        if let risk { lines.append(sentence(of: risk)) }
        lines += exceptions.map { exception in
            let money = exception.money.map { ", worth \(NumberText.quantity($0))" } ?? ""
            return "\(exception.state.text): \(exception.reason)\(money)"
        }
        lines.append("")
        let levels = (first.firstDay...last.lastDay).map { day in level(on: day, series) }
        lines +=
            LevelChart(
                levels: levels, firstDay: first.firstDay, stockoutDay: series.stockoutDay, early: risk?.earlyDay,
                middle: risk?.middleDay, late: risk?.lateDay, width: min(width, 100)
            ).lines
        if !weeks.isEmpty { lines += ["", "Sold, and expected to be sold:"] + weeks }
        lines.append("")
        var columns: [TextTable.Column] = [
            .init(title: "date"), .init(title: "level", alignment: .right), .init(title: "sales", alignment: .right),
            .init(title: "restocking", alignment: .right),
        ]
        if series.stockoutDay != nil { columns.append(.init(title: "stock-out")) }
        let rows = series.stretches.flatMap { stretch in
            let curve = series.curve(of: stretch)
            return stretch.reportedDays.map { day in
                let cells = [
                    CivilDate(dayNumber: day).isoText, NumberText.quantity(stretch.level(on: day, curve)),
                    NumberText.quantity(stretch.sales(on: day, curve)),
                    NumberText.quantity(stretch.restocking), day == series.stockoutDay ? "out" : "",
                ]
                return Array(cells.prefix(columns.count))
            }
        }
        return lines + TextTable.lines(columns, rows)
    }

    private static func exceptions(
        of series: SeriesDetail, _ scenario: String, _ snapshot: Snapshot, _ database: InventoryDatabase
    ) throws -> [SeriesException] {
        guard !series.stretches.isEmpty, !series.isOutdated else { return [] }
        let selection = SeriesSelection.literally(product: series.productID, store: series.storeID)
        var found: [SeriesException] = []
        let request = ExceptionRequest(scenario: scenario, selection: selection)
        try ExceptionFlow.run(request, snapshot, database: database).drain(snapshot) { found.append($0.exception) }
        return found
    }

    private static func sentence(of risk: StoredRisk) -> String {
        func day(_ day: Int?) -> String { day.map(NumberText.date) ?? "after the horizon" }
        let receipt = risk.beforeReceipt.map { ", before the next receipt \(RiskReport.percent($0))" } ?? ""
        let doubts = [risk.isAssumed ? "assumed" : nil, risk.isApproximate ? "approximate" : nil].compactMap { $0 }
        return
            "Early \(day(risk.earlyDay)), middle \(day(risk.middleDay)), late \(day(risk.lateDay)); out before an order of the first day "
            + "is there: \(RiskReport.percent(risk.beforeOrder))\(receipt), in the horizon: \(RiskReport.percent(risk.horizon))"
            + (doubts.isEmpty ? "" : " (\(doubts.joined(separator: ", ")))") + "."
    }

    private static func weeks(of series: SeriesDetail, _ snapshot: Snapshot, width: Int) throws -> [String] {
        guard let (demand, group) = try DemandFlow.find(series.key, snapshot) else { return [] }
        let weeks = 8
        return WeekChart(
            try snapshot.history(of: series.key), until: demand.until,
            DemandOutlook(demand, group, days: weeks * 7), weeks: weeks, width: min(width, 100)
        ).lines
    }

    /// Several series, a line each.
    private static func list(
        _ format: ExportFormat?, limit: Int?, withNames hasNames: Bool
    ) throws -> ListWriter<SeriesDetail> {
        typealias Column = ListColumn<SeriesDetail>
        return try ListWriter(
            Column.series(withNames: hasNames) + [
                Column("start", "sell_start_date") { .day($0.position.startDay) },
                Column("on hand", "initial_inventory", .right) { .number($0.position.onHand) },
                Column("sales", .right) { rate($0) },
                Column(name: "sales_rate") { $0.position.salesRate.map(Cell.number) ?? .missing },
                Column("restocking", "restocking_rate", .right) { .number($0.position.restockingRate) },
                Column(name: "forecast_until") { $0.stretches.last.map { .day($0.lastDay) } ?? .missing },
                Column("stock-out") { series in
                    series.isOutdated
                        ? "outdated"
                        : series.stretches.isEmpty ? "no forecast" : series.stockoutDay.map(NumberText.date) ?? "never"
                },
                Column(name: "stockout_date") { $0.stockoutDay.map(Cell.day) ?? .missing },
            ], as: format, limit: limit)
    }

    /// The rate of sales that is stated, or that of the estimate.
    private static func rate(_ series: SeriesDetail) -> String {
        series.position.salesRate.map(FieldText.number)
            ?? series.estimatedRate.map { "\(NumberText.quantity($0)) by history" } ?? "unknown"
    }

    private static func level(on day: Int, _ series: SeriesDetail) -> Double {
        series.stretches.last { $0.firstDay <= day }.map {
            $0.level(on: min(day, $0.lastDay), series.curve(of: $0))
        } ?? 0
    }
}
