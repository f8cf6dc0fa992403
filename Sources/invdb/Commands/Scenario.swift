import ArgumentParser
import Foundation
import Platform
import Reports

struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "List, keep and remove sets of results.",
        subcommands: [List.self, Save.self, Delete.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the scenarios.")

        @OptionGroup var list: ListOptions
        @OptionGroup var database: DatabaseOptions

        func run() throws {
            let database = try database.open(.read)
            let scenarios = try database.read { try $0.scenarios() }
            try LogReport.write(scenarios, limit: list.limit, as: list.format.export)
        }
    }

    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "save", abstract: "Keep a copy of the baseline under a name.")

        @Argument(help: "The name.")
        var name: String

        @OptionGroup var database: DatabaseOptions

        mutating func validate() throws {
            if name.trimmingCharacters(in: .whitespaces).isEmpty { throw ValidationError("Name the scenario.") }
        }

        func run() throws {
            let database = try database.open(.write)
            try database.write(.saveScenario) { transaction in
                let series = try transaction.saveBaseline(as: name, createdAt: Timestamp.now())
                try Console.printSummary("Saved \(NumberText.count(series, "series", "series")) as \(name).")
                return .commit(())
            }
            try self.database.close(database)
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Remove a scenario and its results.")

        @Argument(help: "The name.")
        var name: String

        @OptionGroup var database: DatabaseOptions

        func run() throws {
            let database = try database.open(.write)
            try database.write(.deleteScenario) { transaction in
                try transaction.deleteScenario(name)
                try Console.printSummary("Deleted \(name).")
                return .commit(())
            }
            try self.database.close(database)
        }
    }
}
