import TestSupport
import Testing

/// A mistyped name is answered with the one that was probably meant.
@Suite struct DidYouMeanTests {
    @Test(
        "Commands",
        arguments: [
            (["forcast"], "No command is called forcast; did you mean forecast?"),
            (["Import", "x.csv"], "No command is called Import; did you mean import?"),
            (["scenario", "lst"], "No command is called lst; did you mean list?"),
            (["help", "exprot"], "No command is called exprot; did you mean export?"),
            (["help", "scenario", "sve"], "No command is called sve; did you mean save?"),
            (["scenario", "rename"], "No command is called rename; the commands are list, save, delete."),
            // By the argument parser.
            (["orders", "--limt", "3"], "Unknown option '--limt'. Did you mean '--limit'?"),
        ])
    func commands(_ arguments: [String], _ message: String) throws {
        let finished = try Workspace().run(arguments)
        #expect(finished.status == 64)
        #expect(finished.output == "")
        #expect(finished.error.hasPrefix("Error: \(message)\nUsage: invdb"), "\(finished.error)")
    }

    @Test("Stores, products and scenarios, in all commands that take one")
    func names() throws {
        let workspace = try Workspace(rows: [
            "North,apple,2024-01-01,10,5,3,30,1", "North,pear,2024-01-01,10,5,3,30,1",
            "South,apple,2024-01-01,10,5,3,30,1",
        ])
        try workspace.succeed("plan")
        try workspace.succeed("scenario", "save", "promo")
        for (command, message) in [
            (["forecast", "--store", "Nroth"], "No store is called Nroth; did you mean North?"),
            (["plan", "--product", "appel"], "No product is called appel; did you mean apple?"),
            (
                ["forecast", "--store", "Soth", "--scenario", "what", "--scale-sales", "2"],
                "No store is called Soth; did you mean South?"
            ),
            (["stockouts", "--store", "south"], "No store is called south; did you mean South?"),
            (["orders", "--product", "apple,paer"], "No product is called paer; did you mean pear?"),
            (["show", "aple"], "No product is called aple; did you mean apple?"),
            (["explain", "pearl", "--store", "North"], "No product is called pearl; did you mean pear?"),
            (["explain", "pear", "--store", "Norht"], "No store is called Norht; did you mean North?"),
            (["diff", "baseline", "prmo"], "No scenario is called prmo; did you mean promo?"),
            (["diff", "baseline", "promo", "--store", "Mouth"], "No store is called Mouth; did you mean South?"),
            (["export", "inventory", "--product", "Pears"], "No product is called Pears; did you mean pear?"),
            (["scenario", "delete", "Promo"], "No scenario is called Promo; did you mean promo?"),
            (["orders", "--scenario", "promos"], "No scenario is called promos; did you mean promo?"),
            (["show", "kiwi"], "No product is called kiwi; the products are apple, pear. Patterns take *: 'A*'."),
            (
                ["show", "appl*e*r"],
                "No product is called appl*e*r; the products are apple, pear. Patterns take *: 'A*'."
            ),
        ] {
            #expect(try workspace.fail(command) == "invdb: \(message)")
        }
    }

    @Test("Columns, ours and those of the file")
    func columns() throws {
        let workspace = try Workspace()
        try workspace.folder.write("SKU,Start,On hand,Daily sales,Colour\nP,2024-01-01,10,2,red\n", to: "stock.csv")
        func refusal(_ options: String...) throws -> String {
            let finished = try workspace.run(["import", "stock.csv"] + options)
            #expect(finished.status != 0)
            return finished.error
        }
        #expect(
            try refusal("--map", "sales_rate=Dayly sales")
                == "invdb: stock.csv: there is no column “Dayly sales” to read as sales_rate; did you mean Daily sales?\n"
        )
        #expect(
            try refusal("--ignore", "color")
                == "invdb: stock.csv: there is no column “color”; did you mean Colour?\n")
        #expect(try refusal("--profile", "shopfy").contains("There is no profile shopfy; did you mean shopify?\n"))
        for option in ["--map", "--set"] {
            #expect(
                try refusal(option, "duration_day=30").contains(
                    "write COLUMN=NAME; did you mean duration_days?\n"))
            #expect(try refusal(option, "xyz=30").contains("write COLUMN=NAME, where COLUMN is one of store_id, "))
            #expect(try refusal(option, "name=").contains("write COLUMN=NAME, where COLUMN is one of store_id, "))
        }
    }

    @Test("All is always all stores, also where a store is called so")
    func all() throws {
        let workspace = try Workspace(
            rows: ["N", "S", "all"].map { "\($0),P,2024-01-01,10,2,0,10,1" })
        #expect(try workspace.succeed("forecast", "--store", "all").hasPrefix("3 series, "))
        #expect(try workspace.succeed("forecast", "--store", "N,all").hasPrefix("3 series, "))
        #expect(try workspace.succeed("forecast", "--store", "=all").hasPrefix("1 series, "))
        #expect(try workspace.succeed("forecast", "--store", "*").hasPrefix("3 series, "))
        #expect(try workspace.succeed("forecast", "--product", "all").hasPrefix("3 series, "))
    }
}
