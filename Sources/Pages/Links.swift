import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// Where a page leads: to pages of the site, or, from a file that stands by itself, nowhere.
struct Links: Sendable {
    /// The scenario whose pages are linked to; nil links to nothing.
    private let scenario: String?
    /// What the page is about, if not all series: lists that it leads to are about the same.
    private var chosen: [SiteAddress.Parameter] = []

    static let none = Links(scenario: nil)

    init(scenario: String?) {
        self.scenario = scenario
    }

    var areThere: Bool { scenario != nil }

    /// The links of a page that shows what was asked for.
    func about(_ request: ReportRequest) -> Links {
        var links = self
        links.chosen = request.chosen.compactMap { name, entries in
            entries.isEmpty ? nil : .init(name: name, value: entries.joined(separator: ","))
        }
        if request.maxCover != ExceptionRequest.usualMaxCover {
            links.chosen.append(.init(name: "max-cover", value: "\(request.maxCover)"))
        }
        return links
    }

    /// A page of the scenario.
    func address(_ page: SiteAddress.Page, _ parameters: KeyValuePairs<String, String?> = [:]) -> SiteAddress? {
        guard let scenario else { return nil }
        var address = SiteAddress(page, parameters).with("scenario", scenario == Scenario.baseline ? nil : scenario)
        for parameter in chosen
        where Self.isChosen(parameter.name, on: page) && address.value(of: parameter.name) == nil {
            address = address.with(parameter.name, parameter.value)
        }
        return address
    }

    private static func isChosen(_ name: String, on page: SiteAddress.Page) -> Bool {
        switch page {
        case .exceptions: true
        case .orders, .stockouts: name != "max-cover"
        default: false
        }
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
    func more(_ page: SiteAddress?, _ words: String, command: [String]) -> HTML {
        guard areThere, let page else {
            return .element("code", text: DisplayText.of(ShellText.command(command), limit: 500))
        }
        return .element("a", ["href": page.text], text: words)
    }
}

extension ReportRequest {
    /// What it is about, by the names that options and addresses have in common.
    fileprivate var chosen: [(name: String, entries: [String])] {
        [
            ("store", selection.stores), ("product", selection.products), ("category", selection.categories),
            ("supplier", suppliers),
        ]
    }

    /// The options of a command that lists orders of what it is about.
    var orderOptions: [String] {
        let named = chosen.flatMap { name, entries in entries.flatMap { ["--\(name)", $0] } }
        return named + (scenario == Scenario.baseline ? [] : ["--scenario", scenario])
    }

    /// The options of a command that lists the exceptions of what it is about.
    var options: [String] {
        orderOptions + (maxCover == ExceptionRequest.usualMaxCover ? [] : ["--max-cover", "\(maxCover)"])
    }
}
