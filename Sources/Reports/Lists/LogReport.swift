import InventoryPipeline
import InventoryStore

/// The log of forecasts and plans.
package enum LogReport {
    /// - Parameter limit: the most runs to write. They are the newest.
    package static func write(
        _ runs: [Run], limit: Int?, as format: ExportFormat?, ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        typealias Column = ListColumn<Run>
        let list = try ListWriter(
            [
                Column("run", .right) { String($0.id) }, Column(name: "run_id") { .integer($0.id) },
                Column("started", "started_at") { .text($0.startedAt) },
                Column("scenario", "scenario") { .text($0.scenario) },
                Column("series", "series", .right) { .integer($0.series) },
                Column("stock-outs", "stockouts", .right) { .integer($0.stockouts) },
                Column("orders", "orders", .right) { $0.orders.map(Cell.integer) ?? .missing },
                Column("seconds", .right) { NumberText.hundredths($0.seconds) },
                Column(name: "seconds") { .number($0.seconds) },
                Column("invdb", "invdb_version") { .text($0.version) },
                Column("options") { RunOptionsText.flags(ofJSON: $0.options) },
                Column(name: "options") { .json($0.options) },
            ], as: format)
        for run in runs.suffix(limit ?? .max) { try list.write(run) }
        try list.finish(NumberText.count(runs.count, "run"), of: runs.count, ifEmpty: try sentence())
    }

    package static func write(_ scenarios: [Scenario], limit: Int?, as format: ExportFormat?) throws {
        typealias Column = ListColumn<Scenario>
        let list = try ListWriter(
            [
                Column("scenario", "scenario") { .text($0.name) },
                Column("created", "created_at") { .text($0.createdAt) },
                Column("series", "series", .right) { .integer($0.seriesCount) },
                Column("stock-outs", "stockouts", .right) { .integer($0.stockoutCount) },
            ], as: format, limit: limit)
        for scenario in scenarios { try list.write(scenario) }
        try list.finish(NumberText.count(list.count, "scenario"), ifEmpty: "")
    }
}
