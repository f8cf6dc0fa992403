import ArgumentParser
import InventoryPipeline

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Forecast, and plan what to order when.",
        discussion: """
            A plan is a forecast with orders: it stores the projection of each series and the orders that keep it at its safety \
            stock or above, in place of former results. What the product file says of lead time, review period, safety stock, \
            cover, minimum, multiple and maximum comes first; the options say it for the rest.
            """)

    @OptionGroup var selection: SelectionOptions
    @OptionGroup(title: "Terms of supply where a series states none") var terms: TermOptions
    @OptionGroup(title: "Lead time and what-if") var whatIf: WhatIfOptions
    @OptionGroup(title: "Horizon") var horizon: HorizonOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var workers: WorkerOption

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        try whatIf.require(scenario)
        switch terms.defaults(leadTime: whatIf.leadTime).problem {
        case nil: break
        case .outOfBounds(let term): throw ValidationError(TermOptions.bounds(of: term))
        case .minimumAboveMaximum, .noMultipleWithinBounds: throw ValidationError("No quantity can be ordered.")
        }
    }

    func run() throws {
        try RunCommand(
            selection: selection,
            options: RunOptions(
                forecast: horizon.options(assuming: whatIf.assumed), plan: terms.defaults(leadTime: whatIf.leadTime)),
            scenario: scenario, workers: workers, quiet: quiet, database: database
        ).run()
    }
}

/// The terms of supply of series that state none.
struct TermOptions: ParsableArguments {
    @Option(help: "Days between two days on which orders are placed.")
    var review: Int = SupplyDefaults().reviewPeriodDays

    @Option(help: "Safety stock, in days of sales.")
    var safetyDays: Double = SupplyDefaults().safetyDays

    @Option(help: "Days after the day of need that an order lasts for.")
    var cover: Int = SupplyDefaults().coverDays

    @Option(help: "Orders are for multiples of this quantity; 0 is any quantity.")
    var multiple: Double = SupplyDefaults().orderMultiple

    func defaults(leadTime: Int?) -> SupplyDefaults {
        var defaults = SupplyDefaults()
        defaults.leadTimeDays = leadTime ?? defaults.leadTimeDays
        defaults.reviewPeriodDays = review
        defaults.safetyDays = safetyDays
        defaults.coverDays = cover
        defaults.orderMultiple = multiple
        return defaults
    }

    static func bounds(of term: SupplyProblem.Term) -> String {
        let days = StockLimits.durationDays
        return switch term {
        case .leadTimeDays: "--lead-time is a whole number of days from 0 to \(days)."
        case .reviewPeriodDays: "--review is a whole number of days from 1 to \(days)."
        case .safetyStock: "--safety-days is a number from 0 to \(days)."
        case .coverDays: "--cover is a whole number of days from 0 to \(days)."
        case .orderMultiple: "--multiple is a number from 0 to 1,000,000,000,000."
        case .minimumOrderQuantity, .maximumOrderQuantity, .unitCost: "\(term.rawValue) is out of bounds."
        }
    }
}

/// What `forecast` and `plan` have in common.
struct RunCommand {
    let selection: SelectionOptions
    let options: RunOptions
    let scenario: ScenarioOption
    let workers: WorkerOption
    let quiet: Bool
    let database: DatabaseOptions

    func run() throws {
        let database = try database.open(.write)
        var request = ForecastRequest(
            selection: selection.selection, options: options, workers: workers.count, version: Invdb.version)
        request.scenario = scenario.name
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        try ForecastFlow.run(request, database: database, progress: meter.show) { summary in
            meter.clear()
            try Console.printSummary(ForecastReport.text(summary))
        }
        try self.database.close(database)
    }
}
