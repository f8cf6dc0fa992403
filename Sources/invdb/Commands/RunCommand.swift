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
    let database: DatabaseOptions

    func run() throws {
        let database = try database.open(.write)
        var request = RunRequest(
            selection: selection.selection, options: options, workers: workers.count, version: Version.current)
        request.scenario = scenario.name
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        try RunFlow.run(request, database: database, progress: meter.show) { found in
            meter.clear()
            try Console.printSummary(RunReport.text(found, as: summary.format))
        }
        try self.database.close(database)
    }
}
