import Forecasting
import InventoryStore

/// The series to project or plan, and the options.
package struct RunRequest: Sendable {
    package var selection: SeriesSelection
    package var options: RunOptions
    package var scenario = Scenario.baseline
    package var workers: Int
    /// The version of invdb, for the log.
    package var version: String
    /// The path of a file for the series for which no orders can be planned.
    package var rejects: String?
    /// Puts into words why that is so.
    package var reason: @Sendable (UnplannedSeries) -> String = { _ in "" }

    package init(selection: SeriesSelection, options: RunOptions, workers: Int, version: String) {
        self.selection = selection
        self.options = options
        self.workers = workers
        self.version = version
    }
}
