import TestSupport
import Testing

/// What all lists have in common: `--format`, `--limit`, `--store`, `--product`, and the names of products.
@Suite struct ListTests {
    /// Each list, and how many columns it has for programs when no product has a name.
    private static let lists: [(command: [String], columns: Int, isOfSeries: Bool)] = [
        (["stockouts"], 6, true), (["orders"], 11, true), (["show", "--store", "*"], 8, true),
        (["diff", "baseline", "promo"], 13, true), (["runs"], 9, false), (["scenario", "list"], 4, false),
    ]

    /// Four series that run out, with names on request, planned in two scenarios.
    private func workspace(named: Bool = false) throws -> Workspace {
        let workspace = try Workspace(
            ProductFile.headerWithStore + (named ? ",name" : ""),
            rows: ["N,1", "N,2", "S,1", "S,3"].enumerated().map { index, series in
                "\(series),2024-01-01,\(10 + index),5,3,30,1"
                    + (named ? [",Bolt M8", ",\"Nut, \"\"M8\"\"\"", ",Bolt M8", ","][index] : "")
            })
        try workspace.succeed("plan", "--lead-time", "2")
        try workspace.succeed("plan", "--lead-time", "2", "--scale-sales", "1.5", "--scenario", "promo")
        return workspace
    }

    @Test("What a run and an explanation say of products has their names")
    func namesInReports() throws {
        let workspace = try workspace(named: true)
        let planned = try workspace.succeed("plan", "--lead-time", "2")
        let first = planned.split(separator: "\n").filter { $0.hasPrefix("  2024-01-0") }.map(String.init)
        #expect(first.contains("  2024-01-05  N  1  Bolt M8") && first.contains("  2024-01-07  S  3"), "\(planned)")
        let object = try workspace.succeed("plan", "--lead-time", "2", "--format", "json")
        #expect(
            object.contains(#"{"date":"2024-01-05","name":"Bolt M8","product_id":"1","store_id":"N"}"#), "\(object)")
        #expect(
            try workspace.succeed("explain", "2").hasPrefix("Product 2 (Nut, \"M8\") in store N\n"))
        #expect(try workspace.succeed("explain", "3").hasPrefix("Product 3 in store S\n"))
    }

    @Test("All lists have the same options")
    func options() throws {
        let workspace = try Workspace()
        for list in Self.lists {
            let help = try workspace.succeed(
                list.command.filter { !$0.hasPrefix("-") && $0 != "*" }.prefix(list.command[0] == "scenario" ? 2 : 1)
                    + ["--help"])
            for option in ["--limit <limit>", "--format <format>"] { #expect(help.contains(option), "\(list.command)") }
            for option in ["--store <store>", "--product <product>"] {
                #expect(help.contains(option) == list.isOfSeries, "\(list.command)")
            }
        }
    }

    @Test("CSV and JSON Lines have the same columns and values")
    func formats() throws {
        let workspace = try workspace()
        for list in Self.lists {
            let csv = try workspace.succeed(list.command + ["--format", "csv"]).split(separator: "\n")
            let names = try #require(csv.first).split(separator: ",", omittingEmptySubsequences: false)
            #expect(names.count == list.columns, "\(list.command)")
            #expect(csv.count > 2, "\(list.command)")
            let json = try workspace.succeed(list.command + ["--format", "jsonl"]).split(separator: "\n")
            #expect(json.count == csv.count - 1)
            for line in json {
                // The options of a run are an object, which has keys of its own.
                let keys = line.matches(of: /[{,]"([a-z0-9_]+)":/).map { $0.output.1 }
                #expect(keys.prefix(names.count - 1) == names.prefix(names.count - 1), "\(list.command): \(line)")
            }
            let text = try workspace.succeed(list.command).split(separator: "\n")
            #expect(text.contains { $0.contains("───") }, "\(list.command)")
        }
    }

    @Test("The rows after the limit are counted, and programs get none of them")
    func limits() throws {
        let workspace = try workspace()
        for list in Self.lists {
            let all = try workspace.succeed(list.command + ["--format", "csv"]).split(separator: "\n")
            let one = try workspace.succeed(list.command + ["--format", "csv", "--limit", "1"]).split(separator: "\n")
            // The newest run is the one that matters.
            #expect(one == [all[0], list.command == ["runs"] ? try #require(all.last) : all[1]], "\(list.command)")
            let text = try workspace.succeed(list.command + ["--limit", "1"])
            #expect(text.hasSuffix("; 1 shown\n"), "\(list.command): \(text)")
            #expect(
                text.split(separator: "\n").last?.hasPrefix("\(all.count - 1) ") == true, "\(list.command): \(text)")
            #expect(try !workspace.succeed(list.command + ["--limit", "100"]).contains(" shown\n"))
            #expect(try workspace.run(list.command + ["--limit", "0"]).status == 64)
            #expect(try workspace.run(list.command + ["--format", "xml"]).status == 64)
        }
    }

    @Test("Lists of series are of the stores and products that are selected")
    func selections() throws {
        let workspace = try workspace()
        for list in Self.lists where list.isOfSeries {
            func series(_ options: String...) throws -> Set<[Substring]> {
                let command = list.command.filter { $0 != "--store" && $0 != "*" }
                let lines = try workspace.succeed(command + ["--format", "csv"] + options).split(separator: "\n")
                let store = try #require(lines[0].split(separator: ",").firstIndex(of: "store_id"))
                return Set(
                    lines.dropFirst().map {
                        Array($0.split(separator: ",", omittingEmptySubsequences: false)[store...store + 1])
                    })
            }
            #expect(try series("--store", "S") == [["S", "1"], ["S", "3"]], "\(list.command)")
            #expect(try series("--store", "N,S", "--product", "1") == [["N", "1"], ["S", "1"]], "\(list.command)")
            #expect(
                try series("--store", "N", "--product", "2", "--product", "1") == [["N", "1"], ["N", "2"]],
                "\(list.command)")
        }
    }

    @Test("If any product has a name, lists of series have a column of names behind the product")
    func names() throws {
        let (plain, named) = (try workspace(), try workspace(named: true))
        for list in Self.lists where list.isOfSeries {
            let titles = try plain.succeed(list.command).split(separator: "\n")
            #expect(titles.contains { $0.contains("store  product  ") && !$0.contains("  name") }, "\(list.command)")
            let lines = try named.succeed(list.command).split(separator: "\n")
            #expect(lines.contains { $0.contains("store  product  name") }, "\(list.command)")
            #expect(lines.contains { $0.contains("1        Bolt M8   ") }, "\(list.command)")

            let without = try plain.succeed(list.command + ["--format", "csv"]).split(separator: "\n")
            let with = try named.succeed(list.command + ["--format", "csv"]).split(separator: "\n")
            #expect(with[0] == without[0].replacing("product_id,", with: "product_id,name,"))
            #expect(with.contains { $0.contains("N,2,\"Nut, \"\"M8\"\"\",") }, "\(list.command)")
            #expect(with.contains { $0.contains("S,3,,") }, "\(list.command)")
            let json = try named.succeed(list.command + ["--format", "jsonl", "--store", "S"])
            #expect(json.contains(#""product_id":"1","name":"Bolt M8","#), "\(list.command)")
            #expect(json.contains(#""product_id":"3","name":null,"#), "\(list.command)")
        }
        #expect(try named.succeed("show", "2").hasPrefix("Product 2 (Nut, \"M8\") in store N\n"))
    }

    @Test("Names are cut off where they would make a table too wide, and shown without harm")
    func longNames() throws {
        let name = "\u{1B}[2J" + String(repeating: "long ", count: 100) + "."
        let workspace = try Workspace(
            ProductFile.headerWithStore + ",name",
            rows: ["S,P,2024-01-01,10,5,3,30,1,\(name)", "T,P,2024-01-01,10,5,3,30,1,\(name)"])
        let line = try #require(try workspace.succeed("show", "P").split(separator: "\n").last { $0.hasPrefix("T") })
        #expect(line.hasPrefix("T      P        \\u{1b}[2Jlong long "))
        #expect(line.contains("…  2024-01-01"))
        #expect(line.count < 120)
        #expect(
            try workspace.succeed("show", "P", "--format", "csv").contains(
                "T,P,\(name)"))
    }

    @Test("The one series of a list is shown whole to people, and as a row to programs")
    func oneSeries() throws {
        let workspace = try workspace()
        #expect(try workspace.succeed("show", "--product", "2").hasPrefix("Product 2 in store N\n"))
        #expect(try workspace.succeed("show", "1", "--store", "S").hasPrefix("Product 1 in store S\n"))
        #expect(
            try workspace.succeed("show", "2", "--format", "csv") == """
                store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,forecast_until,stockout_date
                N,2,2024-01-01,11,5,3,2024-01-30,2024-01-06

                """)
        // Two that are selected in two ways.
        #expect(
            try workspace.succeed("show", "2", "--product", "3").hasSuffix(
                "\n2 series; one alone is shown with its forecast\n"))
        #expect(try workspace.succeed("show", "--store", "S").split(separator: "\n").count == 5)
    }

    @Test("Long lists keep all their rows, and columns get wider where a row needs it")
    func longLists() throws {
        let products = (1...2500).map { $0 == 2000 ? "a very long identifier" : "P\($0)" }
        let workspace = try Workspace(
            rows: ["S", "T"].flatMap { store in
                products.map { "\(store),\($0),2024-01-01,10,5,3,10,1" }
            })
        try workspace.succeed("forecast", "--store", "S")
        try workspace.succeed("scenario", "save", "before")
        try workspace.succeed("forecast", "--store", "S", "--scale-sales", "2", "--scenario", "double")
        let expected = ["S", "T"].flatMap { store in products.map { "\(store),\($0)" } }
        let rows = try workspace.run(["show", "--store", "*", "--format", "csv"]).lines
        #expect(rows.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") } == expected)
        #expect(rows[1] == "S,P1,2024-01-01,10,5,3,2024-01-10,2024-01-05")
        #expect(rows[1025...2500].allSatisfy { $0.hasSuffix(",2024-01-10,2024-01-05") })
        #expect(rows[2501...].allSatisfy { $0.hasSuffix(",,") })
        #expect(
            try workspace.run(["show", "P*", "--format", "csv", "--limit", "1500"]).lines.count
                == 1501)

        for list in [["stockouts"], ["show", "--store", "S"], ["diff", "before", "double", "--limit", "9999"]] {
            let lines = try workspace.run(list).lines
            let rule = try #require(lines.lastIndex { $0.hasPrefix("─") })
            let table = lines[rule...].dropLast()
            #expect(table.count == 2501, "\(list)")
            // Until there they are as long as the titles; from there on as long as the long one.
            let long = try #require(table.firstIndex { $0.contains("a very long") })
            #expect(Set(table[(rule + 1)..<long].map(\.count)).count == 1, "\(list)")
            #expect(Set(table[long...].map(\.count)).count == 1, "\(list)")
            #expect(try #require(table.last).count > table[rule + 1].count, "\(list)")
        }
    }

    @Test("For a program, what is missing is told on standard error")
    func nothingForPrograms() throws {
        let workspace = try Workspace.threeStores()
        for (command, message) in [
            (["stockouts"], "There are no results in baseline yet; make them with: invdb forecast --store all"),
            (["orders"], "There is no plan in baseline yet; make it with: invdb plan --store all"),
        ] {
            #expect(try workspace.succeed(command) == message + "\n")
            let finished = try workspace.run(command + ["--format", "jsonl"])
            #expect(
                finished.status == 0 && finished.output == "" && finished.error == "invdb: \(message)\n", "\(finished)")
        }
        #expect(try workspace.succeed("runs", "--format", "csv").split(separator: "\n").count == 1)
        #expect(
            try workspace.fail("show", "--store", "S1", "--product", "A1,zz", "--format", "csv").hasPrefix(
                "invdb: No product is called zz"))
    }
}
