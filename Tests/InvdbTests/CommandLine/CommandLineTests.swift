import TestSupport
import Testing

/// What all commands have in common: the database they work on, usage errors, help.
@Suite struct CommandLineTests {
    @Test func theDatabaseIsTheOptionElseTheVariableElseTheDefault() throws {
        let folder = try TemporaryFolder()
        let product = "\(ProductFile.header)\nP,2024-01-01,10,2,0,10,1\n"
        func invdb(_ arguments: String..., variable: String? = nil, input: String = "") throws -> Finished {
            try Command.run(
                Command.invdb, arguments, in: folder, input: input,
                environment: variable.map { ["INVDB_DB": $0] } ?? [:])
        }
        func databases() throws -> [String] { try folder.names().filter { $0.hasSuffix(".db") } }

        #expect(try invdb("import", "-", "--store", "default", input: product).status == 0)
        #expect(try databases() == ["invdb.db"])
        #expect(
            try invdb("import", "-", "--store", "variable", variable: "variable.db", input: product).status == 0)
        #expect(try databases() == ["invdb.db", "variable.db"])
        #expect(
            try invdb("import", "-", "--store", "option", "--db", "option.db", variable: "variable.db", input: product)
                .status == 0)
        #expect(try databases() == ["invdb.db", "option.db", "variable.db"])
        // An empty variable is none.
        #expect(try invdb("forecast", variable: "").status == 0)
        #expect(try invdb("forecast", variable: "variable.db").status == 0)
        #expect(try invdb("forecast", "--db", "option.db", variable: "variable.db").status == 0)
        for (store, arguments, variable) in [
            ("default", [], nil), ("default", [], ""), ("variable", [], "variable.db"),
            ("option", ["--db", "option.db"], "variable.db"), ("default", ["--db", "invdb.db"], "variable.db"),
        ] as [(String, [String], String?)] {
            for command in [["stockouts"], ["show", "P"], ["export", "forecast"], ["export", "inventory"]] {
                let finished = try Command.run(
                    Command.invdb, command + arguments, in: folder,
                    environment: variable.map { ["INVDB_DB": $0] } ?? [:])
                #expect(finished.status == 0)
                #expect(finished.output.contains(store), "\(command) \(arguments) \(variable ?? "-")")
            }
            #expect(
                try Command.sqlite3(
                    "SELECT store_id FROM store", in: folder, database: "\(store == "default" ? "invdb" : store).db"
                ).lines == [store])
        }
    }

    @Test func theCallsOfTheTestsAreOfAllCommands() throws {
        let folder = try TemporaryFolder()
        let commands = try Command.all(in: folder)
        let called = Set(commands.filter { command in Command.calls.contains { $0.starts(with: command) } })
        // A pipe has no database; its tests are in `PipeTests`.
        #expect(called == Set(commands).subtracting([["pipe"]] + Command.endless))
        let exported = Command.calls.filter { $0.first == "export" }.map { $0[1] }
        #expect(try exported == Command.exportContents(in: folder))
    }

    @Test(
        "Only an import makes a database",
        arguments: (Command.calls + Command.endless).filter { $0.first != "import" })
    func aDatabaseThatIsNotThereIsNotMade(_ command: [String]) throws {
        let workspace = try Workspace()
        #expect(
            try workspace.fail(command + ["--db", "none.db"])
                == "invdb: There is no database none.db; make one with: invdb import FILE --db none.db")
        #expect(try workspace.folder.names() == [])
    }

    @Test(arguments: [
        ["nonsense"], ["import"], ["forecast", "extra"], ["forecast", "--days", "x"], ["forecast", "--days", "-1"],
        ["forecast", "--days=-1"], ["forecast", "--days", "1.5"],
        ["forecast", "--days", "36526"], ["forecast", "--days", "99999999999999999999"],
        ["forecast", "--frequency", "0"],
        ["forecast", "--frequency", "36526"], ["forecast", "--from", "1/2/24"], ["forecast", "--from", "2024-02-30"],
        ["forecast", "--from", "2024-1-1"], ["forecast", "--from", "1899-12-31"], ["forecast", "--from", "3000-01-01"],
        ["forecast", "--rates-per", "week"], ["forecast", "--workers", "0"], ["forecast", "--workers", "257"],
        ["forecast", "--store", ""], ["forecast", "--product", ","], ["forecast", "--scenario", " "],
        ["forecast", "--db", ""], ["forecast", "--store"], ["stockouts", "--from", "2024-01-02", "--to", "2024-01-01"],
        ["plan", "extra"], ["plan", "--review", "0"], ["plan", "--lead-time", "x"], ["plan", "--lead-time", "36526"],
        ["plan", "--lead-time", "+3"], ["plan", "--cover", "-1"], ["plan", "--multiple", "x"],
        ["plan", "--safety-days", "nan"], ["plan", "--days", "1.5"], ["plan", "--workers", "0"],
        ["stockouts", "--to", "morning"], ["orders", "--from", "2024-01-02", "--by", "2024-01-01"],
        ["explain"], ["explain", ""], ["explain", "P", "--store", ""], ["explain", "P", "--format", "xml"],
        ["diff"], ["diff", "baseline"], ["diff", "baseline", "baseline"], ["diff", "a", "b", "--limit", "0"],
        ["orders", "--limit", "0"], ["orders", "--format", "xml"], ["show"], ["show", ""],
        ["show", "P", "--store", ""], ["export"],
        ["export", "everything"],
        ["export", "forecast", "--format", "xml"],
        ["export", "forecast", "--format", "jsonl", "--spreadsheet-safe"], ["export", "forecast", "-o", ""],
        ["export", "inventory", "--from", "2024-01-01"], ["export", "runs", "--store", "S"],
        ["export", "runs", "--to", "2024-01-01"], ["export", "inventory", "--scenario", "promo"],
        ["scenario", "save"], ["scenario", "save", ""], ["scenario", "save", " "], ["scenario", "delete"],
        ["scenario", "rename", "a"], ["check", "extra"], ["check", "--workers", "0"], ["backup"], ["backup", ""],
    ])
    func wrongUsageIsToldAndDoesNothing(_ arguments: [String]) throws {
        let workspace = try Workspace()
        let finished = try workspace.run(arguments)
        #expect(finished.status == 64, "\(finished)")
        #expect(finished.output == "")
        #expect(finished.error.hasPrefix("Error: "), "\(finished.error)")
        #expect(finished.error.contains("\nUsage: invdb"), "\(finished.error)")
        // A missing database would have been an error of another kind: the command was not begun.
        #expect(try workspace.folder.names() == [])
    }

    @Test func versionIsOneLine() throws {
        let output = try Workspace().succeed("--version")
        #expect(try Regex(#"\d+\.\d+\.\d+\n"#).wholeMatch(in: output) != nil)
    }

    @Test func everyCommandExplainsItself() throws {
        let workspace = try Workspace()
        let commands = try Command.all(in: workspace.folder)
        #expect(commands.count > 15)
        for command in commands {
            let help = try workspace.succeed(command + ["--help"])
            #expect(help.hasPrefix("OVERVIEW: "), "\(command)")
            #expect(help.contains("USAGE: invdb \(command.joined(separator: " "))"), "\(command)")
            #expect(try workspace.succeed(command + ["-h"]) == help, "\(command)")
            #expect(try workspace.succeed(["help"] + command) == help, "\(command)")
        }
        #expect(try workspace.folder.names() == [])
    }

    @Test func everyCommandRefusesAnOptionThatItDoesNotHave() throws {
        let workspace = try Workspace()
        for call in Command.calls + Command.endless {
            let finished = try workspace.run(call + ["--nonsense"])
            #expect(finished.status == 64, "\(call)")
            #expect(finished.error.hasPrefix("Error: Unknown option '--nonsense'"), "\(call): \(finished.error)")
            #expect(finished.output == "", "\(call)")
        }
        #expect(try workspace.folder.names() == [])
    }

    @Test func withoutACommandTheHelpIsShown() throws {
        let workspace = try Workspace()
        #expect(try workspace.succeed([]) == workspace.succeed("--help"))
    }

    @Test func quietIsUnderstoodWhereWorkIsLong() throws {
        let workspace = try Workspace.threeStores()
        #expect(try workspace.succeed("forecast", "--quiet").hasPrefix("9 series, "))
        #expect(try workspace.succeed("forecast", "-q").hasPrefix("9 series, "))
        #expect(try workspace.succeed("export", "forecast", "--quiet").split(separator: "\n").count == 91)
    }
}
