import Foundation
import TestSupport
import Testing

/// `exceptions`, its view and its export: what needs a decision, the most money first.
@Suite struct ExceptionTests {
    private static let header =
        ProductFile.headerWithStore + ",lead_time_days,safety_stock,unit_cost,name,category,supplier"

    /// A series for each state but two.
    private func workspace() throws -> Workspace {
        let workspace = try Workspace(
            Self.header,
            rows: [
                "North,out,2024-01-01,0,4,0,60,1,7,,2.5,Kettle,Kitchen,Acme",
                "North,late,2024-01-01,10,5,0,60,1,14,,10,Lamp,Light,Bright",
                "North,spare,2024-01-01,300,1,0,60,1,7,,3,Bulb,Light,Bright",
                "North,overdue,2024-01-01,20,1,0,60,1,7,,1,,Light,", "North,dead,2024-01-01,50,0,0,60,1,7,,4,,,Acme",
                "South,ordered,2024-01-01,0,0,0,60,1,7,,,,,", "South,runs,2024-01-01,12,3,0,60,1,10,,,,,",
                "South,much,2024-01-01,900,2,0,60,1,7,,1.25,,,", "South,fine,2024-01-01,100,2,0,60,1,7,,1,,,",
            ])
        try workspace.folder.write(
            """
            store_id,product_id,receipt_date,quantity
            North,late,2024-01-06,500
            North,spare,2024-01-20,100
            North,overdue,2023-12-20,30
            South,ordered,2024-01-10,10

            """, to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("plan", "--cover", "14")
        return workspace
    }

    @Test func theMostMoneyComesFirst() throws {
        #expect(
            try workspace().succeed("exceptions") == """
                state               store  product  name    money  units  why
                ──────────────────  ─────  ───────  ──────  ─────  ─────  ──────────────────────────────────────────────────────────────────────────────
                order not needed    North  spare    Bulb      300    100  100 on open order until 2024-01-20 not needed: stock for 340 days at the least
                too much stock      South  much             212.5    170  900 on hand last 450 days, sells 2 a day
                too much stock      North  dead               200     50  50 on hand, sells nothing
                order too late      North  late     Lamp      150     15  runs out on 2024-01-02, 500 on open order come on 2024-01-06
                too much stock      North  spare    Bulb      105     35  300 on hand and 100 on open order last 400 days, sells 1 a day
                out of stock        North  out      Kettle     70     28  nothing on hand, sells 4 a day; goods can come on 2024-01-08
                order overdue       North  overdue             30     30  30 on open order since 2023-12-20 have not come
                runs out            South  runs                       18  runs out on 2024-01-04, goods can come on 2024-01-11
                ordered, no demand  South  ordered                    10  10 ordered or to order from 2024-01-10 on, sells nothing
                9 exceptions, in money 220 short and 712.5 too much, and 2 whose cost is not known
                  out of stock: 1, worth 70
                  runs out: 1
                  order too late: 1, worth 150
                  order not needed: 1, worth 300
                  order overdue: 1, worth 30
                  too much stock: 3, worth 517.5
                  ordered, no demand: 1

                """)
    }

    @Test("What is out is listed also where overdue orders are taken to come on the first day, as they may not")
    func outUnlessOverdueOrdersCome() throws {
        let workspace = try Workspace(
            Self.header + ",unit_price",
            rows: [
                "S,out,2024-01-08,0,5,0,60,1,10,,2,,,,5", "S,owed,2024-01-08,-3,5,0,60,1,10,,2,,,,5",
                "S,soon,2024-01-08,0,5,0,60,1,10,,2,,,,5", "S,still,2024-01-08,-50,5,0,60,1,10,,2,,,,5",
                "S,there,2024-01-08,4,5,0,60,1,10,,2,,,,5", "S,made,2024-01-08,0,5,6,60,1,10,,2,,,,5",
                "S,unsold,2024-01-08,0,0,0,60,1,10,,2,,,,5",
            ])
        let products = ["out", "owed", "soon", "still", "there", "made", "unsold"]
        let overdue = products.map { "S,\($0),2024-01-01,\($0 == "owed" ? 30 : 40)\n" }.joined()
        try workspace.folder.write(
            "store_id,product_id,receipt_date,quantity\n\(overdue)S,soon,2024-01-12,20\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        func out() throws -> [String] {
            try workspace.query(
                "SELECT product_id, units, money, goods_date, reason FROM exceptions WHERE state = 'out' ORDER BY product_id"
            )
        }
        try workspace.succeed("forecast")
        // 5 a day for the 10 days until an order of today, 3 of margin each; 4 days until the other receipt. What is out also with the
        // overdue order counts as usual: its backlog grows by 10.
        let still = "still|10.0|30.0|2024-01-18|50 owed, sells 5 a day; goods can come on 2024-01-18"
        #expect(
            try out() == [
                "out|50.0|150.0|2024-01-18|nothing on hand, sells 5 a day; 40 of overdue orders are counted on, other goods can come on 2024-01-18",
                "owed|50.0|150.0|2024-01-18|3 owed, sells 5 a day; 30 of overdue orders are counted on, other goods can come on 2024-01-18",
                "soon|20.0|60.0|2024-01-12|nothing on hand, sells 5 a day; 40 of overdue orders are counted on, other goods can come on 2024-01-12",
                still,
            ])
        try expectViewAndExportAgree(workspace, "overdue")
    }

    @Test("A sum over states counts the units of a series once for what is short, and once for what is too much")
    func sums() throws {
        let workspace = try Workspace(
            Self.header + ",unit_price",
            rows: [
                "S,short,2024-01-08,0,5,0,60,1,10,,2,,,,5", "S,much,2024-01-08,5000,5,0,60,1,10,,2,,,,",
                "S,dead,2024-01-08,50,0,0,60,1,10,,2,,,,",
            ])
        try workspace.folder.write(
            "store_id,product_id,receipt_date,quantity\nS,short,2024-01-01,8\nS,much,2024-01-20,100\nS,dead,2024-01-20,10\n",
            to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("forecast")
        // Without the overdue order, 50 are short, and with it 42 of these.
        let rows = [
            "dead|ordered-without-demand|20.0|10.0", "dead|over-cover|100.0|50.0", "much|order-unneeded|200.0|100.0",
            "much|over-cover|6550.0|3275.0", "short|order-overdue|16.0|8.0", "short|out|150.0|50.0",
            "short|runs-out|126.0|42.0",
        ]
        #expect(try found(workspace) == rows)
        let list = try workspace.succeed("exceptions")
        #expect(list.contains("\n7 exceptions, in money 150 short and 6670 too much\n"), "\(list)")
        #expect(list.contains("\n  runs out: 1, worth 126\n"), "\(list)")
        let report = try workspace.succeed("report")
        #expect(report.contains("<li id=\"figure-short\" class=\"bad\"><strong><data value=\"50\">50</data>"))
        let page = try Serving(in: workspace.folder).page("/exceptions")
        #expect(
            page.contains("7 exceptions, in money 150 short and 6,670 too much where a cost is known, the most money"))
    }

    @Test("What is not to be ordered waits for open orders only, and says so if there is none")
    func notOrderable() throws {
        let workspace = try Workspace(
            Self.header + ",orderable,max_order_quantity",
            rows: [
                "S,out,2024-01-08,0,5,0,60,1,10,,2,,,,no,", "S,runs,2024-01-08,12,3,0,60,1,10,,2,,,,,0",
                "S,late,2024-01-08,12,3,0,60,1,10,,2,,,,no,", "S,overdue,2024-01-08,0,5,0,60,1,10,,2,,,,no,",
                "S,ordered,2024-01-08,12,3,0,60,1,10,,2,,,,yes,",
            ])
        try workspace.folder.write(
            "store_id,product_id,receipt_date,quantity\nS,late,2024-02-01,40\nS,overdue,2024-01-01,40\n",
            to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        for command in ["forecast", "plan"] {
            try workspace.succeed(command)
            let rows = try workspace.query(
                """
                SELECT product_id, state, units, ifnull(goods_date, ''), reason FROM exceptions
                WHERE state IN ('out', 'runs-out', 'order-late') ORDER BY 1, 2
                """)
            // Of what can't be ordered, a lead time counts; `late` is short until its open order, 24 days of 3 less the 12 on hand.
            #expect(
                rows == [
                    "late|order-late|60.0|2024-02-01|runs out on 2024-01-11, 40 on open order come on 2024-02-01",
                    "ordered|runs-out|18.0|2024-01-18|runs out on 2024-01-11, goods can come on 2024-01-18",
                    "out|out|50.0||nothing on hand, sells 5 a day; it can't be ordered",
                    "overdue|out|50.0||nothing on hand, sells 5 a day; 40 of overdue orders are counted on, it can't be ordered",
                    "overdue|runs-out|10.0||runs out on 2024-01-15, it can't be ordered",
                    "runs|runs-out|18.0||runs out on 2024-01-11, it can't be ordered",
                ], "\(command)")
            try expectViewAndExportAgree(workspace, "\(command)")
        }
    }

    /// `product|state|money|units` of each row of the view, which is that of the command.
    private func found(_ workspace: Workspace) throws -> [String] {
        let rows = try workspace.query(
            "SELECT product_id, state, ifnull(money, ''), ifnull(units, '') FROM exceptions ORDER BY 1, 2")
        let listed = try workspace.succeed("exceptions", "--format", "csv").split(separator: "\n").count - 1
        #expect(rows.count == listed, "\(rows)")
        return rows
    }

    @Test(
        "Where sales are lost, what is never there is wanted all the same, and short of what isn't sold from the stock-out on"
    )
    func lostSales() throws {
        // Without a plan, and with one whose orders come too late. Two are sold of `some` on the third day.
        let rows = [
            "S,never,2024-01-01,0,4,0,60,1,7,,2.5,,,", "S,some,2024-01-01,10,4,0,60,1,7,,2.5,,,",
            "S,made,2024-01-01,0,4,1,60,1,7,,2.5,,,", "S,unsold,2024-01-01,0,0,0,60,1,7,,2.5,,,",
        ]
        let workspace = try Workspace(Self.header, rows: rows)
        let expected = ["made|out|52.5|21.0", "never|out|70.0|28.0", "some|runs-out|45.0|18.0"]
        for command in ["forecast", "plan"] {
            try workspace.succeed(command, "--lost-sales")
            #expect(try found(workspace) == expected, "\(command)")
        }
        // Of what is stated ahead, nothing is wanted before February.
        try workspace.folder.write(
            "period,store_id,product_id,quantity\n2024-01,S,never,0\n2024-02,S,never,290\n", to: "demand.csv")
        try workspace.succeed("import", "--kind", "demand", "demand.csv")
        try workspace.succeed("forecast", "--lost-sales")
        #expect(try found(workspace) == expected.filter { !$0.hasPrefix("never") })
    }

    @Test(
        "What is short because an order may not have more says so, and what is short until the first order comes does not"
    )
    func shortByMaximum() throws {
        let workspace = try Workspace(
            Self.header + ",max_order_quantity,reorder_point,order_up_to",
            rows: [
                "S,capped,2024-01-08,100,10,0,30,1,7,,1,,,,4,,", "S,first,2024-01-08,0,10,0,30,1,7,,1,,,,900,,",
                "S,point,2024-01-08,100,10,0,30,1,7,,1,,,,4,20,40", "S,none,2024-01-08,0,10,0,30,1,7,,1,,,,,,",
            ])
        for options in [[], ["--lost-sales"]] {
            try workspace.succeed(["plan"] + options)
            let reasons = try workspace.query("SELECT product_id, reason FROM exceptions ORDER BY 1")
            #expect(
                reasons == [
                    "capped|runs out on 2024-01-18, goods can come on 2024-01-18; most is short because an order may have at most 4",
                    "first|nothing on hand, sells 10 a day; goods can come on 2024-01-15",
                    "none|nothing on hand, sells 10 a day; goods can come on 2024-01-15",
                    "point|runs out on 2024-01-17, goods can come on 2024-01-23",
                ], "\(options)")
            try expectViewAndExportAgree(workspace, "\(options)")
        }
    }

    @Test(
        "What isn't expected to run out before goods can come, but does so with 20 % or more, is listed with its chance"
    )
    func likelyShortages() throws {
        // 28 are expected to be asked for in 7 days: at φ = 2 a law with a variance of 56. `edge` has exactly what is expected.
        let workspace = try Workspace(
            Self.header + ",unit_price,orderable",
            rows: [
                "S,some,2024-01-08,32,4,0,60,1,7,,2,Lamp,,,5,", "S,never,2024-01-08,32,4,0,60,1,7,,2,,,,,no",
                "S,edge,2024-01-08,28,4,0,60,1,7,,,,,,,", "S,fine,2024-01-08,45,4,0,60,1,7,,2,,,,,",
                "S,runs,2024-01-08,20,4,0,60,1,7,,2,,,,,", "S,soon,2024-01-08,32,4,0,60,1,40,,2,,,,,",
            ])
        try workspace.folder.write(
            "store_id,product_id,receipt_date,quantity\nS,soon,2024-01-12,300\n", to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        for command in ["forecast", "plan"] {
            try workspace.succeed(command)
            #expect(try workspace.query("SELECT count(*) FROM exceptions WHERE state = 'may-run-out'") == ["0"])
            try workspace.succeed(command, "--risk", "--assume-dispersion", "2")
            let rows = try workspace.query(
                """
                SELECT exceptions.product_id, exceptions.units = round(risk.units_short, 2), money = round(risk.units_short * 3, 2),
                    date = early_date, goods_date, probability = p_before_order
                FROM exceptions JOIN risk USING (store_id, product_id) WHERE state = 'may-run-out' ORDER BY 1
                """)
            let expected = ["edge|1||1|2024-01-15|1", "never|1|0|1||1", "some|1|1|1|2024-01-15|1"]
            // A plan says that nothing is short of `edge`: its first order comes in time.
            #expect(rows == expected, "\(command)")
            #expect(
                try workspace.query("SELECT product_id FROM exceptions WHERE state = 'runs-out'") == ["runs"],
                "\(command)")
            let risk =
                try workspace.query(
                    "SELECT printf('%.1f', 100 * p_before_order), early_date FROM risk WHERE product_id = 'some'"
                ).first?.components(separatedBy: "|") ?? []
            let list = try workspace.succeed("exceptions", "--state", "may-run-out")
            let words = "with \(risk[0]) %; by \(risk[1]) with 10 %"
            #expect(list.contains("may run out  S      some     Lamp"), "\(list)")
            #expect(list.contains("may be out before goods can come on 2024-01-15, \(words)\n"), "\(list)")
            #expect(list.contains("may be out within the lead time, \(words); it can't be ordered\n"), "\(list)")
            #expect((Double(risk[0]) ?? 0) > 25 && (Double(risk[0]) ?? 0) < 40)
            let page = try Serving(in: workspace.folder).page("/exceptions?state=may-run-out")
            func inPage(_ date: String) -> String { "<time>\(date)</time>" }
            #expect(
                page.contains(
                    "before goods can come on \(inPage("2024-01-15")), with \(risk[0]) %; by \(inPage(risk[1])) with 10 %"
                ),
                "\(page)")
            #expect(try workspace.succeed("report").contains("<span class=\"badge warn\">may run out</span>"))
            try expectViewAndExportAgree(workspace, "\(command)")
        }
    }

    @Test("What is on open order, whenever it comes, and what is to order first last with the stock")
    func coverOfWhatIsOrdered() throws {
        let workspace = try Workspace(
            Self.header + ",min_order_quantity",
            rows: [
                "S,later,2024-01-08,300,1,0,60,1,10,,1,,,,", "S,planned,2024-01-08,40,1,0,60,1,10,,1,,,,500",
                "S,owed,2024-01-08,-10,1,0,60,1,10,,1,,,,", "S,enough,2024-01-08,265,1,0,60,1,10,,1,,,,",
                "S,dead,2024-01-08,5,0,0,60,1,10,,1,,,,",
            ])
        try workspace.folder.write(
            """
            store_id,product_id,receipt_date,quantity
            S,later,2024-01-01,20
            S,later,2024-06-01,80
            S,planned,2024-01-20,10
            S,owed,2024-01-20,400
            S,enough,2024-01-20,100
            S,dead,2024-01-20,7

            """, to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("plan")
        #expect(
            try workspace.query(
                "SELECT product_id, units, ordered, round(cover_days), reason FROM exceptions WHERE state = 'over-cover' ORDER BY 1"
            ) == [
                "dead|5.0|||5 on hand, sells nothing",
                "later|35.0|100.0|400.0|300 on hand and 100 on open order last 400 days, sells 1 a day",
                "owed|48.0|423.0|413.0|10 owed, 400 on open order and 23 to order on 2024-01-08 last 413 days, sells 1 a day",
                "planned|185.0|510.0|550.0|40 on hand, 10 on open order and 500 to order on 2024-02-16 last 550 days, sells 1 a day",
            ])
        try expectViewAndExportAgree(workspace, "cover")
    }

    @Test("Open orders that are overdue, or come after the horizon, may be unneeded too")
    func unneededOutsideOfTheHorizon() throws {
        let stocks = [("overdue", 200), ("wanted", 60), ("both", 200), ("later", 200), ("lasting", 160), ("some", 156)]
        let rows = stocks.map { "S,\($0),2024-01-08,\($1),2,0,60,1,10,5,1,,," }
        let workspace = try Workspace(Self.header, rows: rows)
        try workspace.folder.write(
            """
            store_id,product_id,receipt_date,quantity
            S,overdue,2024-01-01,40
            S,wanted,2024-01-01,40
            S,both,2024-01-01,40
            S,both,2024-01-20,30
            S,later,2024-03-15,40
            S,lasting,2024-03-15,40
            S,some,2024-02-01,10
            S,some,2024-03-15,40

            """, to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("forecast")
        // 60 days sell 120, a lead time 20, the safety stock is 5. From the last day, 2024-03-07, to 2024-03-15 sell 16 more.
        #expect(
            try workspace.query(
                "SELECT product_id, units, ordered, date, reason FROM exceptions WHERE state = 'order-unneeded' ORDER BY 1"
            )
                == [
                    "both|70.0|70.0|2024-01-20|70 on open order until 2024-01-20 not needed: stock for 75 days at the least",
                    "later|40.0|40.0|2024-03-15|40 on open order until 2024-03-15 not needed: stock for 52 days at the least",
                    "overdue|40.0|40.0|2024-01-01|40 on open order until 2024-01-01 not needed: stock for 60 days at the least",
                    "some|45.0|50.0|2024-03-15|45 of 50 on open order until 2024-03-15 not needed: stock for 35 days at the least",
                ])
        #expect(
            try workspace.query("SELECT product_id FROM exceptions WHERE state = 'order-overdue' ORDER BY 1")
                == ["both", "overdue", "wanted"])
        try expectViewAndExportAgree(workspace, "unneeded")
    }

    @Test("What a plan orders more of is needed, what is owed is wanted, and what earns nothing is short at its cost")
    func neededOrders() throws {
        let workspace = try Workspace(
            Self.header + ",unit_price",
            rows: [
                "S,spare,2024-01-01,400,10,0,30,1,7,,10,,,,", "S,owed,2024-01-01,-4,0,0,30,1,7,,10,,,,",
                "S,cheap,2024-01-01,0,4,0,30,1,7,,10,,,,8",
            ])
        try workspace.folder.write(
            "store_id,product_id,receipt_date,quantity\nS,spare,2024-01-10,40\nS,owed,2024-01-10,30\n",
            to: "receipts.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("plan")
        let short = "cheap|out|280.0|28.0"
        let owed = "owed|ordered-without-demand|300.0|30.0"
        #expect(
            try found(workspace).filter { !$0.contains("over-cover") } == [
                short, owed, "spare|order-unneeded|400.0|40.0",
            ])
        // With so much safety stock the plan orders more.
        try workspace.succeed("plan", "--safety-days", "30")
        #expect(try found(workspace).filter { !$0.contains("over-cover") } == [short, owed])
        #expect(try workspace.query("SELECT count(*) > 0 FROM reorder WHERE product_id = 'spare'") == ["1"])
        // The words of a state have a comma themselves.
        let listed = try workspace.succeed("exceptions", "--state", "ordered, no demand, out", "--format", "csv")
        #expect(listed.split(separator: "\n").count == 3, "\(listed)")
    }

    @Test func eachOptionNarrowsTheList() throws {
        let workspace = try workspace()
        func products(_ options: String...) throws -> [String] {
            try workspace.succeed(["exceptions", "--format", "csv"] + options).split(separator: "\n").dropFirst().map {
                String($0.split(separator: ",")[2])
            }
        }
        #expect(try products("--store", "South") == ["much", "runs", "ordered"])
        #expect(try products("--product", "o*") == ["out", "overdue", "ordered"])
        #expect(try products("--category", "Light") == ["spare", "late", "spare", "overdue"])
        #expect(try products("--supplier", "Acme") == ["dead", "out"])
        #expect(try products("--supplier", "B*,Acme", "--category", "Light") == ["spare", "late", "spare"])
        #expect(try products("--state", "out,runs-out", "--state", "order-late") == ["late", "out", "runs"])
        #expect(try products("--limit", "2") == ["spare", "much"])
        #expect(try products("--state", "over-cover", "--max-cover", "400") == ["dead", "much"])
        // 900 on hand are 450 days: not more than that.
        #expect(try products("--state", "over-cover", "--max-cover", "450") == ["dead"])
        #expect(try products("--state", "over-cover", "--max-cover", "449") == ["dead", "much"])
        #expect(try products("--state", "over-cover", "--product", "fine", "--max-cover", "49") == ["fine"])
        // The export has the same options, in the view's order of columns.
        func exported(_ options: String...) throws -> [String] { try exported(options) }
        func exported(_ options: [String]) throws -> [String] {
            try workspace.succeed(["export", "exceptions"] + options).split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).prefix(4).joined(separator: ",")
            }
        }
        #expect(try exported("--supplier", "Acme") == ["North,dead,,over-cover", "North,out,Kettle,out"])
        #expect(try exported("--supplier", "B*", "--state", "order-late,out") == ["North,late,Lamp,order-late"])
        let covered = ["--state", "over-cover", "--max-cover"]
        #expect(
            try exported(["--product", "fine"] + covered + ["49"])[0] == "South,fine,,over-cover"
                && exported(covered + ["450"]) == ["North,dead,,over-cover"])
        #expect(
            try workspace.succeed("export", "stockout", "--supplier", "Acme").split(separator: "\n").dropFirst().map {
                $0.split(separator: ",")[1]
            } == ["out"])
        let forecast = try workspace.succeed("export", "forecast", "--supplier", "Bright").split(separator: "\n")
        #expect(Set(forecast.dropFirst().map { $0.split(separator: ",")[1] }) == ["late", "spare"])
        #expect(try workspace.succeed("exceptions", "--product", "fine") == "Nothing of this needs a decision.\n")
    }

    @Test func unknownNamesAreRefused() throws {
        let workspace = try workspace()
        #expect(
            try workspace.fail("exceptions", "--supplier", "Acne")
                == "invdb: No product has the supplier Acne; did you mean Acme?")
        let wrong = try workspace.run(["exceptions", "--state", "lost"])
        #expect(wrong.status == 64)
        #expect(wrong.error.contains("No state is called lost; the states are out, runs-out,"))
        #expect(
            try workspace.run(["exceptions", "--state", "out-of-stok"]).error
                .contains("No state is called out-of-stok; did you mean out of stock?"))
        // The words of the list are names too.
        #expect(
            try workspace.succeed("exceptions", "--state", "Out of stock, order too late", "--format", "csv")
                == workspace.succeed("exceptions", "--state", "out,order-late", "--format", "csv"))
        #expect(
            try workspace.run(["export", "orders", "--state", "out"]).error.contains(
                "--state goes with exceptions only."))
        #expect(
            try workspace.run(["export", "orders", "--max-cover", "20"]).error.contains(
                "--max-cover goes with exceptions only."))
        #expect(
            try workspace.run(["export", "exceptions", "--max-cover", "0"]).error.contains(
                "a number of days from 1 to 36525"))
        #expect(
            try workspace.run(["export", "inventory", "--supplier", "Acme"]).error.contains(
                "--supplier goes with forecast,"))
        #expect(try workspace.run(["exceptions", "--max-cover", "0"]).status == 64)
        let none = try Workspace.threeStores()
        #expect(
            try none.succeed("exceptions")
                == "There are no results in baseline yet; make them with: invdb forecast --store all\n")
    }

    @Test func resultsThatAreOlderThanTheDataAreListed() throws {
        let workspace = try workspace()
        try workspace.importRows(["South,runs,2024-01-02,40,3,0,60,1"])
        let finished = try workspace.run(["exceptions", "--state", "results-old", "--format", "csv"])
        #expect(finished.error.contains("The results of store South are older"))
        #expect(finished.lines.count == 2)
        #expect(finished.lines.last?.hasPrefix("results-old,South,runs,,,,") == true)
        #expect(
            try workspace.query("SELECT store_id, product_id, money FROM exceptions WHERE state = 'results-old'")
                == ["South|runs|"])
    }

    @Test func aRateThatIsFarFromWhatWasSoldIsListed() throws {
        let workspace = try Workspace(rows: [
            "S,half,2024-03-01,900,10,0,30,1", "S,same,2024-03-01,900,4,0,30,1", "S,new,2024-03-01,900,10,0,30,1",
        ])
        var sales = "date,store_id,product_id,quantity\n"
        for day in 0..<60 {
            let date = day < 31 ? String(format: "2024-01-%02d", day + 1) : String(format: "2024-02-%02d", day - 30)
            sales += "\(date),S,half,\(3 + day % 3)\n\(date),S,same,\(3 + day % 3)\n"
            if day > 50 { sales += "\(date),S,new,4\n" }
        }
        try workspace.folder.write(sales, to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        // A plan's options say that the stated rates count.
        _ = try workspace.run(["forecast", "--demand", "stated"])
        let rows = try workspace.query(
            "SELECT product_id, rate, abs(sold_rate - 4) < 0.1, units > 100 FROM exceptions WHERE state = 'rate-off'")
        #expect(rows == ["half|10.0|1|1"])
        let list = try workspace.run(["exceptions", "--state", "rate-off"]).output
        #expect(list.contains("a file states 10 a day, 4"))
        try expectViewAndExportAgree(workspace, "rates")
    }

    /// The view is plain SQL; the command and the export compute from the records, partition by partition.
    @Test(arguments: [
        ["plan"], ["forecast"], ["plan", "--lost-sales"], ["forecast", "--lost-sales"],
        ["plan", "--review", "7", "--cover", "30"], ["plan", "--risk", "--assume-dispersion", "2"],
        ["forecast", "--risk", "--assume-dispersion", "3"],
        ["plan", "--risk", "--assume-dispersion", "5", "--lost-sales"],
        ["plan", "--rates-per", "update"],
    ])
    func theViewAndTheExportAgree(_ command: [String]) throws {
        var random = SeededGenerator("exceptions of \(command)")
        var rows: [String] = []
        var receipts = "store_id,product_id,receipt_date,quantity\n"
        for store in 0..<4 {
            for product in 0..<60 {
                let rate: Double = [0, 0.5, 1, 2.75, 7].randomElement(using: &random) ?? 1
                let restocking: Double = [0, 0, 0, 0.25, 3].randomElement(using: &random) ?? 0
                let lead: String = ["", "0", "3", "12", "40"].randomElement(using: &random) ?? ""
                let safety: String = ["", "5"].randomElement(using: &random) ?? ""
                let cost: String = ["", "1.25", "8"].randomElement(using: &random) ?? ""
                let price: String = ["", "", "1", "9.5"].randomElement(using: &random) ?? ""
                let margin: String = ["", "", "0", "2.5"].randomElement(using: &random) ?? ""
                let orderable: String = ["", "", "", "no"].randomElement(using: &random) ?? ""
                let maximum: String = ["", "", "", "0", "6"].randomElement(using: &random) ?? ""
                let hand: Int = [-4, 0, 3, 25, 600].randomElement(using: &random) ?? 0
                let start = Int.random(in: 1...9, using: &random)
                rows.append(
                    "S\(store),P\(product),2024-02-0\(start),\(hand),\(rate),\(restocking),50,\(1 + product % 3),\(lead),\(safety),\(cost),,,,\(price),\(margin),\(orderable),\(maximum)"
                )
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    let day = Int.random(in: 1...28, using: &random)
                    let month = Int.random(in: 1...3, using: &random)
                    receipts += String(format: "S%d,P%d,2024-%02d-%02d,", store, product, month, day)
                    receipts += "\(Int.random(in: 1...90, using: &random))\n"
                }
            }
        }
        let workspace = try Workspace(
            Self.header + ",unit_price,unit_margin,orderable,max_order_quantity", rows: rows)
        try workspace.folder.write(receipts, to: "receipts.csv")
        try workspace.folder.write("date,store_id\n2024-02-03,S1\n2024-02-04,S1\n2024-02-11,S2\n", to: "closed.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.succeed("import", "closed.csv")
        try workspace.succeed(command)
        try expectViewAndExportAgree(workspace, "\(command), seed \(random.seed)")
        let states = try workspace.query("SELECT DISTINCT state FROM exceptions")
        #expect(states.count >= 6, "\(states)")
        #expect(states.contains("may-run-out") == command.contains("--risk"), "\(states)")
    }

    private func expectViewAndExportAgree(_ workspace: Workspace, _ comment: Comment) throws {
        // Only the reason, which is the last column, may have commas and quotes.
        let exported = try workspace.run(["export", "exceptions"]).output.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", maxSplits: 14, omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: ["\""])
            }
        }.sorted { $0.prefix(4).joined(separator: "|") < $1.prefix(4).joined(separator: "|") }
        let rows = try workspace.query("SELECT * FROM exceptions").map {
            $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }.sorted { $0.prefix(4).joined(separator: "|") < $1.prefix(4).joined(separator: "|") }
        #expect(rows.count > 0 && rows.count == exported.count, comment)
        for (row, line) in zip(rows, exported) where !isSame(row, line) {
            Issue.record("\(comment): the view has \(row), the export \(line)")
        }
        // The baseline is the same by its name.
        #expect(
            try workspace.query("SELECT count(*) FROM exceptions_by_scenario WHERE scenario = 'baseline'")
                == ["\(rows.count)"], comment)
    }

    private func isSame(_ row: [String], _ line: [String]) -> Bool {
        guard row.count == line.count else { return false }
        return zip(row, line).allSatisfy { value, other in
            guard let left = Double(value), let right = Double(other) else { return value == other }
            return abs(left - right) <= 1e-9 * max(abs(left), 1)
        }
    }

    @Test func aStoreAndAProductAreLookedUp() throws {
        let workspace = try Workspace(
            rows: (0..<40).flatMap { store in
                (0..<250).map { product in
                    "S\(store),P\(product),2024-01-01,\(product % 97),\(1 + product % 7),0,30,1"
                }
            })
        try workspace.succeed("plan", "--risk", "--assume-dispersion", "2")
        func steps(_ condition: String) throws -> Int {
            let finished = try Command.run(
                "/usr/bin/sqlite3",
                ["-cmd", ".stats vmstep", "invdb.db", "SELECT count(*) FROM exceptions WHERE \(condition)"],
                in: workspace.folder)
            #expect(finished.lines.first.flatMap { Int($0) } ?? 0 > 0, "\(condition)")
            return try #require(finished.lines.last?.split(separator: " ").last.flatMap { Int($0) })
        }
        // Reading all 10,000 series takes millions of steps.
        #expect(try steps("store_id = 'S7' AND product_id = 'P9'") < 10_000)
        #expect(try steps("store_id = 'S7'") < 400_000)
        #expect(try steps("product_id = 'P9'") < 400_000)
    }
}
