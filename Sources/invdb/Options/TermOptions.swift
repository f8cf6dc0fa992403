import ArgumentParser
import Forecasting

/// The terms of supply for series that state none.
struct TermOptions: ParsableArguments {
    @Option(help: "Days between two days on which orders are placed.")
    var review: Int = TermDefaults().reviewPeriodDays

    @Option(help: "Safety stock, in days of sales.")
    var safetyDays: Double = TermDefaults().safetyDays

    @Option(
        help: ArgumentHelp(
            "Safety stock by cycle service, in percent: what is in sight lasts until the next order with this probability; 95, or by class A=98,B=95,C=90.",
            valueName: "percent"))
    var service: String?

    @Option(
        help: ArgumentHelp(
            "Safety stock by fill rate, in percent of demand that is met from stock; 98, or by class.",
            valueName: "percent"))
    var fillRate: String?

    @Option(help: "Days after the day of need that an order lasts for.")
    var cover: Int = TermDefaults().coverDays

    @Option(help: "Orders are for multiples of this quantity; 0 is any quantity.")
    var multiple: Double = TermDefaults().orderMultiple

    @Option(help: ArgumentHelp("Days on which orders are placed and arrive: mon-fri, mon,wed,fri.", valueName: "days"))
    var workdays: Weekdays?

    @Option(help: "What lead times count: days or workdays.")
    var leadTimeIn: LeadTimeUnit = .days

    @Option(help: ArgumentHelp("Orders are placed on this day of the week: monday.", valueName: "weekday"))
    var reviewOn: Weekday?

    @Option(
        parsing: .unconditional,
        help: "A day on which orders are placed, from which the others are counted; else the first day of each series.")
    var reviewFrom: ISODay?

    mutating func validate() throws {
        if service != nil, fillRate != nil {
            throw ValidationError("--service and --fill-rate both say what safety stock is for; give one of them.")
        }
        for (text, measure, option) in [
            (service, ServiceLevels.Measure.cycle, "--service"), (fillRate, .fillRate, "--fill-rate"),
        ] {
            guard let text, ServiceLevels(text, measure) == nil else { continue }
            throw ValidationError(
                "\(option) is a percentage from 1 to 99.999, or one for each class by money, such as A=98,B=95,C=90.")
        }
        if leadTimeIn == .workdays, workdays == nil {
            throw ValidationError("--lead-time-in workdays needs --workdays, such as --workdays mon-fri.")
        }
    }

    func defaults(leadTime: Int?) -> TermDefaults {
        var defaults = TermDefaults()
        defaults.leadTimeDays = leadTime ?? defaults.leadTimeDays
        defaults.reviewPeriodDays = review
        defaults.safetyDays = safetyDays
        defaults.service =
            service.flatMap { ServiceLevels($0, .cycle) } ?? fillRate.flatMap { ServiceLevels($0, .fillRate) }
        defaults.coverDays = cover
        defaults.orderMultiple = multiple
        defaults.days.workdays = workdays
        defaults.days.leadsInWorkdays = leadTimeIn == .workdays
        defaults.days.reviewWeekday = reviewOn?.number
        defaults.days.reviewFrom = reviewFrom?.number
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
        case .percent: return "\(option) is a percentage from 1 to 99.999."
        case .weekday: return "\(option) is a day of the week."
        case .yesOrNo: return "\(option) is yes or no."
        }
    }
}

/// What the days of a lead time are.
enum LeadTimeUnit: String, ExpressibleByArgument, CaseIterable {
    case days, workdays
}

/// A day of the week.
struct Weekday: ExpressibleByArgument {
    let number: Int

    init?(argument: String) {
        guard let number = Weekdays.number(of: argument) else { return nil }
        self.number = number
    }
}

extension Weekdays: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
