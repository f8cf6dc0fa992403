import ArgumentParser
import Forecasting
import InventoryPipeline
import Reports

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Try services and policies on demand of chance, and say what they give and cost.",
        discussion: """
            Each series is planned anew at each of its reviews, on what is known then, and meets random demand with the mean and the \
            spread of its estimate; all policies and services meet the same. It changes no results and no orders.

              invdb simulate --service 80,90,95,98,99
              invdb simulate --policy plan,min-max --fill-rate 98
            """)

    @OptionGroup var tried: TriedOptions

    @Option(help: "Days that count of each series.")
    var days = 182

    @Option(help: "Runs of chance.")
    var runs = 10

    @Option(help: "The same seed gives the same numbers.")
    var seed: UInt64 = 1

    @Option(help: "Of more series than this, simulate a random sample of about so many; 0: all.")
    var sample = SimulationRequest.usualSample

    @Option(parsing: .unconditional, help: "First day.")
    var from: ISODay?

    @Flag(help: "Begin after the last day of sales, with the stock less what was sold.")
    var rollForward = false

    @OptionGroup var selection: SelectionOptions
    @OptionGroup(title: "Terms of supply where a series states none") var terms: TermOptions
    @OptionGroup(title: "Lead time and what-if") var whatIf: WhatIfOptions
    @OptionGroup var demand: DemandOption

    @Option(
        help: ArgumentHelp(
            "The variance of demand by its mean where no history says it, from 1.", valueName: "ratio"))
    var assumeDispersion: Double?

    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if rollForward, from != nil {
            throw ValidationError("--roll-forward and --from both say where horizons begin; give one of them.")
        }
        try terms.require(leadTime: whatIf.leadTime)
        try requireWholeNumber("--days", days, in: SimulationRequest.dayCounts)
        try requireWholeNumber("--runs", runs, in: SimulationRequest.runCounts)
        try requireWholeNumber("--sample", sample, in: SimulationRequest.samples)
        if let assumeDispersion, !RunOptions.dispersions.contains(assumeDispersion) {
            throw ValidationError("--assume-dispersion is a number from 1 to 1,000.")
        }
    }

    func run() throws {
        let database = try database.open(.write)
        var forecast = ProjectionOptions(
            startDay: from?.number, lostSales: tried.losesSales, whatIf: whatIf.assumed)
        forecast.frequency = 1
        var request = SimulationRequest(
            selection: selection.selection,
            options: RunOptions(
                forecast: forecast, demand: demand.source, rollsForward: rollForward,
                assumedDispersion: assumeDispersion,
                plan: terms.defaults(leadTime: whatIf.leadTime)),
            workers: workers.count, version: Version.current)
        try tried.apply(to: &request)
        (request.days, request.runs, request.seed) = (days, runs, seed)
        request.sample = sample
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        try SimulateFlow.run(request, database: database, progress: meter.show) { found in
            meter.clear()
            try Console.printSummary(SimulationReport.text(found, as: summary.format))
        }
        try self.database.close(database)
    }
}
