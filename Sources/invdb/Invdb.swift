import ArgumentParser
import Platform
import Shims

@main
struct Invdb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invdb",
        abstract: "Forecasts the stock of every product in every store, and plans its orders, in one SQLite file.",
        discussion: """
            Import stock positions from CSV files, forecast them, and ask with sqlite3 what runs out when:

              invdb import products.csv
              invdb forecast --store all
              sqlite3 invdb.db "SELECT * FROM stockout WHERE stockout_date = '2024-01-05'"

            The database is --db PATH, else $INVDB_DB, else invdb.db in the current folder.
            \(ExitStatus.explanation)
            """,
        version: Version.current,
        subcommands: [
            ImportCommand.self, EstimateCommand.self, DemandCommand.self, AccuracyCommand.self, BacktestCommand.self,
            ForecastCommand.self, PlanCommand.self, SimulateCommand.self, ReplayCommand.self, PipeCommand.self,
            ExceptionsCommand.self, StockoutsCommand.self, OrdersCommand.self,
            ShowCommand.self, ExplainCommand.self, DiffCommand.self, ExportCommand.self, RunsCommand.self,
            ScenarioCommand.self, ReportCommand.self, ServeCommand.self,
            CheckCommand.self, BackupCommand.self,
        ])

    /// The parser has no option with a value that may be missing, and takes every `---` for an option.
    private static var arguments: [String] {
        var arguments: [String] = []
        for argument in CommandLine.arguments.dropFirst() {
            if arguments.last == "--skip-rows" {
                arguments[arguments.count - 1] += "=\(argument)"
            } else if arguments.last == "--today", argument.hasPrefix("--") {
                arguments[arguments.count - 1] += "=today"
                arguments.append(argument)
            } else {
                arguments.append(argument == "--replace=all" ? "--replace-all" : argument)
            }
        }
        if arguments.last == "--today" { arguments[arguments.count - 1] += "=today" }
        return arguments
    }

    static func main() {
        // One heap for all threads, because one thread frees the memory that another has filled. glibc would give each
        // thread its own heap, which grows by a few pages at a time: an import of 50,000 series took 8 % longer.
        use_one_heap()
        Descriptors.occupy()
        do {
            try Signals.install(endAbruptly: ExitStatus.endAbruptly)
            try Descriptors.reserve()
            var command: any ParsableCommand
            do {
                try CommandNames.check(arguments, of: Invdb.self)
                command = try parseAsRoot(arguments)
            } catch { ExitStatus.endAsParserDoes(error, of: Invdb.self) }
            try command.run()
        } catch {
            ExitStatus.end(with: error, of: Invdb.self)
        }
    }
}
