import CSV
import Forecasting
import InventoryPipeline
import Platform

/// The report at the end of an estimate of demand.
package enum EstimateReport {
    package static func text(_ summary: EstimateSummary, as format: SummaryFormat) throws -> String {
        switch format {
        case .text: text(summary)
        case .json: try EstimateObject(summary).json()
        }
    }

    private static let shownEvents = 8

    private static func text(_ summary: EstimateSummary) -> String {
        let (first, last) = (NumberText.date(summary.days.lowerBound), NumberText.date(summary.days.upperBound))
        var lines = [
            "demand of \(NumberText.count(summary.series, "series", "series")) in \(NumberText.count(summary.stores, "store")) "
                + "from \(NumberText.count(summary.soldDays, "sold day")), \(first) to \(last), "
                + "in \(NumberText.seconds(summary.seconds))",
            "\(NumberText.count(summary.profiles, "profile")), "
                + (summary.seasons > 0
                    ? "\(NumberText.grouped(summary.seasons)) with a season"
                    : "none with a season: that takes 400 days")
                + "; \(FieldText.number((summary.rate * 100).rounded() / 100)) units a day in all",
        ]
        let labels = DemandLabel.allCases.compactMap { label in
            summary.labels[label].map { "\(NumberText.grouped($0)) \(label.text)" }
        }
        if !summary.events.isEmpty {
            let events = summary.events.prefix(shownEvents).map { event in
                "\(DisplayText.of(event.name, limit: 40)) × \(NumberText.quantity(event.factor)) "
                    + "(\(NumberText.count(event.days, "day")))"
            }
            let others = summary.events.count - events.count
            lines.append(
                "learned of events: " + events.joined(separator: ", ")
                    + (others > 0 ? " and \(NumberText.grouped(others)) more, see the table event_factor" : ""))
        }
        if summary.closed > 0 {
            let latest = summary.latestClosed.map { "\(NumberText.date($0.day)) of store \(DisplayText.of($0.store))" }
            lines.append(
                "\(NumberText.count(summary.closed, "day")) without sales count\(summary.closed == 1 ? "s" : "") as closed, the latest "
                    + latest.joined(separator: ", ") + ". If sales are missing, import them.")
        }
        if !labels.isEmpty { lines.append(labels.joined(separator: ", ")) }
        if let day = summary.goesOnFrom {
            lines.append(
                "The estimates went on from what is kept of the sales before \(NumberText.date(day))"
                    + (summary.isHistoryWhole ? "; invdb estimate --rebuild makes them anew from all sales." : "."))
        }
        if summary.forgotten.days > 0 {
            let units = (summary.forgotten.units * 1e6).rounded() / 1e6
            lines.append(
                "The sales of \(NumberText.count(summary.forgotten.days, "day")), counted by store, are stored no longer (--keep), "
                    + "\(FieldText.number(units)) unit\(units == 1 ? "" : "s"); the estimates go on from them.")
        }
        return lines.joined(separator: "\n")
    }
}

/// The summary of an estimate for programs.
struct EstimateObject: Encodable {
    var series: Int
    var stores: Int
    var soldDays: Int
    var firstDay: String
    var until: String
    var profiles: Int
    var seasons: Int
    var rate: Double
    /// The factors of events that were learned, and the days that each was learned from.
    var events: [Event]
    /// Days without sales that count as closed, although their store usually sells on their weekday, and the latest of them.
    var closedDays: Int
    var latestClosed: [SalesObject.Day]
    /// The number of series of each class.
    var classes: [Class]
    /// The Monday from which on sales were read, if the estimates went on from what is kept of those before it.
    var goesOnFrom: String?
    /// Days, counted by store, whose sales are stored no longer, and their units.
    var forgottenDays: Int
    var forgottenUnits: Double
    var seconds: Double

    struct Event: Encodable {
        var name: String
        var factor: Double
        var days: Int
    }

    struct Class: Encodable {
        var name: String
        var series: Int
    }

    init(_ summary: EstimateSummary) {
        series = summary.series
        stores = summary.stores
        soldDays = summary.soldDays
        firstDay = NumberText.date(summary.days.lowerBound)
        until = NumberText.date(summary.days.upperBound)
        profiles = summary.profiles
        seasons = summary.seasons
        rate = summary.rate
        events = summary.events.map { Event(name: $0.name, factor: $0.factor, days: $0.days) }
        closedDays = summary.closed
        latestClosed = summary.latestClosed.map { SalesObject.Day(storeId: $0.store, date: NumberText.date($0.day)) }
        classes = DemandLabel.allCases.compactMap { label in
            summary.labels[label].map { Class(name: label.text, series: $0) }
        }
        goesOnFrom = summary.goesOnFrom.map(NumberText.date)
        (forgottenDays, forgottenUnits) = (summary.forgotten.days, summary.forgotten.units)
        seconds = summary.seconds
    }
}
