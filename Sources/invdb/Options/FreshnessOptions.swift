import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

/// What a command that reads results says of their age.
struct FreshnessOptions: ParsableArguments {
    @Flag(help: "Fail if results are missing, or older than what is stored.")
    var requireFresh = false

    /// Says on standard error what is old or lacking in the results that a command is about to show.
    ///
    /// - Parameter needsPlan: whether orders are wanted, and not only projections.
    /// - Returns: that there are none at all, which a list says in its own place.
    /// - Throws: ``RequestError`` if the user wants only results that are neither.
    func check(
        _ snapshot: Snapshot, _ scenario: String, _ selection: SeriesSelection = .all, needsPlan: Bool = false
    ) throws -> String? {
        let state = try snapshot.resultState(of: scenario, in: selection, needsPlan: needsPlan)
        if requireFresh, !state.isFresh { throw RequestError.notFresh(state) }
        if state.isThere {
            for warning in state.warnings { Console.error("invdb: \(warning)") }
        }
        return state.missing
    }
}
