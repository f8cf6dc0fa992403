import ArgumentParser
import CSV
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
        if leadTimeIn == .workdays, workdays == nil {
            throw ValidationError("--lead-time-in workdays needs --workdays, such as --workdays mon-fri.")
        }
    }

    func defaults(leadTime: Int?, service: ServiceLevels? = nil) -> TermDefaults {
        var defaults = TermDefaults()
        defaults.leadTimeDays = leadTime ?? defaults.leadTimeDays
        defaults.reviewPeriodDays = review
        defaults.safetyDays = safetyDays
        defaults.service = service
        defaults.coverDays = cover
        defaults.orderMultiple = multiple
        defaults.days.workdays = workdays
        defaults.days.leadsInWorkdays = leadTimeIn == .workdays
        defaults.days.reviewWeekday = reviewOn?.number
        defaults.days.reviewFrom = reviewFrom?.number
        return defaults
    }

    /// - Throws: `ValidationError` if nothing can be planned with the terms.
    func require(leadTime: Int?) throws {
        switch defaults(leadTime: leadTime).problem {
        case nil: break
        case .outOfBounds(let term): throw ValidationError(Self.bounds(of: term))
        case .minimumAboveMaximum, .noMultipleWithinBounds, .orderUpToBelowReorderPoint:
            throw ValidationError("No quantity can be ordered.")
        }
    }

    /// The sentence for a default that is out of its bounds.
    private static func bounds(of term: Term) -> String {
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
        case .percent: return "\(option) is a percentage above 1, up to 99.999."
        case .weekday: return "\(option) is a day of the week."
        case .yesOrNo: return "\(option) is yes or no."
        }
    }
}

/// The service that safety stock is for, of series that state none.
struct ServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Safety stock by cycle service, in percent: what is in sight lasts until the next order with this probability; 95, or by class A=98,B=95,C=90; economic is the one that pays.",
            valueName: "percent"))
    var service: String?

    @Option(
        help: ArgumentHelp(
            "Safety stock by fill rate, in percent of demand that is met from stock; 98, or by class.",
            valueName: "percent"))
    var fillRate: String?

    @OptionGroup var holding: HoldingOption

    mutating func validate() throws {
        if service != nil, fillRate != nil {
            throw ValidationError("--service and --fill-rate both say what safety stock is for; give one of them.")
        }
        if holding.rate != nil, service != HoldingOption.economic {
            throw ValidationError("--holding-rate goes with --service economic.")
        }
        _ = try checkedLevels()
    }

    var levels: ServiceLevels? { try? checkedLevels() }

    private func checkedLevels() throws -> ServiceLevels? {
        try service.map { try holding.levels($0) } ?? fillRate.map { try Self.levels($0, .fillRate) }
    }

    /// - Throws: `ValidationError` if the text of an option is none.
    static func levels(_ text: String, _ measure: ServiceLevels.Measure) throws -> ServiceLevels {
        guard let levels = ServiceLevels(text, measure) else {
            let option =
                switch measure {
                case .cycle: "--service"
                case .fillRate: "--fill-rate"
                case .economic: "--holding-rate"
                }
            if let share = ServiceLevels.share(in: text) {
                let percent = FieldText.number(share.percent)
                throw ValidationError("\(option) is in percent: write \(percent) in place of \(share.number).")
            }
            throw ValidationError(
                measure == .economic
                    ? "\(option) is a percentage a year from 1 to 99.999."
                    : "\(option) is a percentage above 1, up to 99.999, or one for each class by money, such as A=98,B=95,C=90."
            )
        }
        return levels
    }
}

/// What it costs to keep stock.
struct HoldingOption: ParsableArguments {
    @Option(
        name: .customLong("holding-rate"),
        help: ArgumentHelp(
            "With --service economic: what it costs to keep a unit for a year, in percent of its cost (default: 25).",
            valueName: "percent"))
    var rate: String?

    /// The service that pays.
    static let economic = "economic"

    /// - Parameter text: a level of cycle service, or ``economic``.
    func levels(_ text: String) throws -> ServiceLevels {
        text == Self.economic
            ? try ServiceOptions.levels(rate ?? "25", .economic) : try ServiceOptions.levels(text, .cycle)
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
