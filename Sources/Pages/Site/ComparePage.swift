import Forecasting
import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// Two scenarios side by side, as `invdb diff` compares them.
package enum ComparePage {
    /// - Parameter listing: nil if there are no two scenarios to compare, or none are chosen.
    package static func html(
        _ first: String, _ second: String, _ listing: DifferenceListing?, _ part: ListPart, _ frame: SiteFrame
    ) -> HTML {
        var address = frame.address
        address = address.with("a", first).with("b", second)
        var chosen = frame
        chosen.address = address
        let heading = HTML.element("h1", text: "Compare two scenarios")
        guard frame.scenarios.count > 1 else {
            return frame.html(
                "Compare",
                [
                    .element("div", ["class": "head"], heading),
                    .element(
                        "p", [:],
                        .text("There is only one set of results. Make another one beside it, for example with: ")
                            + .element("code", text: "invdb plan --scale-sales 1.2 --scenario promo")),
                ])
        }
        let form = ListParts.form(
            [
                .required(name: "a", label: "Scenario", frame.scenarios),
                .required(name: "b", label: "with", frame.scenarios),
                .text(name: "store", label: "Store"), .text(name: "product", label: "Product"),
                .text(name: "category", label: "Category"),
            ], chosen, button: "Compare")
        let head = HTML.element("div", ["class": "head"], heading, form)
        guard let listing else {
            return frame.html(
                "Compare", [head, .element("p", text: "Choose two different scenarios.")])
        }
        let rows = listing.differences.map { row($0, frame.links, hasRisk: listing.hasRisk) }
        var sections = [head, totals(listing.totals, first, second, hasRisk: listing.hasRisk)]
        if rows.isEmpty, listing.totals.changed == 0 {
            sections.append(.element("p", text: "No series differs."))
        } else {
            sections.append(
                OrderSections.section(
                    "differences", NumberText.count(listing.totals.changed, "series differs", "series differ"),
                    .text("Those with the most units short in either of both come first."),
                    ["Product", "Store", "Stock-out", "First order", "*Ordered", "*Units short"]
                        + (listing.hasRisk ? ["Early", "*Chance", "*Expected short"] : []), rows))
            sections.append(
                ListParts.pager(part, rows: rows.count, of: listing.totals.changed, address))
        }
        return frame.html("Compare", sections)
    }

    private static func totals(
        _ totals: DifferenceTotals, _ first: String, _ second: String, hasRisk: Bool
    ) -> HTML {
        func row(_ title: String, _ left: Double, _ right: Double) -> HTML {
            let change = ReportedQuantity.rounded(right - left)
            return .element(
                "tr", [:], .element("th", ["scope": "row"], text: title),
                .element("td", ["class": "n"], Values.number(left)),
                .element("td", ["class": "n"], Values.number(right)),
                .element(
                    "td", ["class": "n"], text: change == 0 ? "" : (change > 0 ? "+" : "") + Values.grouped(change)))
        }
        func row(_ title: String, _ left: Int, _ right: Int) -> HTML { row(title, Double(left), Double(right)) }
        let (one, other) = (totals.first, totals.second)
        var note = "\(NumberText.count(totals.common, "series is", "series are")) in both."
        for (count, name) in [(totals.onlyInFirst, first), (totals.onlyInSecond, second)] where count > 0 {
            note += " \(NumberText.count(count, "series is", "series are")) only in \(DisplayText.of(name))."
        }
        var rows = [
            row("Stock-outs", one.stockouts, other.stockouts), row("Orders", one.orders, other.orders),
            row("Units ordered", one.quantity, other.quantity), row("Cost", one.cost, other.cost),
            row("Units short", one.unitsShort, other.unitsShort),
        ]
        if hasRisk {
            rows.append(row("Expected stock-outs", one.expectedStockouts, other.expectedStockouts))
            rows.append(row("Before an order is there", one.expectedBeforeOrder, other.expectedBeforeOrder))
            rows.append(row("Expected units short", one.expectedShort, other.expectedShort))
        }
        return OrderSections.section(
            "totals", "Together", .text(note),
            ["", "*\(DisplayText.of(first, limit: 30))", "*\(DisplayText.of(second, limit: 30))", "*Change"], rows)
    }

    private static func row(_ difference: SeriesDifference, _ links: Links, hasRisk: Bool) -> HTML {
        let (first, second) = (difference.first, difference.second)
        func both<T: Equatable>(_ left: T, _ right: T, _ html: (T) -> HTML) -> HTML {
            left == right ? html(left) : html(left) + .text(" → ") + html(right)
        }
        func day(_ missing: String) -> (Int32?) -> HTML {
            { $0.map { Values.date(Int($0)) } ?? .text(missing) }
        }
        var product = links.product(difference.productID, store: difference.storeID)
        if let name = difference.name { product += .element("span", ["class": "name"], Values.name(name)) }
        var cells: [HTML] = [
            .element("th", ["scope": "row"], product), .element("td", [:], Values.name(difference.storeID)),
            .element("td", [:], both(first.stockoutDay, second.stockoutDay, day("never"))),
            .element("td", [:], both(first.orderDay, second.orderDay, day("none"))),
            .element("td", ["class": "n"], both(first.quantity, second.quantity, Values.number)),
            .element("td", ["class": "n"], both(first.unitsShort, second.unitsShort, Values.number)),
        ]
        if hasRisk {
            let (one, other) = (first.risk, second.risk)
            cells += [
                .element("td", [:], both(one?.earlyDay, other?.earlyDay, day("none"))),
                .element("td", ["class": "n"], both(one?.horizon, other?.horizon) { .text(RiskReport.chance($0)) }),
                .element("td", ["class": "n"], both(one?.unitsShort ?? 0, other?.unitsShort ?? 0, Values.number)),
            ]
        }
        return .element("tr", [:], cells)
    }
}
