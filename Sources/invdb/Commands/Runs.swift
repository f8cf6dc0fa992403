import ArgumentParser
import Foundation
import Reports

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List what was forecast when, and with which options.")

    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open(.read)
        let runs = try database.read { try $0.runs() }
        guard !runs.isEmpty else {
            return try Console.print("Nothing was forecast yet; do it with: invdb forecast --store all")
        }
        let rows = runs.map { run in
            [
                String(run.id), run.startedAt, run.scenario, NumberText.grouped(run.series),
                NumberText.grouped(run.stockouts),
                run.orders.map(NumberText.grouped) ?? "", String(format: "%.2f", run.seconds), run.version, run.options,
            ]
        }
        try Console.print(
            TextTable.lines(
                [
                    .init(title: "run", alignment: .right), .init(title: "started"), .init(title: "scenario"),
                    .init(title: "series", alignment: .right), .init(title: "stock-outs", alignment: .right),
                    .init(title: "orders", alignment: .right), .init(title: "seconds", alignment: .right),
                    .init(title: "invdb"), .init(title: "options"),
                ], rows
            ).joined(separator: "\n"))
    }
}
