import ArgumentParser
import InventoryPipeline
import Reports

struct EstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Estimate the demand of every series from the imported sales.",
        discussion: """
            Sales are estimated by themselves at the end of their import. This does it again, as after categories have changed. The view \
            demand has the results.

            With more than four million sold days, or with import --keep, what the sales of earlier weeks say is kept, and an estimate \
            goes on from there: it reads the sales of the last five weeks only. With --rebuild it reads all of them once more.
            """)

    @Flag(help: "Make everything anew from all sales, and go on from nothing.")
    var rebuild = false

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
            EstimateRequest(workers: workers.count, rebuilds: rebuild), database: database, progress: meter.show
        ) { found in
            meter.clear()
            try Console.printSummary(EstimateReport.text(found, as: summary.format))
        }
        try self.database.close(database)
    }
}
