import Foundation
import TestSupport
import Testing

/// `serve`: the pages have the numbers of the commands and of SQL, and whatever is in the file does nothing. How they look is tested in
/// a browser (`make test-pages`).
@Suite struct ServeTests {
    private static let pages = [
        "/", "/exceptions", "/search", "/search?q=p", "/product?product=P1", "/product?product=P1&store=North",
        "/orders",
        "/stockouts", "/compare", "/compare?a=baseline&b=promo", "/runs", "/?scenario=promo", "/orders?scenario=promo",
    ]

    private func flat(_ rows: [String]) -> [String] { rows.flatMap { $0.components(separatedBy: "|") } }

    @Test func everyPageIsThereAndMayDoNothing() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        for target in Self.pages {
            let answer = try serving.get(target)
            #expect(answer.status == 200, "\(target)")
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            let policy = try #require(answer.headers["content-security-policy"])
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
            #expect(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'self'"))
            let page = answer.text
            #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.hasSuffix("</html>\n"), "\(target)")
            for forbidden in ["<script", "<img", "http://", "https://", "url(", "@import", " style=\""] {
                let isThere = page.lowercased().contains(forbidden)
                #expect(!isThere, "\(target): \(forbidden)")
            }
            for element in [
                "section", "table", "tr", "td", "svg", "bdi", "details", "form", "nav", "a", "div", "select",
            ] {
                let opened = ["<\(element)>", "<\(element) "].map { page.components(separatedBy: $0).count - 1 }
                let closed = page.components(separatedBy: "</\(element)>").count - 1
                #expect(opened[0] + opened[1] == closed, "\(target): \(element)")
            }
            let head = try serving.get(target, method: "HEAD")
            #expect(head.headers["content-length"] == String(answer.body.count), "\(target)")
        }
        let finished = try serving.end()
        #expect(finished.status == 0 && finished.error == "")
        #expect(finished.output == "http://127.0.0.1:\(serving.port)/ shows invdb.db. Ctrl-C ends it.\n")
    }

    @Test func numbersAreThoseOfSQL() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        #expect(
            try ServedShop.values(serving.page("/exceptions"), in: "exceptions")
                == flat(
                    workspace.query(
                        "SELECT printf('%g', money), printf('%g', units) FROM exceptions ORDER BY money DESC, store_id, product_id"
                    )))
        #expect(
            try ServedShop.values(serving.page("/exceptions?state=runs-out,over-cover&store=North"), in: "exceptions")
                == flat(
                    workspace.query(
                        "SELECT printf('%g', money), printf('%g', units) FROM exceptions WHERE state IN ('runs-out', 'over-cover') AND store_id = 'North' ORDER BY money DESC"
                    )))
        let orders = try flat(
            workspace.query(
                """
                SELECT printf('%g', quantity), printf('%g', cost), days_late, printf('%g', units_short) FROM reorder
                JOIN store USING (store_id) JOIN product USING (product_id) ORDER BY order_date, store_key, product_key
                """))
        let page = try serving.page("/orders")
        #expect(orders.count > 40)
        #expect(try ServedShop.values(page, in: "orders") == Array(orders.prefix(4 * 50)))
        for (id, sql) in [
            ("orders", "count(*)"), ("units", "printf('%g', sum(quantity))"), ("cost", "printf('%g', sum(cost))"),
            ("late", "count(nullif(days_late, 0))"), ("short", "printf('%g', sum(units_short))"),
        ] {
            let shown = try ServedShop.values(page, in: "figure-\(id)").first
            #expect(try shown == workspace.query("SELECT \(sql) FROM reorder").first, "\(id)")
        }
        let chosen = try serving.page("/orders?from=2024-01-10&by=2024-01-20&supplier=Acme+%26+Sons&product=P1,P2")
        #expect(
            try ServedShop.values(chosen, in: "figure-orders").first
                == workspace.query(
                    "SELECT count(*) FROM reorder WHERE order_date BETWEEN '2024-01-10' AND '2024-01-20' AND product_id IN ('P1', 'P2')"
                ).first)
        #expect(
            try ServedShop.values(serving.page("/stockouts"), in: "stockouts")
                == flat(
                    workspace.query(
                        "SELECT printf('%g', inventory_level), printf('%g', sales), printf('%g', restocking) FROM stockout ORDER BY stockout_date, store_id, product_id"
                    )))
        #expect(
            try ServedShop.values(serving.page("/?scenario=promo"), in: "weeks").first
                == workspace.query(
                    "SELECT count(*) FROM reorder_by_scenario JOIN calendar ON date = order_date WHERE scenario = 'promo' GROUP BY week ORDER BY week LIMIT 1"
                ).first)
        #expect(
            try ServedShop.values(serving.page("/runs"), in: "runs").enumerated().filter { $0.offset % 5 < 4 }.map(
                \.element)
                == flat(workspace.query("SELECT run_id, series, stockouts, orders FROM run ORDER BY run_id DESC")))
    }

    @Test func aComparisonHasTheNumbersOfTheCommand() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        let page = try serving.page("/compare?a=baseline&b=promo")
        let rows = try workspace.succeed("diff", "baseline", "promo", "--format", "csv").split(separator: "\n")
            .map { $0.components(separatedBy: ",") }
        let names = try #require(rows.first)
        func column(_ name: String) throws -> [String] {
            let place = try #require(names.firstIndex(of: name))
            return rows.dropFirst().map { $0[place] }
        }
        let quantities = try zip(column("quantity_1"), column("quantity_2")).flatMap { $0 == $1 ? [$0] : [$0, $1] }
        let shorts = try zip(column("units_short_1"), column("units_short_2")).flatMap { $0 == $1 ? [$0] : [$0, $1] }
        #expect(try ServedShop.values(page, in: "differences").sorted() == (quantities + shorts).sorted())
        #expect(page.contains("<option value=\"promo\" selected=\"selected\">"))
        #expect(!page.contains("Expected units short"))
        for options in [[], ["--scale-sales", "1.5", "--scenario", "promo"]] {
            try workspace.succeed(["plan", "--cover", "14", "--risk", "--assume-dispersion", "1"] + options)
        }
        let risky = try serving.page("/compare?a=baseline&b=promo")
        let sums = try ["sum(p_horizon)", "sum(p_before_order)", "sum(units_short)"].flatMap { sum in
            try workspace.query("SELECT round(\(sum), 2) FROM risk_by_scenario GROUP BY scenario ORDER BY scenario")
        }
        let values = try ServedShop.values(risky, in: "totals").suffix(6)
        #expect(values.count == 6 && sums.count == 6)
        for (value, sum) in zip(values, sums) {
            // The view rounds each series.
            #expect(abs(try #require(Double(value)) - #require(Double(sum))) < 0.03, "\(values) \(sums)")
        }
        #expect(try serving.page("/compare?a=promo&b=promo").contains("Choose two different scenarios."))
        #expect(try serving.get("/compare?a=baseline&b=none").status == 404)
    }

    @Test func aProductHasWhatFilesAndRunsSayOfIt() throws {
        let workspace = try ServedShop.workspace()
        try workspace.folder.write(
            "date,store_id,product_id,quantity\n"
                + (1...28).map { "2023-12-\($0 < 10 ? "0" : "")\($0),North,P1,\($0 % 5)\n" }.joined(), to: "sales.csv")
        try workspace.succeed("import", "sales.csv")
        try workspace.succeed("plan", "--cover", "14")
        let serving = try Serving(in: workspace.folder)
        let page = try serving.page("/product?product=P1&store=North")
        // The inventory, the receipts and the sales, each with its line.
        #expect(page.contains("data-column=\"initial_inventory\""))
        #expect(page.contains("<bdi>products.csv</bdi>, line 2") && page.contains("<bdi>open.csv</bdi>, line 3"))
        #expect(try ServedShop.values(page, in: "receipts") == ["7", "10"])
        #expect(page.contains("overdue"))
        #expect(try ServedShop.values(page, in: "history").compactMap(Double.init).reduce(0, +) == 56)
        let orders = try flat(
            workspace.query(
                "SELECT printf('%g', quantity), printf('%g', cost), days_late, printf('%g', units_short) FROM reorder WHERE product_id = 'P1' AND store_id = 'North' ORDER BY order_date"
            ))
        #expect(try ServedShop.values(page, in: "planned") == Array(orders.prefix(4 * 60)) && !orders.isEmpty)
        #expect(page.contains("How the orders come about") && page.contains("class=\"levels wide\""))
        // The steps are those of the command.
        let explained = try workspace.succeed("explain", "P1", "--store", "North")
        let target = try #require(explained.split(separator: "\n").first { $0.contains("lead time") })
        #expect(target.contains("products.csv, line 2") && page.contains("products.csv, line 2</td>"))

        let all = try serving.page("/product?product=P1")
        #expect(ServedShop.links(all).contains("/product?product=P1&store=North"))
        #expect(ServedShop.links(all).contains("/product?product=P1&store=South%20%26%20%3Cb%3E"))
        #expect(all.components(separatedBy: "class=\"levels narrow\"").count == 3)
    }

    @Test func aSearchFindsPartsInAnyCase() throws {
        let workspace = try ServedShop.workspace(products: ["AB-1", "ab-12", "X", "ÄRMEL 7", "Zab-1"])
        let serving = try Serving(in: workspace.folder)
        func found(_ text: String) throws -> [String] {
            let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return ServedShop.links(try serving.page("/search?q=\(encoded)")).filter { $0.hasPrefix("/product") }
                .map { $0.replacingOccurrences(of: "/product?product=", with: "") }
        }
        #expect(try found("ab-1") == ["AB-1", "ab-12", "Zab-1"])
        #expect(try found("AB-12") == ["ab-12"])
        #expect(try found("name OF x") == ["X"])
        #expect(try found("1 name") == ["AB-1", "ab-12", "Zab-1"])
        #expect(try found("a*2") == ["ab-12"])
        #expect(try found("ärmel") == ["%C3%84RMEL%207"])
        #expect(try found("ÄRM 7") == ["%C3%84RMEL%207"])
        #expect(try found("nothing like it").isEmpty)
        #expect(try serving.page("/search?q=zzz").contains("No product has this"))
        #expect(try serving.page("/search").contains("Type a part"))
    }

    @Test func hostileNamesLeadToTheirPageAndDoNothing() throws {
        let workspace = try ServedShop.workspace(products: ServedShop.hostile.filter { $0 != " " } + ["P1"])
        let serving = try Serving(in: workspace.folder)
        var followed = 0
        for target in ["/search?q=name", "/exceptions", "/orders", "/stockouts", "/"] {
            let page = try serving.page(target)
            for forbidden in ["<script", "<img", "<h1>'", "\u{202E}", "href=\"http", "href=\"javascript"] {
                #expect(!page.lowercased().contains(forbidden), "\(target): \(forbidden)")
            }
            for link in Set(ServedShop.links(page)) where link.hasPrefix("/product?") {
                let answer = try serving.get(link)
                #expect(answer.status == 200, "\(link)")
                #expect(!answer.text.lowercased().contains("<script") && !answer.text.contains("\u{202E}"), "\(link)")
                followed += 1
            }
        }
        #expect(followed > 60)
        // Each leads to its own product, also those whose names are words of a selection.
        let rows = try workspace.query("SELECT DISTINCT hex(product_id) FROM product")
        for row in rows {
            let bytes = stride(from: 0, to: row.count, by: 2).map { place in
                "%\(row.dropFirst(place).prefix(2))"
            }.joined()
            let page = try serving.page("/product?product=\(bytes)&store=North")
            #expect(page.contains("data-column=\"initial_inventory\""), "\(bytes)")
            let hexadecimal = try workspace.query(
                "SELECT source_line FROM inventory JOIN product USING (product_key) JOIN store USING (store_key) WHERE store_id = 'North' AND hex(product_id) = '\(row)'"
            )
            #expect(page.contains("<bdi>products.csv</bdi>, line \(hexadecimal[0])<"), "\(bytes)")
        }
    }

    @Test func aListIsDownloadedAsTheCommandExportsIt() throws {
        let workspace = try ServedShop.workspace(products: ["=1+1", "P1", "-2", "@x"])
        let serving = try Serving(in: workspace.folder)
        let orders = try serving.get("/orders.csv")
        #expect(orders.status == 200 && orders.headers["content-type"] == "text/csv; charset=utf-8; header=present")
        #expect(orders.headers["content-disposition"] == "attachment; filename=\"orders.csv\"")
        #expect(orders.text == (try workspace.succeed("export", "orders", "--spreadsheet-safe")))
        #expect(orders.text.contains("'=1+1"))
        #expect(
            try serving.page("/orders.csv?store=North&from=2024-01-10&by=2024-01-20&scenario=promo")
                == workspace.succeed(
                    "export", "orders", "--spreadsheet-safe", "--store", "North", "--from", "2024-01-10", "--to",
                    "2024-01-20",
                    "--scenario", "promo"))
        #expect(
            try serving.page("/stockouts.csv?product=P1")
                == workspace.succeed("export", "stockout", "--spreadsheet-safe", "--product", "P1"))
        #expect(try serving.page("/orders.csv?supplier=Acme*") == orders.text)
        #expect(try serving.get("/orders.csv?supplier=none").status == 404)
    }

    @Test func aPageSaysWhatIsWrongWithAnAddress() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        for (target, status, words) in [
            ("/nothing", 404, "There is nothing at /nothing."), ("/product", 400, "names no product"),
            ("/product?product=P9", 404, "No product is called P9; the products are P1, P2, P3"),
            ("/product?product=P1&store=Nowhere", 404, "No store is called Nowhere"),
            ("/orders?by=tomorrow", 400, "by=tomorrow is no date; write it like <time>2024-01-31</time>."),
            ("/orders?part=0", 400, "part=0 is no number from 1 to 2,000."), ("/orders?part=x", 400, "is no number"),
            ("/orders?part=99999999999999999999", 400, "is no number"),
            ("/exceptions?state=lost", 400, "No state is called lost; the states are out, runs-out"),
            ("/orders?suplier=Acme", 400, "/orders has no parameter suplier; did you mean supplier?"),
            ("/exceptions?from=", 400, "/exceptions has no parameter from. It has scenario, store, product, category,"),
            ("/?product=P1", 400, "/ has no parameter product. It has scenario, store, category, supplier, max-cover."),
            ("/orders.csv?part=2", 400, "/orders.csv has no parameter part"),
            ("/runs?%3Cb%3E=1", 400, "no parameter &lt;b&gt;"),
            ("/orders?by=2024-01-01&by=2024-01-02", 400, "says by twice"), ("/?scenario=none", 404, "none"),
            ("/orders?store=,", 404, "No store is called"), ("/..", 404, "There is nothing at /.."),
            ("/orders?product=<b>", 404, "No product is called &lt;b&gt;"),
        ] {
            let answer = try serving.get(target)
            #expect(answer.status == status, "\(target): \(answer.status)")
            #expect(
                answer.text.contains(words),
                "\(target): \(answer.text.components(separatedBy: "id=\"problem\"").last ?? "")")
            #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        }
    }

    @Test("what is wrong with a list's address can be mended in its form")
    func aProblemKeepsTheForm() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        for (target, action, kept) in [
            ("/orders?by=tomorrow&store=North", "/orders", #"name="store" value="North""#),
            ("/exceptions?state=lost&product=P1", "/exceptions", #"name="product" value="P1""#),
            ("/stockouts?store=Nowhere&scenario=promo", "/stockouts", #"name="scenario" value="promo""#),
        ] {
            let page = try serving.get(target).text
            #expect(page.contains("<form class=\"choose\" action=\"\(action)\">") && page.contains(kept), "\(target)")
        }
        // Neither a scenario that isn't there, nor a page without a list, can be chosen from.
        #expect(try !serving.get("/orders?scenario=none").text.contains(#"value="none""#))
        #expect(try !serving.get("/product").text.contains("class=\"choose\""))
    }

    @Test func aListGoesOnOnItsNextPart() throws {
        let workspace = try Workspace(
            ProductFile.headerWithStore, rows: (0..<120).map { "S,P\(1000 + $0),2024-01-01,\($0 % 40),1,0,60,1" })
        try workspace.succeed("forecast")
        let serving = try Serving(in: workspace.folder)
        var seen: [String] = []
        var next: String? = "/stockouts?store=S"
        while let target = next {
            let page = try serving.page(target)
            seen += ServedShop.links(page).filter { $0.hasPrefix("/product") }
            next = ServedShop.links(page).first { $0.contains("part=\((seen.count + 49) / 50 + 1)") }
        }
        #expect(seen.count == 120 && Set(seen).count == 120)
        let last = try serving.page("/stockouts?store=S&part=3")
        #expect(last.contains("101 to 120 of 120") && last.contains("value=\"S\""))
        #expect(try serving.page("/stockouts?part=4").contains("and none here"))
    }

    @Test func aPageSaysWhenNewerResultsAreThere() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        let page = try serving.page("/orders?by=2024-01-20")
        let source = try #require(page.components(separatedBy: "<iframe class=\"newer\"").last)
        let line = try #require(source.firstMatch(of: /src="([^"]*)"/)).output.1.replacingOccurrences(
            of: "&amp;", with: "&")
        let now = try serving.get(line)
        #expect(now.text.contains("These are the newest results.") && now.headers["refresh"] == "10")
        try workspace.importRows(["North,P1,2024-01-02,40,3,0,60,1"])
        #expect(try serving.page(line).contains("Newer data was imported."))
        #expect(try serving.page("/").contains("The results of store North are older"))
        try workspace.succeed("plan", "--cover", "14")
        let newer = try serving.page(line)
        #expect(newer.contains("Newer results are there: run 3."))
        // The link leads to the same page, and to nothing else.
        #expect(ServedShop.links(newer) == ["/orders?by=2024-01-20"])
        for target in ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/nothing"] {
            let encoded = target.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            #expect(ServedShop.links(try serving.page("/newer?run=1&import=1&page=\(encoded)")).isEmpty, "\(target)")
        }
        #expect(try serving.page("/newer?run=9&import=9").contains("This is another database now."))
    }

    @Test("A page goes on asking for newer results while the database can't be read")
    func newerResultsWhileNothingCanBeRead() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        _ = try serving.page("/")
        let (file, away) = (workspace.folder.path(of: "invdb.db"), workspace.folder.path(of: "away.db"))
        try FileManager.default.moveItem(atPath: file, toPath: away)
        let line = try serving.get("/newer?run=1&import=1")
        #expect(line.text.contains("be read now") && line.headers["refresh"] == "10", "\(line.text)")
        #expect(!line.text.contains("<nav"))
        try FileManager.default.moveItem(atPath: away, toPath: file)
        #expect(try serving.page("/newer?run=1&import=1").contains("Newer results are there"))
    }

    @Test("What the overview leads to is about the same series")
    func linksOfAFilteredOverview() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        let links = ServedShop.links(try serving.page("/?store=North&max-cover=20"))
        let lists = links.filter { $0.hasPrefix("/exceptions?") || $0.hasPrefix("/orders?") }
        #expect(lists.contains { $0.hasPrefix("/exceptions?") && $0.contains("state=") })
        #expect(lists.allSatisfy { $0.contains("store=North") }, "\(lists)")
        #expect(lists.allSatisfy { $0.contains("max-cover=20") == $0.hasPrefix("/exceptions?") }, "\(lists)")
    }

    @Test func aPageThatWasKeptIsMadeAnewAfterACommit() throws {
        let workspace = try ServedShop.workspace()
        let serving = try Serving(in: workspace.folder)
        func count() throws -> [String] {
            try ServedShop.values(serving.page("/orders"), in: "figure-orders").prefix(1).map { $0 }
        }
        for (round, cover) in ["3", "30", "9"].enumerated() {
            try workspace.succeed("plan", "--cover", cover)
            // A commit of just now is too new for a page to be kept; this makes it an old one.
            let old = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_000_000_000 + Double(round))]
            for name in try workspace.folder.names() where name.hasPrefix("invdb.db") {
                try FileManager.default.setAttributes(old, ofItemAtPath: workspace.folder.path(of: name))
            }
            let expected = try workspace.query("SELECT count(*) FROM reorder")
            #expect(try count() == expected, "\(cover)")
            #expect(try count() == expected, "\(cover)")
        }
    }

    @Test func pagesWithoutResultsSayHowToMakeThem() throws {
        let workspace = try Workspace.threeStores()
        let serving = try Serving(in: workspace.folder)
        for target in ["/", "/exceptions", "/stockouts"] {
            #expect(
                try serving.page(target).contains(
                    "There are no results in baseline yet; make them with: invdb forecast"))
        }
        #expect(try serving.page("/orders").contains("There is no plan in baseline yet; make it with: invdb plan"))
        #expect(try serving.page("/compare").contains("There is only one set of results."))
        let page = try serving.page("/product?product=A1&store=S1")
        #expect(page.contains("data-column=\"sales_rate\"") && page.contains("There are no results in baseline yet"))
    }
}
