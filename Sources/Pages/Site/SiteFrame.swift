import InventoryStore
import Platform
import Reports

/// What is around each page of the site: where else there is something to see, and how new this is.
package struct SiteFrame: Sendable {
    /// The name of the database, without its folder.
    package var database: String
    /// The version of the program.
    package var version: String
    /// The scenario that the pages are about, and those that have results.
    package var scenario: String
    package var scenarios: [String]
    /// The page itself.
    package var address: SiteAddress
    /// What the page has seen of the logs.
    package var logged: LastLogged

    package init(
        database: String, version: String, scenario: String, scenarios: [String], address: SiteAddress,
        logged: LastLogged
    ) {
        self.database = database
        self.version = version
        self.scenario = scenario
        self.scenarios = scenarios
        self.address = address
        self.logged = logged
    }

    var links: Links { Links(scenario: scenario) }

    /// That a list is empty: as such, or because the page shows some of what there is.
    func nothing(_ verb: String) -> HTML {
        let isFiltered = address.parameters.contains { !["scenario", "part"].contains($0.name) }
        return .element("p", text: "Nothing \(isFiltered ? "of this " : "")\(verb).")
    }

    private static let pages: [(page: SiteAddress.Page, title: String)] = [
        (.overview, "Overview"), (.exceptions, "Exceptions"), (.orders, "Orders"), (.stockouts, "Stock-outs"),
        (.compare, "Compare"), (.runs, "Runs"),
    ]

    /// A page of the site.
    func html(_ title: String, _ content: [HTML]) -> HTML {
        let footer = HTML.element(
            "footer",
            text:
                "invdb \(version) shows \(DisplayText.of(database, limit: 80)), and changes nothing in it. Money is in the currency of the files."
        )
        return PageDocument.html(
            title, SiteStyle.element,
            .element("header", ["class": "site"], navigation, forms) + newer
                + .element("main", [:], content) + footer)
    }

    private var navigation: HTML {
        let entries = Self.pages.map { entry in
            HTML.element(
                "a",
                [
                    "href": (links.address(entry.page) ?? SiteAddress(entry.page)).text,
                    "aria-current": entry.page == address.page ? "page" : nil,
                ], text: entry.title)
        }
        return .element("nav", ["aria-label": "Pages"], entries)
    }

    private var forms: HTML {
        let search = HTML.element(
            "form", ["action": SiteAddress.Page.search.rawValue, "role": "search"], scenarioField,
            .single(
                "input",
                [
                    "type": "search", "name": "q", "aria-label": "Product or its name",
                    "placeholder": "Product or its name",
                    "value": address.page == .search ? address.value(of: "q") : nil,
                ]), .element("button", text: "Search"))
        guard scenarios.count > 1 else { return search }
        let choices = scenarios.map { name in
            HTML.element(
                "option", ["value": name, "selected": name == scenario ? "selected" : nil],
                text: DisplayText.of(name, limit: 30))
        }
        // What else the page was asked for stays, but the part of a list belongs to the former scenario.
        let kept = address.parameters.filter { !["scenario", "part"].contains($0.name) }.map { parameter in
            HTML.single("input", ["type": "hidden", "name": parameter.name, "value": parameter.value])
        }
        return search
            + .element(
                "form", ["action": address.page.rawValue],
                kept + [
                    .element("select", ["name": "scenario", "aria-label": "Scenario"], choices),
                    .element("button", text: "Show"),
                ])
    }

    /// Keeps the scenario in what a form asks for.
    var scenarioField: HTML {
        guard scenario != Scenario.baseline else { return .empty }
        return .single("input", ["type": "hidden", "name": "scenario", "value": scenario])
    }

    /// A line that asks again by itself whether there is something newer. It is a page in the page, because nothing here runs.
    private var newer: HTML {
        let line = SiteAddress(
            .newer, ["run": String(logged.run), "import": String(logged.importID), "page": address.text])
        return .element("iframe", ["class": "newer", "title": "Whether newer results are there", "src": line.text])
    }
}
