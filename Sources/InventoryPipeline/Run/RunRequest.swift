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

    package init(selection: SeriesSelection, options: RunOptions, workers: Int, version: String) {
        self.selection = selection
        self.options = options
        self.workers = workers
        self.version = version
    }
}
