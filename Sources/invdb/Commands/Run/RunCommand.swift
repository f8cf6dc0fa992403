import Forecasting
import InventoryPipeline
import Reports

/// The code that `forecast` and `plan` share.
struct RunCommand {
    let selection: SelectionOptions
    let options: RunOptions
    let scenario: ScenarioOption
    let workers: WorkerOption
    let summary: SummaryOptions
    let quiet: Bool
    /// A file for the series for which no orders can be planned.
    var rejects: String?
    let database: DatabaseOptions

    func run() throws {
        let database = try database.open(.write)
        var request = RunRequest(
            selection: selection.selection, options: options, workers: workers.count, version: Version.current)
        request.scenario = scenario.name
        request.rejects = rejects
        request.reason = { $0.reason }
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        let found = try RunFlow.run(request, database: database, progress: meter.show) { found in
            meter.clear()
            try Console.printSummary(RunReport.text(found, as: summary.format))
        }
        try self.database.close(database)
        if found.unplanned > 0 { throw ExitStatus.doneWithRejects }
    }
}
