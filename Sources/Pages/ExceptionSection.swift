import InventoryPipeline
import Platform
import Reports

extension ExceptionState {
    /// How serious it looks: demand that isn't served, or money that lies about.
    var style: String {
        switch self {
        case .out, .runsOut, .orderLate: "bad"
        case .mayRunOut, .orderUnneeded, .orderOverdue, .overCover, .orderedWithoutDemand, .rateOff, .resultsOld: "warn"
        }
    }

    var badge: HTML { .element("span", ["class": "badge \(style)"], text: text) }
}

/// The list of what needs a decision.
enum ExceptionSection {
    static func section(_ data: ReportData, _ links: Links) -> HTML {
        let heading = HTML.element("h2", text: "What needs a decision, the most money first")
        guard !data.exceptions.isEmpty else {
            let words = data.request.isOfSome ? "Nothing of this needs a decision." : "Nothing needs a decision."
            return .element("section", ["id": "exceptions"], heading, .element("p", text: words))
        }
        let all = data.totals.count
        let note: HTML =
            data.exceptions.count < all
            ? .text(
                "The first \(NumberText.grouped(data.exceptions.count)) of \(NumberText.grouped(all)). All of them: ")
                + links.more(
                    links.address(.exceptions), "all exceptions",
                    command: ["invdb", "exceptions"] + data.request.options + ["--format", "csv"])
            : .text("\(NumberText.count(all, "exception")), all of them.")
        return .element(
            "section", ["id": "exceptions"], heading, .element("p", ["class": "note"], note),
            table(data.exceptions, links))
    }

    static func table(_ exceptions: [ReportData.PicturedException], _ links: Links) -> HTML {
        let hasMoney = exceptions.contains { $0.listed.exception.money != nil }
        let head = HTML.element(
            "tr", [:],
            [
                .element("th", ["scope": "col"], text: "What"), .element("th", ["scope": "col"], text: "Product"),
                .element("th", ["scope": "col"], text: "Store"),
            ] + (hasMoney ? [.element("th", ["scope": "col", "class": "n"], text: "Money")] : []) + [
                .element("th", ["scope": "col", "class": "n"], text: "Units"),
                .element("th", ["scope": "col"], text: "Why"), .element("th", ["scope": "col"], text: "90 days"),
            ])
        return .element(
            "table", ["class": "exceptions"], .element("thead", [:], head),
            .element("tbody", [:], exceptions.map { row($0, links, hasMoney: hasMoney) }))
    }

    private static func row(_ pictured: ReportData.PicturedException, _ links: Links, hasMoney: Bool) -> HTML {
        let (listed, exception) = (pictured.listed, pictured.listed.exception)
        var product = links.product(listed.productID, store: listed.storeID)
        if let name = listed.name { product += .element("span", ["class": "name"], Values.name(name)) }
        let money = exception.money.map(Values.number) ?? .empty
        return .element(
            "tr", ["data-state": exception.state.rawValue],
            [
                .element("td", ["class": "what"], exception.state.badge), .element("td", ["class": "product"], product),
                .element("td", ["class": "store"], Values.name(listed.storeID)),
            ] + (hasMoney ? [.element("td", ["class": "n money", "data-label": "Money"], money)] : []) + [
                .element(
                    "td", ["class": "n units", "data-label": "Units"], exception.units.map(Values.number) ?? .empty),
                .element("td", ["class": "why"], Values.prose(exception.reason)),
                .element(
                    "td", ["class": "picture"],
                    Sparkline.drawing(pictured.picture, of: DisplayText.of(listed.productID))),
            ])
    }
}
