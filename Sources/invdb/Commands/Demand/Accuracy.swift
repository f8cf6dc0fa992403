import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct AccuracyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy",
        abstract:
            "Show how good the estimates were: what was expected of past weeks before they began, and what was sold.",
        discussion: """
            Each estimate keeps what it expects of the next week, from Monday on; when the week is over, the next estimate compares. So only \
            weeks count that began while the database was in use; invdb backtest tries earlier ones.
            """)

    @Option(help: "Only the last weeks, so many.")
    var weeks = 13

    @Option(help: "A line for each of: store, category, week.")
    var by: AccuracyFlow.Grouping?

    @OptionGroup var list: ListOptions
    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        guard (1...5_200).contains(weeks) else { throw ValidationError("--weeks is a number from 1 to 5200.") }
    }

    func run() throws {
        let database = try database.open(.read)
        try database.read { snapshot in
            try AccuracyReport.write(
                AccuracyFlow.run(snapshot, weeks: weeks, by: by), by: by, limit: list.limit, as: list.format.export)
        }
    }
}

extension AccuracyFlow.Grouping: ExpressibleByArgument {}
