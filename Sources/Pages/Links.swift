import InventoryStore

/// Where a page leads: to pages of the site, or, from a file that stands by itself, nowhere.
struct Links: Sendable {
    /// The scenario whose pages are linked to; nil links to nothing.
    private let scenario: String?

    static let none = Links(scenario: nil)

    init(scenario: String?) {
        self.scenario = scenario
    }

    var areThere: Bool { scenario != nil }

    /// A page of the scenario.
    func address(_ page: SiteAddress.Page, _ parameters: KeyValuePairs<String, String?> = [:]) -> SiteAddress? {
        guard let scenario else { return nil }
        return SiteAddress(page, parameters).with("scenario", scenario == Scenario.baseline ? nil : scenario)
    }

    /// Content that leads to a page.
    func link(_ content: HTML, to address: SiteAddress?) -> HTML {
        guard areThere, let address else { return content }
        return .element("a", ["href": address.text], content)
    }

    /// A product, in a store or in all.
    func product(_ productID: String, store: String? = nil, _ content: HTML? = nil) -> HTML {
        link(content ?? Values.name(productID), to: address(.product, ["product": productID, "store": store]))
    }

    /// The command that has more of something, or for the site the page that has.
    func more(_ page: SiteAddress?, _ words: String, command: String) -> HTML {
        guard areThere, let page else { return .element("code", text: command) }
        return .element("a", ["href": page.text], text: words)
    }
}
