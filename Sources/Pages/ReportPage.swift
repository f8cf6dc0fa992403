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
        var sections = [head(data, title)]
        if data.census.series > 0 {
            sections.append(ExceptionSection.section(data))
            // Of a product, the pictures come first, and each order has a line of its own.
            if data.request.isOfProducts { sections.append(CardSection.section(data)) }
            sections += ProductOrders.sections(data)
            sections += OrderSections.sections(data)
            sections += FigureSections.sections(data)
            if !data.request.isOfProducts { sections.append(CardSection.section(data)) }
        }
        let footer = HTML.element(
            "footer",
            text:
                "Made by invdb \(version) from \(DisplayText.of(data.path.lastPathPart, limit: 80)). Money is in the currency of the files."
        )
        return document(title, .element("main", [:], sections) + footer)
    }

    /// A whole document. Nothing but the style and the pictures in it may be used, so that text from a file could not even fetch a picture.
    static func document(_ title: String, _ body: HTML) -> HTML {
        HTML("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            + HTML("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            + HTML("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
            + HTML(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
            )
            + .element("title", text: title) + HTML("\n") + PageStyle.element + HTML("\n</head>\n<body>\n") + body
            + HTML("\n</body>\n</html>\n")
    }

    private static func title(of data: ReportData) -> String {
        if let title = data.request.title { return title }
        let day = data.census.day.map { " from \(NumberText.date($0))" } ?? ""
        if data.request.isOfProducts, let card = data.cards.first, data.cards.count == 1 {
            let name = card.name.map { " (\(DisplayText.of($0)))" } ?? ""
            return "Product \(DisplayText.of(card.productID))\(name)\(day)"
        }
        return "Stock plan\(day)"
    }

    // MARK: The head

    private static func head(_ data: ReportData, _ title: String) -> HTML {
        var parts: [HTML] = [.element("h1", text: title), .element("p", ["class": "muted"], facts(data))]
        if let missing = data.state.missing {
            parts.append(.element("div", ["class": "old"], .element("p", text: missing)))
        } else if !data.state.warnings.isEmpty {
            parts.append(
                .element(
                    "div", ["class": "old"],
                    [.element("strong", text: "What is old")]
                        + data.state.warnings.map { .element("p", text: "\($0).") }))
        }
        if data.census.series > 0 {
            parts.append(.element("ul", ["class": "figures"], figures(data)))
        } else if data.state.missing == nil {
            parts.append(.element("p", text: "None of the selected series has results."))
        }
        return .element("div", ["class": "head"], parts)
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

    private static func figures(_ data: ReportData) -> [HTML] {
        let totals = data.totals
        let (short, excess) = (totals.sum(of: .out, .runsOut, .orderLate), totals.sum(of: .overCover))
        let idle = totals.sum(of: .orderedWithoutDemand)
        let (due, all) = (data.census.dueOrders, data.census.orders)
        let until = data.census.day.map { NumberText.date($0 + Census.dueDays - 1) } ?? ""
        return [
            figure(
                "short", Values.number(short.units), "units short before goods can come" + worth(short),
                short.count > 0 ? "bad" : nil),
            figure(
                "due", Values.number(due.count),
                "orders to place until \(until)"
                    + (due.withoutCost < due.count ? ", worth \(Values.grouped(due.cost))" : ""),
                nil),
            figure(
                "late", Values.number(all.late), "of \(NumberText.count(all.count, "planned order")) arrive late",
                all.late > 0 ? "warn" : nil),
            figure(
                "excess", Values.number(excess.count),
                "series with stock for more than \(NumberText.grouped(data.request.maxCover)) days" + worth(excess),
                excess.count > 0 ? "warn" : nil),
            figure(
                "idle", Values.number(idle.count), "series ordered that sell nothing" + worth(idle),
                idle.count > 0 ? "warn" : nil),
        ]
    }

    private static func worth(_ sum: ExceptionTotals.Sum) -> String {
        guard sum.withoutMoney < sum.count else { return "" }
        return ", worth \(Values.grouped(sum.money))" + (sum.withoutMoney > 0 ? " where a cost is known" : "")
    }

    private static func figure(_ id: String, _ number: HTML, _ words: String, _ style: String?) -> HTML {
        .element(
            "li", ["id": "figure-\(id)", "class": style],
            .element("strong", [:], number), .element("span", text: words))
    }
}

extension String {
    /// What is behind the last slash.
    fileprivate var lastPathPart: String { split(separator: "/").last.map(String.init) ?? self }
}
