import ArgumentParser
import Forecasting
import InventoryPipeline
import Reports

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Try services and policies on what was really sold, and say what they would have given and cost.",
        discussion: """
            Each series is planned anew at each of its reviews, with the rate that its sales before that day give, and meets the sales that \
            came. It changes no results and no orders.

              invdb replay --from 2025-01-01 --to 2025-12-31 --service 90,95,98
            """)

    @Option(
        parsing: .unconditional,
        help: "First day of sales to replay (without --from and --to: a year before the last day with sales).")
    var from: ISODay?

    @Option(parsing: .unconditional, help: "Last day (without both: the last day with sales).")
    var to: ISODay?

    @OptionGroup var tried: TriedOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup(title: "Terms of supply where a series states none") var terms: TermOptions

    @Option(
        name: .customLong("lead-time"),
        help: ArgumentHelp("The lead time where none is stated (default: 7).", valueName: "days"))
    var leadTime: Int?

    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        try terms.require(leadTime: leadTime)
        guard (from == nil) == (to == nil) else { throw ValidationError("Give --from and --to, or neither.") }
        if let from, let to {
            guard from.number <= to.number else {
                throw ValidationError("--from \(from.text) is after --to \(to.text).")
            }
            guard to.number - from.number < SimulationRequest.dayCounts.upperBound else {
                throw ValidationError("At most \(SimulationRequest.dayCounts.upperBound) days can be replayed.")
            }
        }
    }

    func run() throws {
        let database = try database.open(.write)
        var request = SimulationRequest(
            selection: selection.selection,
            options: RunOptions(
                forecast: ProjectionOptions(lostSales: tried.losesSales), demand: .history,
                plan: terms.defaults(leadTime: leadTime)),
            workers: workers.count, version: Version.current)
        try tried.apply(to: &request)
        if let from, let to { request.replayed = from.number...to.number }
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        try ReplayFlow.run(request, database: database, progress: meter.show) { found in
            meter.clear()
            try Console.printSummary(SimulationReport.text(found, as: summary.format))
        }
        try self.database.close(database)
    }
}
