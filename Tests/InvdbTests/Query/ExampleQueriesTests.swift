import Foundation
import TestSupport
import Testing

/// `Examples/queries.sql`, as a newcomer runs it on the sample beside it.
@Suite struct ExampleQueriesTests {
    private struct Example {
        var question: String
        var sql: String
    }

    private func file() throws -> String {
        try String(contentsOfFile: "\(Command.repository)/Examples/queries.sql", encoding: .utf8)
    }

    /// The statements of the file, each with the one line above that says what it answers.
    private func examples() throws -> [Example] {
        let blocks = try file().split(separator: "\n\n").dropFirst()
        return try blocks.map { block in
            let lines = block.split(separator: "\n").map(String.init)
            let question = try #require(lines.first)
            #expect(question.hasPrefix("-- ") && question.contains("?"), "\(question)")
            #expect(!lines.dropFirst().contains { $0.hasPrefix("--") }, "\(question)")
            #expect(lines.last?.hasSuffix(";") == true, "\(question)")
            return Example(
                question: String(question.dropFirst(3)), sql: lines.dropFirst().joined(separator: "\n"))
        }
    }

    /// - Parameter run: what is made of the sample.
    private func sample(_ run: [String] = ["forecast", "--store", "all"]) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.succeed("import", "\(Command.repository)/Examples/products.csv")
        try workspace.succeed(run)
        return workspace
    }

    /// With a lead time of 25 days product 1, which is out on 2023-01-25, can be there a day later at the earliest.
    private static let plan = ["plan", "--store", "all", "--lead-time", "25"]

    @Test func everyExampleHasAnAnswerOnTheSample() throws {
        let workspace = try sample(Self.plan)
        let examples = try examples()
        #expect(examples.count >= 18)
        for example in examples {
            #expect(try !workspace.query(example.sql).isEmpty, "\(example.question)")
        }
        // The file as a whole is a script for the shell.
        let whole = try Command.run("/usr/bin/sqlite3", ["-bail", "invdb.db"], in: workspace.folder, input: try file())
        #expect(whole.error == "")
        #expect(whole.lines == (try examples.flatMap { try workspace.query($0.sql) }))
    }

    @Test(arguments: [
        (
            "What is expected in every store on a date?",
            ["main|1|10.0|10.0|8.0", "main|2|22.0|15.0|13.0", "main|3|34.0|20.0|18.0"]
        ),
        ("What runs out on a date?", ["main|1|0.0|10.0|8.0"]),
        (
            "What runs out in the seven days that begin with a date, the earliest first?",
            ["2023-01-25|main|1", "2023-01-31|main|2"]
        ),
        ("What is out of stock on a date, and how many units are missing?", ["main|1|6.0"]),
        ("How many days does the stock last from a date, for what runs out?", ["main|1|5", "main|2|11"]),
        ("What does not run out within its horizon, and what is left at its end?", ["main|3|2023-02-01|10.0"]),
        (
            "How many units does a store sell and receive in each ISO week?",
            // 2023-01-01 was a Sunday, and only product 1 is sold on it.
            [
                "main|2022-W52|10.0|8.0", "main|2023-W01|295.0|255.0", "main|2023-W02|315.0|273.0",
                "main|2023-W03|315.0|273.0", "main|2023-W04|315.0|273.0", "main|2023-W05|100.0|88.0",
            ]
        ),
        ("How many products run out in each store and ISO week?", ["main|2023-W04|1", "main|2023-W05|1"]),
        (
            "How many units of a product are sold in each ISO week, over all stores?",
            [
                "1|2022-W52|10.0", "1|2023-W01|70.0", "1|2023-W02|70.0", "1|2023-W03|70.0", "1|2023-W04|70.0",
                "1|2023-W05|10.0",
            ]
        ),
        (
            "How much stock does each store have on the Sunday evenings of a month?",
            [
                "main|2023-01-01|48.0", "main|2023-01-08|138.0", "main|2023-01-15|96.0", "main|2023-01-22|54.0",
                "main|2023-01-29|20.0",
            ]
        ),
        ("Which products run out in the most stores?", ["1|1|2023-01-25", "2|1|2023-01-31"]),
        ("How do the scenarios compare?", ["baseline|2|2023-01-25|2023-01-31"]),
    ])
    func theAnswersAreRight(_ question: String, _ answer: [String]) throws {
        let example = try #require(try examples().first { $0.question.hasPrefix(question) })
        #expect(try sample().query(example.sql) == answer)
    }

    @Test(arguments: [
        (
            "What is to be ordered in the seven days",
            ["2023-01-01|2023-01-26|main|1|31.0||stock-out", "2023-01-06|2023-01-31|main|2|29.0||stock-out"]
        ),
        (
            "How many orders are to be placed in each ISO week",
            ["2022-W52|1|31.0|0", "2023-W01|1|29.0|0", "2023-W02|1|29.0|0", "2023-W03|2|60.0|0", "2023-W04|1|30.0|0"]
        ),
        ("Which orders arrive too late", ["main|1|2023-01-01|2023-01-26|1|0.0"]),
        ("What is in stock on a date if everything is ordered", ["main|2|29.0", "main|3|12.0"]),
    ])
    func theAnswersOfAPlanAreRight(_ question: String, _ answer: [String]) throws {
        let example = try #require(try examples().first { $0.question.hasPrefix(question) })
        #expect(try sample(Self.plan).query(example.sql) == answer)
    }

    @Test func scenariosAreCompared() throws {
        let workspace = try sample()
        try workspace.succeed("forecast", "--scenario", "promo", "--days", "60")
        let examples = try examples()
        let totals = try #require(examples.first { $0.question.hasPrefix("How do the scenarios compare?") })
        #expect(
            try workspace.query(totals.sql)
                == ["baseline|2|2023-01-25|2023-01-31", "promo|3|2023-01-25|2023-02-06"])
        let differences = try #require(examples.first { $0.question.hasPrefix("What runs out on another day") })
        #expect(try workspace.query(differences.sql) == ["main|3||2023-02-06"])
    }

    @Test func aPositionIsTracedToItsFile() throws {
        let workspace = try sample()
        let origin = try #require(try examples().first { $0.question.hasPrefix("From which file and line") })
        let row = try #require(try workspace.query(origin.sql).first).split(separator: "|").map(String.init)
        #expect(row[0...1] == ["main", "3"])
        #expect(row[2].hasSuffix("Examples/products.csv"))
        #expect(row[3] == "4")
        #expect(row[5] == #"{"store":["all"]}"#)
    }
}
