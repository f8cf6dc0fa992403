import CSV
import Forecasting
import InventoryPipeline
import InventoryStore
import Platform

/// The report at the end of a forecast or a plan.
package enum RunReport {
    package static func text(_ summary: RunSummary, as format: SummaryFormat) throws -> String {
        switch format {
        case .text: text(summary)
        case .json: try RunObject(summary).json()
        }
    }

    private static func text(_ summary: RunSummary) -> String {
        let scenario = summary.scenario == Scenario.baseline ? "" : " in scenario \(summary.scenario)"
        let orders = summary.orders.map { ", \(NumberText.count($0.count, "order"))" } ?? ""
        var lines = [
            "\(NumberText.count(summary.series, "series", "series"))\(scenario), "
                + "\(NumberText.count(summary.stockouts, "stock-out"))\(orders) in \(NumberText.seconds(summary.seconds)) "
                + "(\(NumberText.grouped(summary.seriesPerSecond)) series a second)"
        ]
        if let risk = summary.risk, risk.series > 0 {
            lines += Self.lines(risk)
        } else if summary.risk != nil {
            lines.append(
                "Of no series it is known how far demand is from what is expected; import sales, or assume it with --assume-dispersion."
            )
        }
        if summary.assumesOnNoDay {
            lines.append("No series has a day of --between ahead, so --scale-sales has changed nothing.")
        }
        if !summary.first.isEmpty {
            lines.append("The first to run out:")
            lines += Self.lines(summary.first)
        }
        if !summary.firstOrders.isEmpty {
            lines.append("The first to order:")
            lines += Self.lines(summary.firstOrders)
        }
        if let orders = summary.orders, orders.late > 0 {
            lines.append(
                "\(NumberText.count(orders.late, "order")) can't arrive in time, which leaves "
                    + "\(NumberText.units(orders.unitsShort)) short.")
        }
        if summary.dead > 0 {
            lines.append(
                "\(NumberText.count(summary.dead, "series", "series")) \(summary.dead == 1 ? "has" : "have") nothing on hand and no "
                    + "sales: out, and not counted as a stock-out.")
        }
        if let count = summary.notOrderable, count > 0 {
            lines.append(
                "\(NumberText.count(count, "series", "series")) \(count == 1 ? "is" : "are") not to be ordered, as a file says."
            )
        }
        if summary.unplanned > 0 {
            lines.append(
                "\(NumberText.count(summary.unplanned, "series", "series")) \(summary.unplanned == 1 ? "has" : "have") no orders, as "
                    + "none can be planned with the terms:")
            lines += UnplannedSeries.lines(
                summary.firstUnplanned, of: summary.unplanned, others: "; --rejects FILE lists all")
        }
        if let count = summary.orderedEnded, count > 0 {
            let of = NumberText.count(count, "series", "series")
            lines.append(
                "\(of) \(count == 1 ? "is" : "are") ordered although nothing was sold of \(count == 1 ? "it" : "them") lately; invdb demand "
                    + "--class ended lists such series, and a product file with the column orderable ends their orders."
            )
        }
        if summary.fromHistory > 0 {
            lines.append(
                "The sales of \(NumberText.count(summary.fromHistory, "series", "series")) are estimated from their history."
            )
        }
        if let old = summary.oldSales {
            lines.append(
                "warning: the last sales are of \(NumberText.date(old.until)), \(NumberText.count(old.firstDay - old.until, "day")) before "
                    + "\(NumberText.date(old.firstDay)), the first day; import later ones.")
        }
        if summary.statedAhead > 0 {
            let of = NumberText.count(summary.statedAhead, "series", "series")
            lines.append("Demand that is stated ahead counts for \(of).")
        }
        if summary.onlyStatedAhead > 0 {
            let of = NumberText.count(summary.onlyStatedAhead, "series", "series")
            lines.append(
                "Demand is stated of some days only of \(of), without a sales_rate and without a history: nothing is sold on the others."
            )
        }
        if summary.statedOfClosed > 0 {
            let of = NumberText.count(summary.statedOfClosed, "series", "series")
            lines.append(
                "warning: demand is stated of \(of) for a period on all of whose days the calendar closes the store, so it isn't sold."
            )
        }
        lines += MissingForService.allCases.compactMap { missing in
            summary.withoutService[missing].map { withoutService($0, missing) }
        }
        if summary.behind > 0 {
            let of = NumberText.count(summary.behind, "series", "series")
            lines.append(
                summary.isRolledForward
                    ? "The stock of \(of) was brought forward to the last day of their sales."
                    : "The stock of \(of) is older than the last day of their sales; --roll-forward takes off what was sold since."
            )
        }
        if summary.withoutRate > 0 {
            lines.append(
                "\(NumberText.count(summary.withoutRate, "series", "series")) \(summary.withoutRate == 1 ? "has" : "have") no "
                    + "forecast, as \(missing(summary.demand)).")
        }
        if summary.removedOrders > 0 {
            lines.append(
                "\(NumberText.count(summary.removedOrders, "order")) of the former plan went with the results that they were "
                    + "planned on; plan anew with: invdb plan")
        }
        if !summary.staleStores.isEmpty {
            let stores = summary.staleStores
            let names =
                stores.prefix(10).map(DisplayText.ofIdentifier).joined(separator: ", ")
                + (stores.count > 10 ? ", …" : "")
            lines.append(
                "Older than their inventory are the results of \(NumberText.count(stores.count, "store")): \(names).")
        }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ risk: RiskTotals) -> [String] {
        func number(_ value: Double) -> String { FieldText.number((value * 10).rounded() / 10) }
        let (expected, deviation) = risk.stockouts
        return [
            "\(number(expected)) ± \(number(deviation)) stock-outs to be expected of \(NumberText.count(risk.series, "series", "series")); "
                + "\(number(risk.beforeOrder)) before an order of the first day is there, with \(number(risk.unitsShort)) units short"
        ]
    }

    private static func withoutService(_ count: Int, _ missing: MissingForService) -> String {
        let of = NumberText.count(count, "series", "series")
        let instead = "their safety stock is not by service but --safety-days"
        switch missing {
        case .spread:
            return
                "Of \(of) it is not known how demand spreads: \(instead). Sales say it, or --assume-dispersion 2 assumes it."
        case .level:
            return
                "Of \(of) the class by money is not known, or no service is given for it: \(instead). The class takes sales and a "
                + "unit_cost."
        case .earnings:
            return
                "Of \(of) it is not known what a unit costs and earns: \(instead). The columns unit_cost and unit_margin say it."
        }
    }

    /// What series without a forecast lack.
    private static func missing(_ demand: DemandSource) -> String {
        switch demand {
        case .stated: "no file has stated a sales_rate"
        case .history: "no file has what was sold of them"
        case .best: "no file has stated a sales_rate, or what was sold of them"
        }
    }

    private static func lines(_ upcoming: [RunSummary.Upcoming]) -> [String] {
        TextTable.lines(
            upcoming.map {
                [
                    CivilDate(dayNumber: $0.day).isoText, $0.series.storeID, $0.series.productID,
                    DisplayText.of($0.series.name ?? "", limit: 40),
                ]
            }, indent: "  ")
    }
}
