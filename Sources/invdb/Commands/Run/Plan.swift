import ArgumentParser
import Forecasting

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
    @OptionGroup(title: "Terms of supply where a series states none") var service: ServiceOptions
    @OptionGroup(title: "Lead time and what-if") var whatIf: WhatIfOptions
    @OptionGroup(title: "Horizon") var horizon: HorizonOptions
    @OptionGroup var demand: DemandOption
    @OptionGroup(title: "Risk") var risk: RiskOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Option(help: "Write the series for which no orders can be planned to this CSV file, with the reasons.")
    var rejects: String?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        try whatIf.require(scenario)
        try risk.require(horizon)
        if rejects?.isEmpty == true { throw ValidationError("--rejects needs the path of a file.") }
        try terms.require(leadTime: whatIf.leadTime)
    }

    func run() throws {
        try RunCommand(
            selection: selection,
            options: RunOptions(
                forecast: horizon.options(assuming: whatIf.assumed), demand: demand.source,
                rollsForward: horizon.rollForward, risk: risk.risk, assumedDispersion: risk.assumeDispersion,
                plan: terms.defaults(leadTime: whatIf.leadTime, service: service.levels)),
            scenario: scenario, workers: workers, summary: summary, quiet: quiet, rejects: rejects, database: database
        ).run()
    }
}
