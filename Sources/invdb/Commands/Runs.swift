import ArgumentParser
import Reports

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List what was forecast when, and with which options.",
        discussion: "The newest run is the last. With --limit N, these are the last N runs.")

    @OptionGroup var list: ListOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open(.read)
        let runs = try database.read { try $0.runs() }
        try LogReport.write(
            runs, limit: list.limit, as: list.format.export,
            ifEmpty: "Nothing was forecast yet; do it with: invdb forecast --store all")
    }
}
