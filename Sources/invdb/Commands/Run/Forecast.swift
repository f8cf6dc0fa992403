import ArgumentParser
import Forecasting

struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Project the stock of the inventory and store the results.",
        discussion: """
            The results replace those of the series that are forecast, planned orders included; all others stay as they are. \
            --from, --days and --frequency override what the product file said.
            """)

    @OptionGroup var selection: SelectionOptions
    @OptionGroup(title: "Horizon") var horizon: HorizonOptions
    @OptionGroup var demand: DemandOption
    @OptionGroup(title: "Risk") var risk: RiskOptions
    @OptionGroup(title: "What-if") var whatIf: WhatIfOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        try whatIf.require(scenario)
        try risk.require(horizon)
        if risk.assumeDispersion != nil, !risk.risk {
            throw ValidationError(
                "--assume-dispersion says how sure results are, which a forecast tells only with --risk.")
        }
        guard whatIf.leadTime == nil else {
            throw ValidationError("A forecast has no orders for which --lead-time would matter; plan them: invdb plan.")
        }
    }

    func run() throws {
        try RunCommand(
            selection: selection,
            options: RunOptions(
                forecast: horizon.options(assuming: whatIf.assumed), demand: demand.source,
                rollsForward: horizon.rollForward, risk: risk.risk, assumedDispersion: risk.assumeDispersion),
            scenario: scenario, workers: workers, summary: summary, quiet: quiet, database: database
        ).run()
    }
}
