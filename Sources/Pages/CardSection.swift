import InventoryPipeline
import Platform
import Reports

/// The products with the most at stake, each with its stores.
enum CardSection {
    static func section(_ data: ReportData, _ links: Links) -> HTML {
        guard !data.cards.isEmpty else { return .empty }
        let heading = data.request.isOfProducts ? "Stores" : "Products with the most at stake"
        return .element(
            "section", ["id": "cards"],
            [.element("h2", text: heading), legend]
                + data.cards.map { card($0, links, parts: data.request.isOfProducts ? 4 : 2) })
    }

    static let legend: HTML = {
        func sample(_ drawing: HTML, _ words: String) -> HTML {
            .element(
                "li", [:],
                .element(
                    "svg", ["width": "22", "height": "12", "viewBox": "0 0 22 12", "aria-hidden": "true"], drawing),
                .element("span", text: words))
        }
        return .element(
            "ul", ["class": "legend"],
            sample(.single("path", ["class": "with", "d": "M0 6H22"]), "level with the orders to place"),
            sample(.single("path", ["class": "without", "d": "M0 6H22"]), "without them"),
            sample(.single("rect", ["class": "short", "width": "22", "height": "12"]), "short"),
            sample(.single("rect", ["class": "lead", "width": "22", "height": "12"]), "lead time"),
            sample(.single("rect", ["class": "band", "width": "22", "height": "12"]), "runs out, early to late"),
            sample(.single("path", ["class": "safety", "d": "M0 6H22"]), "safety stock"),
            sample(.single("path", ["class": "open", "d": "M6 10H16L11 2Z"]), "open order"),
            sample(.single("path", ["class": "place", "d": "M6 2H16L11 10Z"]), "order to place"),
            sample(.single("circle", ["class": "out", "cx": "11", "cy": "6", "r": "4"]), "out without orders"))
    }()

    /// - Parameter parts: of the arithmetic: the series, and so many orders less one.
    private static func card(_ card: ReportData.ProductCard, _ links: Links, parts count: Int) -> HTML {
        var title = links.product(card.productID)
        if let name = card.name { title += .text(" ") + Values.name(name) }
        let facts = [card.category, card.supplier.map { "from \($0)" }].compactMap { $0 }
        var parts: [HTML] = [
            .element(
                "header", [:], .element("h3", [:], title),
                facts.isEmpty
                    ? .empty
                    : .element("p", ["class": "facts"], facts.map { Values.name($0) }.joined(.text(" · ")))),
            .element("div", ["class": "stores"], card.series.map { series($0, of: card, links, parts: count) }),
        ]
        if card.otherStores > 0 {
            parts.append(
                .element(
                    "p", ["class": "note"],
                    .text("\(NumberText.count(card.otherStores, "other store")) of it are not shown: ")
                        + links.more(
                            links.address(.product, ["product": card.productID]), "all stores",
                            command: ["invdb", "report", "--product", card.productID])))
        }
        return .element("article", ["class": "card"], parts)
    }

    /// A series with its picture, its exceptions and its arithmetic.
    static func series(
        _ series: ReportData.SeriesCard, of card: ReportData.ProductCard, _ links: Links, parts count: Int,
        sizes: [LevelDrawing.Size] = [.narrow]
    ) -> HTML {
        let badges = series.exceptions.map(\.state.badge)
        let reasons = series.exceptions.map { exception -> HTML in
            let money = exception.money.map { " (\(Values.grouped($0)))" } ?? ""
            return .element("p", ["class": "reason"], Values.prose("\(exception.reason)\(money)"))
        }
        let store = links.product(card.productID, store: series.storeID, Values.name(series.storeID))
        var parts: [HTML] = [.element("h4", [:], [store] + badges)]
        parts.append(
            .element(
                "figure", [:],
                sizes.map {
                    LevelDrawing(series.picture, $0)
                        .drawing(of: "\(DisplayText.of(card.productID)) in \(DisplayText.of(series.storeID))")
                } + [.element("figcaption", ["class": "facts"], Values.prose(LevelDrawing(series.picture).caption))]))
        parts += reasons
        parts.append(arithmetic(series.explanation, parts: count))
        return .element("div", [:], parts)
    }

    /// The steps of `invdb explain`: closed on a screen, open on paper.
    private static func arithmetic(_ explanation: Explanation?, parts count: Int) -> HTML {
        guard let explanation else { return .empty }
        let shown = ExplainReport.parts(of: explanation).prefix(count)
        let tables = shown.map { part in
            HTML.element("h4", text: part.heading)
                + .element(
                    "table", [:],
                    .element(
                        "tbody", [:],
                        part.steps.map { cells in
                            .element(
                                "tr", [:],
                                cells.enumerated().map { place, cell in
                                    .element("td", ["class": place == 2 ? "n" : nil], text: cell)
                                })
                        }))
        }
        let rest = explanation.orders.count - max(shown.count - 1, 0)
        let more =
            rest > 0
            ? HTML.element("p", ["class": "note"], text: "\(NumberText.count(rest, "further order")): invdb explain")
            : .empty
        return .element(
            "details", [:],
            [.element("summary", text: "How the \(explanation.isOfPlan ? "orders come" : "risk comes") about")] + tables
                + [more])
    }
}
