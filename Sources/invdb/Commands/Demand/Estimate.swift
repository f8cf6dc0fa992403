import ArgumentParser
import InventoryPipeline
import Reports

struct EstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Estimate the demand of every series from the imported sales.",
        discussion: """
            Sales are estimated by themselves at the end of their import. This does it again, from all sales that are kept, as after \
            categories have changed. The view demand has the results.
            """)

    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open(.write)
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        try EstimateFlow.run(
            EstimateRequest(workers: workers.count), database: database, progress: meter.show
        ) { found in
            meter.clear()
            try Console.printSummary(EstimateReport.text(found, as: summary.format))
        }
        try self.database.close(database)
    }
}
