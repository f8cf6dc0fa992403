import CSV
import Forecasting
import InventoryPipeline
import InventoryStore
import Platform

/// The demand of series, as it is estimated from their history.
package enum DemandReport {
    /// Days of which a list says what is expected, and of which one series has the weeks.
    private static let days = 28

    /// Writes a line or a row for each series. If there is only one, people get all of it.
    ///
    /// - Parameter width: the width of the terminal, in columns.
    /// - Returns: whether there are any series; if not, people get nothing, and programs the names of the columns.
    package static func write(
        _ snapshot: Snapshot, _ selection: SeriesSelection, labels: Set<DemandLabel>, withPattern: Bool, limit: Int?,
        as format: ExportFormat?, width: Int, interruption: Interruption
    ) throws -> Bool {
        let list = try list(
            format, limit: limit, withNames: try snapshot.hasProducts(with: .name), withPattern: withPattern)
        var first: ListedDemand?
        try DemandFlow.forEach(selection, labels: labels, withPattern: withPattern, snapshot, interruption) { series in
            if list.count == 0 { first = series }
            try list.write(series)
        }
        guard let first else {
            if format != nil { try list.finish("", ifEmpty: "") }
            return false
        }
        if format == nil, list.count == 1 {
            let lines = one(
                first, try snapshot.history(of: first.key),
                weights: try snapshot.weights(ofBucket: first.demand.bucket), width: width)
            try StandardOutput.print(lines.joined(separator: "\n"))
        } else {
            try list.finish(
                "\(NumberText.count(list.count, "series", "series")); one alone is shown with its weeks", ifEmpty: "")
        }
        return true
    }

    private static func list(
        _ format: ExportFormat?, limit: Int?, withNames hasNames: Bool, withPattern: Bool
    ) throws -> ListWriter<ListedDemand> {
        typealias Column = ListColumn<ListedDemand>
        func sum(_ series: ListedDemand) -> DemandOutlook.Sum {
            DemandOutlook(series.demand, series.group, days: days).sum(ofDays: days)
        }
        let pattern = [
            Column("ADI", "adi", .right) {
                $0.pattern.map { .quantity($0.pattern.interval(days: $0.days)) } ?? .missing
            },
            Column("CV²", "cv2", .right) { $0.pattern.map { .quantity($0.pattern.squaredVariation) } ?? .missing },
            Column("pattern", "pattern") {
                $0.pattern.map { .text($0.pattern.kind(days: $0.days).rawValue) } ?? .missing
            },
        ]
        return try ListWriter(
            Column.series(withNames: hasNames) + [
                Column("class", "class") { .text($0.demand.label.text) },
                Column("ABC", "abc") { $0.abc.map(Cell.text) ?? .missing },
                Column("a day", "rate", .right) { .quantity($0.demand.rate) },
                Column("next \(days) days", "next_\(days)_days", .right) { .quantity(sum($0).mean) },
                Column("P10", "p10", .right) { .quantity(sum($0).low) },
                Column("P90", "p90", .right) { .quantity(sum($0).high) },
                Column("until", "until") { .day($0.demand.until) },
            ] + (withPattern ? pattern : []), as: format, limit: limit)
    }

    /// One series: how its rate comes about, its weeks as a chart, and the next four of them.
    private static func one(
        _ series: ListedDemand, _ history: [SoldDay], weights: SIMD4<Double>?, width: Int
    ) -> [String] {
        let (demand, group) = (series.demand, series.group.group)
        let byMoney = series.abc.map { ", class \($0) by money" } ?? ""
        let averages = (0..<4).map { NumberText.quantity(demand.averages[$0]) }.joined(separator: ", ")
        let weighted =
            weights.map { weights in
                ", weighted " + (0..<4).map { NumberText.quantity(weights[$0]) }.joined(separator: ", ")
            } ?? ""
        let category = group.category.map { " of \(DisplayText.of($0, limit: 40))" } ?? ""
        let weekdays = zip(Weekdays.names, group.factors.weekdays).map { "\($0) \(NumberText.quantity($1))" }
        var lines = [
            SeriesTitle(storeID: series.storeID, productID: series.productID, name: series.name).text,
            "\(demand.label.text)\(byMoney): \(NumberText.quantity(demand.rate)) a day, from the sales until "
                + "\(NumberText.date(demand.until))",
            "first sold on \(NumberText.date(demand.firstSale)), last on \(NumberText.date(demand.lastSale))",
            "averages of 7, 28, 91 and 364 days: \(averages)\(weighted)",
            "weekdays\(category): \(weekdays.joined(separator: "  "))"
                + (group.factors.yearly == nil ? "" : ", times a season"),
        ]
        let coming = demand.until + 1...demand.until + days
        let events = series.events.filter { $0.event.days.overlaps(coming) }
            .sorted { ($0.event.days.lowerBound, $0.event.name) < ($1.event.days.lowerBound, $1.event.name) }
        for (event, factor) in events {
            let until = event.days.count == 1 ? "" : " to \(NumberText.date(event.days.upperBound))"
            lines.append(
                "event: \(DisplayText.of(event.name, limit: 40)), \(NumberText.date(event.days.lowerBound))\(until), "
                    + (factor.map { "× \(NumberText.quantity($0))" } ?? "of no known effect"))
        }
        if group.isDormant {
            lines.append("Its store has sold nothing for two weeks or more, so nothing is expected to be sold.")
        }
        if let (pattern, days) = series.pattern {
            lines.append(
                "\(pattern.kind(days: days).rawValue): a sale every \(NumberText.quantity(pattern.interval(days: days))) days (ADI), CV² "
                    + NumberText.quantity(pattern.squaredVariation))
        }
        let outlook = DemandOutlook(demand, series.group, days: days)
        lines += [""] + WeekChart(history, until: demand.until, outlook, weeks: days / 7, width: min(width, 100)).lines
        lines.append("")
        var before = 0.0
        let rows = stride(from: 7, through: days, by: 7).map { days in
            let sum = outlook.sum(ofDays: days)
            defer { before = sum.mean }
            return [
                NumberText.date(sum.until - 6), NumberText.quantity(sum.mean - before), NumberText.quantity(sum.mean),
                NumberText.quantity(sum.low), NumberText.quantity(sum.high),
            ]
        }
        return lines
            + TextTable.lines(
                [
                    .init(title: "week from"), .init(title: "expected", alignment: .right),
                    .init(title: "up to then", alignment: .right), .init(title: "P10", alignment: .right),
                    .init(title: "P90", alignment: .right),
                ], rows)
    }
}
