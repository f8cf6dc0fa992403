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

    /// The sentence for a default that is out of its bounds.
    static func bounds(of term: Term) -> String {
        let option =
            switch term {
            case .leadTimeDays: "--lead-time"
            case .reviewPeriodDays: "--review"
            case .safetyStock: "--safety-days"
            case .coverDays: "--cover"
            case .orderMultiple: "--multiple"
            default: term.name
            }
        switch term.unit {
        case .days(let days):
            return "\(option) is a whole number of days from \(days.lowerBound) to \(days.upperBound)."
        // The option states days of sales.
        case .units where term == .safetyStock: return "\(option) is a number from 0 to \(StockLimits.durationDays)."
        case .units: return "\(option) is a number from 0 to 1,000,000,000,000."
        }
    }
}
