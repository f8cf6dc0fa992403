import ArgumentParser
import Forecasting

/// The terms of supply for series that state none.
struct TermOptions: ParsableArguments {
    @Option(help: "Days between two days on which orders are placed.")
    var review: Int = TermDefaults().reviewPeriodDays

    @Option(help: "Safety stock, in days of sales.")
    var safetyDays: Double = TermDefaults().safetyDays

    @Option(help: "Days after the day of need that an order lasts for.")
    var cover: Int = TermDefaults().coverDays

    @Option(help: "Orders are for multiples of this quantity; 0 is any quantity.")
    var multiple: Double = TermDefaults().orderMultiple

    func defaults(leadTime: Int?) -> TermDefaults {
        var defaults = TermDefaults()
        defaults.leadTimeDays = leadTime ?? defaults.leadTimeDays
        defaults.reviewPeriodDays = review
        defaults.safetyDays = safetyDays
        defaults.coverDays = cover
        defaults.orderMultiple = multiple
        return defaults
    }

    static func bounds(of term: Term) -> String {
        let days = StockLimits.durationDays
        return switch term {
        case .leadTimeDays: "--lead-time is a whole number of days from 0 to \(days)."
        case .reviewPeriodDays: "--review is a whole number of days from 1 to \(days)."
        case .safetyStock: "--safety-days is a number from 0 to \(days)."
        case .coverDays: "--cover is a whole number of days from 0 to \(days)."
        case .orderMultiple: "--multiple is a number from 0 to 1,000,000,000,000."
        case .minimumOrderQuantity, .maximumOrderQuantity, .unitCost: "\(term.name) is out of bounds."
        }
    }
}
