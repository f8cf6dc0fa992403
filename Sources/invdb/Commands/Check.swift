import ArgumentParser
import InventoryPipeline
import Reports

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify the whole database: nothing damaged, nothing missing, every number consistent.",
        discussion: """
            Looks at every page, every reference, every stretch and every stock-out, and at the counts in the logs. It only \
            reads, also while another program writes. Exit code 0 means that all is in order, 1 that something is not.
            """)

    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open(.check)
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        let lines = try CheckFlow.run(database: database, workers: workers.count, progress: meter.show)
        try database.close()
        meter.clear()
        try CheckReport.tell(lines, path: database.path, as: summary.format)
    }
}
