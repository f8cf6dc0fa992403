import Foundation
import TestSupport
import Testing

/// `invdb pipe` makes what an import and a run in a database make of the same rows.
@Suite struct PipeTests {
    private static let terms =
        "lead_time_days,safety_stock,min_order_quantity,order_multiple,max_order_quantity,unit_cost"

    /// Series with and without terms, some without a rate, in a random order.
    private static func positions(_ name: String, stores: Int = 4, products: Int = 40) -> [String] {
        var random = RandomRows(name)
        let rows = random.rows(stores: (1...stores).map { "S\($0)" }, products: products)
        var generator = random.generator
        return rows.map { row in
            var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            if Int.random(in: 0..<20, using: &generator) == 0 { fields[4] = "" }
            let terms = (0..<6).map { term in
                Bool.random(using: &generator)
                    ? "" : "\(Int.random(in: 1...9, using: &generator) * (term == 4 ? 30 : 1))"
            }
            return (fields + terms).joined(separator: ",")
        }.shuffled(using: &generator)
    }

    private static func receipts(_ name: String, of positions: [String]) -> String {
        var generator = SeededGenerator(name)
        var lines = ["store_id,product_id,receipt_date,quantity"]
        for row in positions where Bool.random(using: &generator) {
            let fields = row.split(separator: ",")
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let day = Int.random(in: 10...28, using: &generator)
                lines.append(
                    "\(fields[0]),\(fields[1]),2024-0\(Int.random(in: 1...4, using: &generator))-\(day),\(Int.random(in: 1...60, using: &generator)).5"
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(arguments: [
        ["forecast"], ["forecast", "--days", "70", "--frequency", "3"], ["forecast", "--rates-per", "update"],
        ["forecast", "--lost-sales", "--from", "2024-03-01"], ["plan"], ["plan", "--lost-sales", "--lead-time", "3"],
        ["plan", "--safety-days", "2.5", "--review", "7", "--cover", "21", "--multiple", "6"],
        ["plan", "--service", "95", "--assume-dispersion", "1.5", "--workdays", "mon-fri"],
        [
            "plan", "--scale-sales", "1.5", "--scale-restocking", "0.5", "--delay-receipts", "4", "--lead-time=+2",
            "--scenario", "what-if",
        ],
    ])
    func resultsAreThoseOfADatabase(_ command: [String]) throws {
        let rows = Self.positions("pipe \(command)")
        let text = ProductFile.of(rows, header: "\(ProductFile.headerWithStore),\(Self.terms)")
        let receipts = Self.receipts("receipts \(command)", of: rows)
        let isPlan = command[0] == "plan"
        let isPlanned = isPlan && command.contains("--lost-sales")
        let options = command.dropFirst().filter { $0 != "--scenario" && $0 != "what-if" }
        let pipe = try PipeRun(
            text, ["--unsorted"] + (isPlan ? ["--plan"] : []) + options,
            files: ["--summary", "--rejects"] + (isPlan ? ["--orders"] : []) + (isPlanned ? ["--planned"] : []),
            receipts: receipts)
        let database = try DatabaseRun(text, receipts: receipts, command)
        #expect([0, 3].contains(pipe.finished.status), "\(pipe.finished.error)")
        let stretches = try database.stretches()
        #expect(stretches.count > 100)
        #expect(try pipe.rows() == stretches)
        if isPlan {
            let orders = try database.orders()
            #expect(orders.count > 20)
            #expect(try pipe.rows("orders") == orders)
        }
        if isPlanned {
            let planned = try database.stretches("planned_projection")
            #expect(planned.count > 20)
            #expect(try pipe.rows("planned") == planned)
        }
        let summary = try pipe.summary()
        #expect(summary["rows_read"] == "\(rows.count)")
        #expect(summary["series"] == "\(Set(stretches.map { $0[..<2].joined(separator: "/") }).count)")
        #expect(summary["stockouts"] == "\(stretches.filter { $0[11] != "" }.count)")
        #expect(summary["without_rate"] != "0")
    }

    @Test func rowsInOrderGiveTheSameAsRowsInAnyOrder() throws {
        let rows = Self.positions("order", stores: 3, products: 30)
        let header = "\(ProductFile.headerWithStore),\(Self.terms)"
        // Byte by byte: P10 comes before P2.
        let sorted = rows.sorted {
            let (left, right) = ($0.split(separator: ","), $1.split(separator: ","))
            return (String(left[0]), String(left[1])) < (String(right[0]), String(right[1]))
        }
        let first = try PipeRun(ProductFile.of(sorted, header: header), ["--plan"], files: ["--orders"])
        let second = try PipeRun(ProductFile.of(rows, header: header), ["--plan", "--unsorted"], files: ["--orders"])
        #expect(try first.bytes() == second.bytes())
        #expect(try first.bytes(of: "orders") == second.bytes(of: "orders"))
    }

    @Test func manyIdentifiersAreForgottenOnTheWay() throws {
        // More products than are remembered, so that keys begin again.
        let rows = (0..<150_000).map { "s,p\(1_000_000 + $0),2024-01-01,\($0 % 50),2,1,30,1" }
        let text = ProductFile.of(rows, header: ProductFile.headerWithStore)
        let pipe = try PipeRun(text, files: ["--summary"])
        #expect(pipe.finished.status == 0, "\(pipe.finished.error)")
        let found = try pipe.rows()
        #expect(found.count == rows.count)
        #expect(found.enumerated().allSatisfy { $0.element[1] == "p\(1_000_000 + $0.offset)" })
        #expect(try pipe.summary()["series"] == "150000")
    }

    @Test func rowsHaveToAscendByteByByte() throws {
        let pipe = try PipeRun(ProductFile.of("p9,2024-01-01,1,1,1,1,1", "p10,2024-01-01,1,1,1,1,1"))
        #expect(pipe.finished.status == 1)
        #expect(
            pipe.finished.error
                == "invdb: store main, product p10 comes after store main, product p9: rows have to ascend by store and product, byte "
                + "by byte; sort them, or say --unsorted, which sorts them in memory.\n")
        // A reader sees that the stream has not ended.
        #expect(try pipe.bytes().isEmpty || !ArrowReading(try pipe.bytes()).isFinished)
    }

    @Test func badRowsAreNamedByTheirSeries() throws {
        let text = """
            \(ProductFile.headerWithStore)
            A,a,2024-01-01,1,1,1,30,1
            A,b,2024-01-01,NaN,1,1,30,1
            A,"c \"\"1\"\"\",2024-01-01,1,-2,1,30,1
            B,a,01/31/2024,1,1,1,30,1
            B,,2024-01-01,1,1,1,30,1

            """
        let refused = try PipeRun(text)
        #expect(refused.finished.status == 1)
        #expect(
            refused.finished.error == """
                invdb: There is no result: 4 of 5 rows can't be used:
                  store A, product b: initial_inventory is “NaN”, expected a number such as 12 or 3.5
                  store A, product c "1": sales_rate is “-2”, expected zero or more
                  store B, product a: sell_start_date is “01/31/2024”, expected a date in the order year/month/day; --date-format dmy or mdy reads others
                  store B, product : product_id is empty, expected an identifier
                Correct them, or use the good rows and collect the bad ones with --rejects FILE.

                """)
        let strict = try PipeRun(text, ["--strict"], files: ["--rejects"])
        #expect(strict.finished.error == refused.finished.error)
        #expect(!strict.folder.contains("rejects.arrow"))

        let collected = try PipeRun(text, files: ["--rejects", "--summary"])
        #expect(collected.finished.status == 3)
        #expect(collected.finished.error.hasPrefix("1 series, 0 stock-outs in "))
        #expect(try collected.rows().map { $0[..<2] } == [["A", "a"]])
        #expect(
            try collected.rows("rejects") == [
                [
                    "products", "A", "b", "initial_inventory", "NaN",
                    "initial_inventory is “NaN”, expected a number such as 12 or 3.5", "A,b,2024-01-01,NaN,1,1,30,1",
                ],
                [
                    "products", "A", "c \"1\"", "sales_rate", "-2", "sales_rate is “-2”, expected zero or more",
                    "A,\"c \"\"1\"\"\",2024-01-01,1,-2,1,30,1",
                ],
                [
                    "products", "B", "a", "sell_start_date", "01/31/2024",
                    "sell_start_date is “01/31/2024”, expected a date in the order year/month/day; --date-format dmy or mdy reads others",
                    "B,a,01/31/2024,1,1,1,30,1",
                ],
                [
                    "products", "B", "", "product_id", "", "product_id is empty, expected an identifier",
                    "B,,2024-01-01,1,1,1,30,1",
                ],
            ])
        let summary = try collected.summary()
        #expect(summary["rows_read"] == "5" && summary["rejected"] == "4" && summary["series"] == "1")
    }

    @Test func aSeriesWithSeveralRowsHasNone() throws {
        let text = ProductFile.of(
            "a,2024-01-01,1,1,1,30,1", "b,2024-01-01,1,1,1,30,1", "b,2024-01-02,2,1,1,30,1", "b,2024-01-03,3,1,1,30,1",
            "c,2024-01-01,1,1,1,30,1")
        let all = try PipeRun(text, files: ["--rejects"])
        #expect(all.finished.status == 3)
        #expect(try all.rows().map { $0[1] } == ["a", "c"])
        #expect(
            try all.rows("rejects").map { $0[6] } == [
                "b,2024-01-01,1,1,1,30,1", "b,2024-01-02,2,1,1,30,1", "b,2024-01-03,3,1,1,30,1",
            ])
        #expect(try all.rows("rejects").allSatisfy { $0[5] == "the series has several rows" })
        let first = try PipeRun(text, ["--repeated", "first"], files: ["--rejects"])
        #expect(try first.rows().map { $0[1] } == ["a", "b", "c"])
        #expect(try first.rows("rejects").map { $0[6] } == ["b,2024-01-02,2,1,1,30,1", "b,2024-01-03,3,1,1,30,1"])
        let refused = try PipeRun(text)
        #expect(refused.finished.status == 1)
        #expect(refused.finished.error.contains("3 of 5 rows can't be used"))
        #expect(refused.finished.error.contains("store main, product b: the series has several rows"))
    }

    @Test func datesAreNotGuessed() throws {
        for date in ["1/2/2024", "31.01.2024", "24-01-31", "31-01-24", "24.01.31"] {
            let pipe = try PipeRun(ProductFile.of("a,\(date),1,1,1,30,1"))
            #expect(pipe.finished.status == 1, "\(date)")
            #expect(pipe.finished.error.contains("sell_start_date is “\(date)”, expected"), "\(date)")
        }
        for (date, format) in [("1/2/2024", "mdy"), ("2.1.2024", "dmy"), ("24-01-02", "ymd")] {
            let pipe = try PipeRun(ProductFile.of("a,\(date),1,1,1,30,1"), ["--date-format", format])
            #expect(try pipe.rows().map { $0[2] } == ["19724"], "\(date)")
        }
        for date in ["2024-01-02", "20240102", "2024-01-02 00:00:00"] {
            #expect(try PipeRun(ProductFile.of("a,\(date),1,1,1,30,1")).rows().map { $0[2] } == ["19724"], "\(date)")
        }
    }

    @Test func receiptsWithoutAPositionAreBad() throws {
        let text = ProductFile.of("a,2024-01-01,1,1,1,30,1")
        let receipts = "product_id,receipt_date,quantity\na,2024-01-05,7\nb,2024-01-05,8\na,2024-01-06,x\n"
        let refused = try PipeRun(text, receipts: receipts)
        #expect(refused.finished.status == 1)
        #expect(
            refused.finished.error.contains(
                "store main, product a: quantity is “x”, expected a number such as 12 or 3.5"))
        let collected = try PipeRun(text, files: ["--rejects", "--summary"], receipts: receipts)
        #expect(collected.finished.status == 3)
        #expect(try collected.rows().map { $0[1] } == ["a", "a", "a"])
        #expect(
            try collected.rows("rejects").map { [$0[0], $0[2], $0[6]] } == [
                ["receipts", "a", "a,2024-01-06,x"], ["receipts", "b", "b,2024-01-05,8"],
            ])
        #expect(try collected.summary()["receipts_rejected"] == "2")
        #expect(
            refused.finished.error.contains("\nReceipts of series that have no position are looked for when all rows"))
    }

    @Test("Receipts that can't count and columns that aren't read are named")
    func leftOut() throws {
        let text = "product_id,sell_start_date,initial_inventory,sales_rate,lead_tim_days\na,2024-01-01,9,1,4\n"
        let receipts = "product_id,receipt_date,quantity,buyer\na,2024-01-05,7,x\na,,8,x\na,2024-01-06,0,x\n"
        let pipe = try PipeRun(text, files: ["--summary"], receipts: receipts)
        #expect(pipe.finished.status == 0)
        #expect(
            pipe.finished.error.hasSuffix(
                """

                not used: “lead_tim_days”
                not used of the receipts: “buyer”
                2 receipts left out, as they have no date or nothing is open of them

                """), "\(pipe.finished.error)")
        let summary = try pipe.summary()
        #expect(summary["receipts"] == "3" && summary["receipts_left_out"] == "2")
    }

    @Test func aSeriesWhoseTermsAllowNoOrderIsNamed() throws {
        let text = """
            product_id,sell_start_date,initial_inventory,sales_rate,min_order_quantity,max_order_quantity
            a,2024-01-01,1,1,50,20
            b,2024-01-01,1,1,,

            """
        // The reader refuses what contradicts itself; the defaults of the run are only known here.
        let pipe = try PipeRun(
            text.replacing("50,20", with: ",5"), ["--plan", "--strict", "--multiple", "10"],
            files: ["--orders", "--rejects"])
        #expect(pipe.finished.status == 3, "\(pipe.finished.error)")
        #expect(pipe.finished.error.contains("1 series whose terms allow no order"))
        #expect(try pipe.rows().map { $0[1] } == ["a", "b"])
        #expect(try pipe.rows("rejects").map { $0[2] } == ["a"])
        #expect(try Set(pipe.rows("orders").map { $0[1] }) == ["b"])
    }

    @Test func whatIsNoTableIsRefused() throws {
        let empty = try PipeRun("")
        #expect(
            empty.finished.error
                == "invdb: standard input is empty; expected a header line and rows.\n")
        #expect(empty.finished.status == 1)
        // What another command does about it is no advice here.
        let packed = try PipeRun("\u{1F}\u{8B}\u{8}")
        #expect(!packed.finished.error.contains("import"), "\(packed.finished.error)")
        let quote = try PipeRun("\(ProductFile.header)\n\"a,1\n")
        #expect(!quote.finished.error.contains("import"), "\(quote.finished.error)")
        let terms = try PipeRun("product_id,lead_time_days\na,3\n")
        #expect(
            terms.finished.error.hasPrefix("invdb: standard input: no column for sell_start_date, initial_inventory;"))
        let none = try PipeRun("\(ProductFile.header)\n")
        #expect(none.finished.status == 0)
        #expect(try none.rows() == [])
    }

    @Test func wrongUsage() throws {
        for (options, sentence) in [
            (["--orders", "o"], "--orders and --planned are of a plan; say --plan too."),
            (["--strict"], "--strict goes with --rejects; without it bad rows always fail."),
            (
                ["--roll-forward"],
                "--roll-forward needs sales, which only a database has: invdb import, invdb forecast."
            ),
            (["--lead-time", "3"], "A forecast has no orders for which --lead-time would matter; say --plan too."),
            (
                ["--cover", "3"],
                "A forecast has no orders for which terms of supply or service would matter; say --plan too."
            ),
            (["--workdays", "mon-fri"], "say --plan too."), (["--service", "95"], "say --plan too."),
            (["--plan", "--planned", "p"], "--planned goes with --lost-sales;"),
            (["--plan", "--orders", "o", "--rejects", "o"], "Each output needs a file of its own."),
        ] {
            let pipe = try PipeRun(ProductFile.sample, options)
            #expect(pipe.finished.status == 64)
            #expect(pipe.finished.error.contains(sentence), "\(pipe.finished.error)")
        }
    }

    @Test func anInputThatIsCutOffInARowIsNoResult() throws {
        let text = ProductFile.of("a,2024-01-01,5,1,1,30,1", "b,2024-01-01,5,1,1,30,1")
        let pipe = try PipeRun(String(text.dropLast(9)))
        #expect(pipe.finished.status == 1)
        #expect(
            pipe.finished.error.contains(
                "store main, product b: missing fields: 4, where the header has 7; the row ends before restocking_rate")
        )
        #expect(try pipe.bytes().isEmpty || !ArrowReading(try pipe.bytes()).isFinished)
    }

    @Test func aPipeThatBringsLittleAtATime() throws {
        let folder = try TemporaryFolder()
        try folder.write(ProductFile.of("a,2024-01-01,5,1,1,30,1", "b,2024-01-01,5,1,1,30,1"), to: "in.csv")
        let finished = try folder.shell(
            "(head -c 3 in.csv; sleep 0.2; tail -c +4 in.csv | head -c 120; sleep 0.2; tail -c +124 in.csv) | invdb pipe > out.arrow"
        )
        #expect(finished.status == 0, "\(finished.error)")
        #expect(try ArrowReading(Array(try folder.bytes(of: "out.arrow"))).rows.count == 2)
    }

    @Test func itEndsWithItsParentAndQuietlyWithItsReader() throws {
        let folder = try TemporaryFolder()
        // The shell that started it is killed; its input stays open meanwhile.
        let finished = try folder.shell(
            """
            mkfifo in && sleep 30 > in & holder=$!
            while [ ! -p in ]; do sleep 0.01; done
            bash -c '"$0" pipe < in > out.arrow & echo $! > pid; wait' '\(Command.invdb)' & parent=$!
            while [ ! -s pid ]; do sleep 0.01; done
            child=$(cat pid); sleep 0.3; kill -0 $child && echo runs
            kill -KILL $parent; for i in $(seq 50); do kill -0 $child 2>/dev/null || { echo ended; break; }; sleep 0.1; done
            kill $holder
            """)
        #expect(finished.output.contains("runs\nended\n"), "\(finished.output) \(finished.error)")

        let rows = (0..<40_000).map { "p\(100_000 + $0),2024-01-01,5,1,1,30,1" }
        try folder.write(ProductFile.of(rows), to: "in.csv")
        let broken = try folder.shell("invdb pipe < in.csv | head -c 100 > /dev/null; echo ${PIPESTATUS[0]}")
        #expect(broken.output == "0\n")
        #expect(broken.error == "")
    }

    /// The corpus of bad input: pipe takes the rows that an import takes, and refuses those that it refuses.
    @Test(
        "Each product file of Tests/Fixtures/bad-csv becomes what it becomes in a database", arguments: BadInputCase.all
    )
    func becomesWhatItBecomesInADatabase(_ example: BadInputCase) throws {
        let known = ["--store", "--map", "--set", "--as-of", "--ignore", "--delimiter", "--decimal", "--date-format"]
        let options = example.options + (example.options.contains("--date-format") ? [] : ["--date-format", "mdy"])
        guard
            options.filter({ $0.hasPrefix("--") }).allSatisfy({
                known.contains($0.split(separator: "=").first.map(String.init) ?? "")
            })
        else { return }
        try Self.compare("\(BadInputCase.folder)/\(example.file)", options)
    }

    @Test("Files that a fuzzer has changed become what they become in a database")
    func changedFilesBecomeWhatTheyBecomeInADatabase() throws {
        var generator = SeededGenerator("changed files through pipe")
        let folder = "\(Command.repository)/Fuzz/corpus/import"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().shuffled(using: &generator)
        #expect(files.count > 100)
        for file in Patience.isLong ? files[...] : files.prefix(15) {
            try Self.compare("\(folder)/\(file)", ["--date-format", "mdy"])
        }
    }

    /// Sends a product file through pipe and through a database, with the same options, and compares what comes of it.
    private static func compare(_ file: String, _ options: [String]) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: file, toPath: folder.path(of: "in.csv"))
        let imported = try Command.run(
            Command.invdb, ["import", "in.csv", "--kind", "products", "--rejects", "r.csv"] + options, in: folder)
        let words = (["--unsorted", "--repeated", "first", "--rejects", "r.arrow"] + options).map { "'\($0)'" }
        let piped = try folder.shell("invdb pipe \(words.joined(separator: " ")) < in.csv > out.arrow")
        // What has no stock says something of series that are stored, and what is packed can't be read in one go.
        guard imported.status != 1, !imported.output.contains("left out"), !piped.error.contains("is compressed"),
            !piped.error.contains("is a workbook")
        else { return #expect([0, 1, 3].contains(piped.status)) }
        guard imported.output.contains("initial_inventory") else { return #expect(piped.status == 1) }
        #expect(piped.status == imported.status, "\(file): \(piped.error) \(imported.error)")
        guard piped.status != 1 else { return }
        _ = try Command.run(Command.invdb, ["forecast"], in: folder)
        let reading = try ArrowReading(Array(try folder.bytes(of: "out.arrow")))
        #expect(reading.isFinished)
        #expect(try reading.rows == DatabaseRun(in: folder).stretches(), "\(file)")
        let rejected = try ArrowReading(Array(try folder.bytes(of: "r.arrow"))).rows
        #expect(imported.counts?.contains("rejected \(rejected.count)") == true, "\(imported.output)")
    }

    /// What pyarrow says of the streams, which is another reader than that of these tests.
    @Test(.enabled(if: PyArrow.isThere, "pyarrow is not installed: pip install pyarrow"))
    func pyarrowReadsTheStreams() throws {
        let rows = Self.positions("pyarrow", stores: 3, products: 60)
        let receipts = Self.receipts("pyarrow", of: rows)
        let pipe = try PipeRun(
            ProductFile.of(
                rows + ["S1,bad,2024-01-01,x,1,1,1,1,,,,,,"], header: "\(ProductFile.headerWithStore),\(Self.terms)"),
            ["--unsorted", "--plan", "--lost-sales"], files: ["--orders", "--planned", "--rejects", "--summary"],
            receipts: receipts)
        let script = """
            import pyarrow
            for name in ("out", "orders", "planned", "rejects", "summary"):
                with pyarrow.ipc.open_stream(name + ".arrow") as stream:
                    table = stream.read_all()
                table.validate(full=True)
                print(name, table.num_rows, *(f"{field.name}:{field.type}:{field.nullable}" for field in table.schema))
            """
        let checked = try pipe.folder.shell("\(PyArrow.python) - <<'END'\n\(script)\nEND")
        #expect(checked.status == 0, "\(checked.error)")
        #expect(checked.lines.count == 5)
        #expect(
            try checked.lines.first
                == "out \(pipe.rows().count) store_id:string:False product_id:string:False first_date:date32[day]:False "
                + "last_date:date32[day]:False opening_level:double:False sales:double:False restocking:double:False period:int32:False "
                + "frequency:int32:False phase:int32:False profile:int32:False stockout_date:date32[day]:True")
    }
}

/// A Python with pyarrow: `$INVDB_TEST_PYTHON`, or `python3`.
enum PyArrow {
    static let python = ProcessInfo.processInfo.environment["INVDB_TEST_PYTHON"] ?? "python3"
    static var isThere: Bool {
        guard let folder = try? TemporaryFolder() else { return false }
        return (try? Command.run("/bin/sh", ["-c", "\(python) -c 'import pyarrow'"], in: folder).status) == 0
    }
}
