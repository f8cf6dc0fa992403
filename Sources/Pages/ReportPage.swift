import Forecasting
import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// A report as one HTML file: it asks for nothing else, runs no script, and its size depends on the limits of its request.
package enum ReportPage {
    /// - Parameter version: the version of the program, which the last line names.
    package static func html(_ data: ReportData, version: String) -> HTML {
        let title = title(of: data)
        let footer = HTML.element(
            "footer",
            text:
                "Made by invdb \(version) from \(DisplayText.of(data.path.lastPathPart, limit: 80)). Money is in the currency of the files."
        )
        // Nothing but the style and the pictures in it may be used, so that text from a file could not even fetch a picture.
        let policy = HTML(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        )
        return PageDocument.html(title, policy, .element("main", [:], content(data, title, .none)) + footer)
    }

    /// The head and the sections.
    static func content(_ data: ReportData, _ title: String, _ links: Links) -> [HTML] {
        var sections = [head(data, title, links)]
        guard data.census.series > 0 else { return sections }
        sections.append(ExceptionSection.section(data, links))
        // Of a product, the pictures come first, and each order has a line of its own.
        if data.request.isOfProducts { sections.append(CardSection.section(data, links)) }
        sections += ProductOrders.sections(data)
        sections += OrderSections.sections(data, links)
        sections += FigureSections.sections(data, links)
        if !data.request.isOfProducts { sections.append(CardSection.section(data, links)) }
        return sections
    }

    static func title(of data: ReportData) -> String {
        if let title = data.request.title { return title }
        let day = data.census.day.map { " from \(NumberText.date($0))" } ?? ""
        if data.request.isOfProducts, let card = data.cards.first, data.cards.count == 1 {
            let name = card.name.map { " (\(DisplayText.of($0)))" } ?? ""
            return "Product \(DisplayText.of(card.productID))\(name)\(day)"
        }
        return "Stock plan\(day)"
    }

    // MARK: The head

    private static func head(_ data: ReportData, _ title: String, _ links: Links) -> HTML {
        var parts: [HTML] = [.element("h1", text: title), .element("p", ["class": "muted"], facts(data))]
        parts.append(age(of: data.state))
        if data.census.series > 0 {
            parts.append(.element("ul", ["class": "figures"], figures(data, links)))
        } else if data.state.missing == nil {
            parts.append(.element("p", text: "None of the selected series has results."))
        }
        return .element("div", ["class": "head"], parts)
    }

    /// What is old or lacking; empty if nothing is.
    static func age(of state: ResultState) -> HTML {
        if let missing = state.missing {
            return .element("div", ["class": "old"], .element("p", text: missing))
        }
        guard !state.warnings.isEmpty else { return .empty }
        return .element(
            "div", ["class": "old"],
            [.element("strong", text: "What is old")] + state.warnings.map { .element("p", text: "\($0).") })
    }

    private static func facts(_ data: ReportData) -> HTML {
        let census = data.census
        var facts = [
            NumberText.count(census.series, "series", "series"), NumberText.count(census.products, "product"),
            NumberText.count(census.stores, "store"),
        ]
        if data.request.scenario != Scenario.baseline {
            facts.append("scenario \(DisplayText.of(data.request.scenario))")
        }
        if let run = data.run {
            facts.append("\(run.orders == nil ? "forecast" : "plan") of \(run.startedAt.prefix(10)), run \(run.id)")
        }
        facts += [
            ("stores", data.request.selection.stores), ("products", data.request.selection.products),
            ("categories", data.request.selection.categories), ("suppliers", data.request.suppliers),
        ].compactMap { kind, names in
            names.isEmpty ? nil : "\(kind): \(names.map { DisplayText.of($0) }.joined(separator: ", "))"
        }
        return .text(facts.joined(separator: " · "))
    }

    private static func figures(_ data: ReportData, _ links: Links) -> [HTML] {
        let totals = data.totals
        let (short, excess) = (totals.short, totals.sum(of: .overCover))
        let idle = totals.sum(of: .orderedWithoutDemand)
        let (due, all) = (data.census.dueOrders, data.census.orders)
        let until = data.census.day.map { NumberText.date($0 + Census.dueDays - 1) } ?? ""
        func exceptions(_ states: ExceptionState...) -> SiteAddress? {
            links.address(.exceptions, ["state": states.map(\.rawValue).joined(separator: ",")])
        }
        func figure(_ id: String, _ number: HTML, _ words: String, _ style: String?, _ address: SiteAddress?) -> HTML {
            .element(
                "li", ["id": "figure-\(id)", "class": style],
                .element("strong", [:], links.link(number, to: address)), .element("span", text: words))
        }
        return [
            figure(
                "short", Values.number(short.units), "units short before goods can come" + worth(short),
                short.count > 0 ? "bad" : nil, exceptions(.out, .runsOut, .orderLate)),
            figure(
                "due", Values.number(due.count),
                "orders to place until \(until)"
                    + (due.withoutCost < due.count ? ", worth \(Values.grouped(due.cost))" : ""),
                nil, links.address(.orders, ["by": until.isEmpty ? nil : until])),
            figure(
                "late", Values.number(all.late), "of \(NumberText.count(all.count, "planned order")) arrive late",
                all.late > 0 ? "warn" : nil, links.address(.orders)),
            figure(
                "excess", Values.number(excess.count),
                "series with stock and orders for more than \(NumberText.grouped(data.request.maxCover)) days"
                    + worth(excess),
                excess.count > 0 ? "warn" : nil, exceptions(.overCover)),
            figure(
                "idle", Values.number(idle.count), "series ordered that sell nothing" + worth(idle),
                idle.count > 0 ? "warn" : nil, exceptions(.orderedWithoutDemand)),
        ]
    }

    private static func worth(_ sum: ExceptionTotals.Sum) -> String {
        guard sum.withoutMoney < sum.count else { return "" }
        return ", worth \(Values.grouped(sum.money))" + (sum.withoutMoney > 0 ? " where a cost is known" : "")
    }
}

extension String {
    /// What is behind the last slash.
    fileprivate var lastPathPart: String { split(separator: "/").last.map(String.init) ?? self }
}
