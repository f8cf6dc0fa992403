import ArgumentParser
import Forecasting
import InventoryStore

/// How forecasts and plans read the inventory.
struct HorizonOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "First day of every horizon.")
    var from: ISODay?

    @Option(help: "Length of every horizon, in days.")
    var days: Int?

    @Option(help: "Report every how many days.")
    var frequency: Int?

    @Option(help: "What the rates and the duration count: day or update (a report, --frequency days apart).")
    var ratesPer: ProjectionOptions.Rates = .day

    @Flag(
        help: "Where sales are known after the day of the stock: begin after them, with the stock less what was sold.")
    var rollForward = false

    @Flag(help: "Demand that can't be served is lost: levels stop at zero.")
    var lostSales = false

    mutating func validate() throws {
        if rollForward, from != nil {
            throw ValidationError("--roll-forward and --from both say where horizons begin; give one of them.")
        }
        switch options(assuming: WhatIf()).problem {
        case .durationDays:
            throw ValidationError("--days is a whole number from 0 to \(StockLimits.durationDays).")
        case .frequency:
            throw ValidationError("--frequency is a whole number from 1 to \(StockLimits.frequency).")
        // The other options can't be out of bounds here: their types allow only valid values.
        case .startDay, .ratesPer, .lostSales, nil: break
        }
    }

    func options(assuming whatIf: WhatIf) -> ProjectionOptions {
        ProjectionOptions(
            startDay: from?.number, durationDays: days, frequency: frequency, ratesPer: ratesPer, lostSales: lostSales,
            whatIf: whatIf)
    }
}

/// The assumptions of a run, for a scenario of its own.
struct WhatIfOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What if: this many times the sales.", valueName: "factor"))
    var scaleSales: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What if: --scale-sales counts only on these days: 2024-11-25,2024-12-01, or a day.",
            valueName: "first,last"))
    var between: DayRange?

    @Option(help: ArgumentHelp("What if: this many times the restocking.", valueName: "factor"))
    var scaleRestocking: Double?

    @Option(help: ArgumentHelp("What if: scheduled receipts are this many days late.", valueName: "days"))
    var delayReceipts: Int?

    @Option(
        name: .customLong("lead-time"),
        help: ArgumentHelp(
            "Plans: the lead time where none is stated (default: 7). What if: +3, or --lead-time=-3, changes all by so many days.",
            valueName: "days"))
    var leadTimes: [LeadTime] = []

    mutating func validate() throws {
        let values = leadTimes.filter { !$0.isChange }
        let changes = leadTimes.filter(\.isChange)
        if values.count > 1 || changes.count > 1 { throw ValidationError("--lead-time is given twice.") }
        if let between {
            if between.first > between.last {
                throw ValidationError("--between has its days in the wrong order; write the first day first.")
            }
            if scaleSales == nil {
                throw ValidationError("--between says when --scale-sales counts, which is missing.")
            }
        }
        switch assumed.problem {
        case nil: break
        case .salesFactor where between != nil:
            throw ValidationError("--scale-sales is a number from 0 to 1,000 if it counts only on some days.")
        case .salesFactor: throw ValidationError("--scale-sales is a number from 0 to 1,000,000.")
        case .salesDays: throw ValidationError("--between has at most \(StockLimits.daysOfFactor) days.")
        case .restockingFactor: throw ValidationError("--scale-restocking is a number from 0 to 1,000,000.")
        case .receiptDelayDays:
            throw ValidationError("--delay-receipts is a whole number from 0 to \(StockLimits.durationDays).")
        case .extraLeadTimeDays:
            throw ValidationError("--lead-time changes by at most \(StockLimits.durationDays) days.")
        }
    }

    /// The lead time of series that state none, in days; nil if the option is not given.
    var leadTime: Int? { leadTimes.first { !$0.isChange }?.days }

    var assumed: WhatIf {
        var whatIf = WhatIf()
        whatIf.salesFactor = scaleSales ?? 1
        whatIf.salesDays = between.flatMap { $0.first <= $0.last ? $0.first...$0.last : nil }
        whatIf.restockingFactor = scaleRestocking ?? 1
        whatIf.receiptDelayDays = delayReceipts ?? 0
        whatIf.extraLeadTimeDays = leadTimes.first(where: \.isChange)?.days ?? 0
        return whatIf
    }

    /// The baseline has no assumptions, so assumptions need a scenario of their own.
    func require(_ scenario: ScenarioOption) throws {
        guard assumed != WhatIf(), scenario.name == Scenario.baseline else { return }
        throw ValidationError(
            "What is assumed with --scale-sales, --between, --scale-restocking, --delay-receipts or --lead-time +N goes into a scenario "
                + "beside the baseline; name it with --scenario NAME.")
    }
}

/// Two days with a comma between, or one: ``ISODay``.
struct DayRange: ExpressibleByArgument {
    let first: Int
    /// Before the first one if they are written in the wrong order.
    let last: Int

    init?(argument: String) {
        let days = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            ISODay(argument: String($0))?.number
        }
        guard (1...2).contains(days.count), let first = days[0], let last = days[days.count - 1] else { return nil }
        (self.first, self.last) = (first, last)
    }
}

/// How sure results are.
struct RiskOptions: ParsableArguments {
    @Flag(help: "Say how likely each series runs out, and when early, in the middle and late.")
    var risk = false

    @Option(
        help: ArgumentHelp(
            "The variance of demand by its mean where no history says it, from 1: with it stated rates have a risk too.",
            valueName: "ratio"))
    var assumeDispersion: Double?

    mutating func validate() throws {
        guard let assumeDispersion else { return }
        guard RunOptions.dispersions.contains(assumeDispersion) else {
            throw ValidationError("--assume-dispersion is a number from 1 to 1,000.")
        }
    }

    /// Risk is that of the demand of days ahead.
    func require(_ horizon: HorizonOptions) throws {
        guard risk else { return }
        if horizon.ratesPer == .update {
            throw ValidationError("--risk is told of rates per day; leave one of --risk and --rates-per update out.")
        }
        if horizon.days == 0 {
            throw ValidationError("--risk is told of days ahead, and with --days 0 there are none.")
        }
    }
}

/// Where rates of sales come from.
struct DemandOption: ParsableArguments {
    @Option(
        name: .customLong("demand"),
        help:
            "Rates of sales: stated by files, estimated from the history of sales, or best: stated where there is one.")
    var source: DemandSource = .best
}

extension DemandSource: ExpressibleByArgument {}

/// A lead time, `7`, or a change of it, `+3` or `-3`; in days.
struct LeadTime: ExpressibleByArgument {
    let days: Int
    let isChange: Bool

    init?(argument: String) {
        guard let days = Int(argument) else { return nil }
        self.days = days
        isChange = argument.hasPrefix("+") || argument.hasPrefix("-")
    }
}
