import Forecasting
import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// One product: in all of its stores, or in one of them with all that is known of it.
package enum ProductPage {
    /// The most rows of a table.
    private static let limit = 60
    /// Weeks of the history that are drawn.
    private static let weeks = 26

    package static func html(_ facts: ProductFacts, _ frame: SiteFrame) -> HTML {
        let card = facts.report.cards.first
        let title = DisplayText.of(facts.productID)
        var sections = [head(facts, card, frame.links)]
        if let series = facts.series {
            if let card, let own = card.series.first {
                sections.append(
                    .element(
                        "section", ["id": "level"], .element("h2", text: "Level"), CardSection.legend,
                        .element(
                            "article", ["class": "card"],
                            CardSection.series(own, of: card, .none, parts: 4, sizes: [.narrow, .wide]))))
                sections.append(ProductOrders.planned(facts.report))
            }
            sections += [receipts(series), history(series), stated(series), ahead(series)]
        } else {
            sections.append(stores(facts, frame.links))
            sections.append(CardSection.section(facts.report, frame.links))
            sections.append(ProductOrders.planned(facts.report))
        }
        if facts.series != nil, facts.stores.count > 1 { sections.append(stores(facts, frame.links)) }
        return frame.html("\(title) · invdb", sections)
    }

    private static func head(_ facts: ProductFacts, _ card: ReportData.ProductCard?, _ links: Links) -> HTML {
        let first = facts.stores.first
        var heading = HTML.text("Product ") + Values.name(facts.productID, limit: 120)
        if let store = facts.series?.basis.series.storeID {
            heading = heading + .text(" in ") + Values.name(store, limit: 60)
        }
        var parts = [HTML.element("h1", [:], heading)]
        let named = [card?.name ?? first?.name, card?.category, card?.supplier.map { "from \($0)" }].compactMap { $0 }
        if !named.isEmpty {
            parts.append(.element("p", ["class": "muted"], named.map { Values.name($0) }.joined(.text(" · "))))
        }
        if facts.series != nil {
            parts.append(.element("p", [:], links.product(facts.productID, .text("All stores with it"))))
        }
        parts.append(ReportPage.age(of: facts.report.state))
        if card == nil, facts.report.state.missing == nil {
            parts.append(.element("p", text: "It has no results in this scenario."))
        }
        return .element("div", ["class": "head"], parts)
    }

    // MARK: The stores

    private static func stores(_ facts: ProductFacts, _ links: Links) -> HTML {
        let rows = facts.stores.map { series in
            HTML.element(
                "tr", [:],
                .element(
                    "th", ["scope": "row"],
                    links.product(series.productID, store: series.storeID, Values.name(series.storeID))),
                .element("td", ["class": "n"], Values.number(series.position.onHand)),
                .element(
                    "td", ["class": "n"],
                    (series.position.salesRate ?? series.estimatedRate).map(Values.number) ?? .text("unknown")),
                .element("td", [:], Values.date(series.position.startDay)), .element("td", [:], stockout(series)))
        }
        let note =
            facts.hasMoreStores
            ? "The first \(NumberText.count(rows.count, "store")). The others: type the store into the address, or: invdb show"
            : "Stock and sales a day are what the files say, or what was sold."
        return OrderSections.section(
            "stores", facts.series == nil ? "All its stores" : "Its other stores", .text(note),
            ["Store", "*On hand", "*Sold a day", "From", "Runs out on"],
            zip(rows, facts.stores).filter { $0.1.storeID != facts.series?.basis.series.storeID }.map(\.0))
    }

    private static func stockout(_ series: SeriesDetail) -> HTML {
        if series.isOutdated { return .text("results are older") }
        guard let last = series.stretches.last else { return .text("no forecast") }
        return series.stockoutDay.map(Values.date) ?? .text("not until ") + Values.date(last.lastDay)
    }

    // MARK: What files say

    private static func origin(_ origin: StatedOrigin) -> HTML {
        Values.name(origin.file) + .text(", line \(NumberText.grouped(origin.line))")
    }

    private static func stated(_ series: SeriesFactsOfFiles) -> HTML {
        let (basis, position) = (series.basis, series.basis.position)
        func row(_ name: String, _ value: HTML, _ origin: StatedOrigin) -> HTML {
            .element(
                "tr", ["data-column": name], .element("th", ["scope": "row"], text: name.replacing("_", with: " ")),
                .element("td", ["class": "n"], value), .element("td", [:], self.origin(origin)))
        }
        var rows = [
            row("sell_start_date", Values.date(position.startDay), basis.positionOrigin),
            row("initial_inventory", Values.number(position.onHand), basis.positionOrigin),
        ]
        if let rate = position.salesRate { rows.append(row("sales_rate", Values.number(rate), basis.positionOrigin)) }
        if position.restockingRate != 0 {
            rows.append(row("restocking_rate", Values.number(position.restockingRate), basis.positionOrigin))
        }
        rows += [
            row("duration_days", Values.number(position.durationDays), basis.positionOrigin),
            row("forecast_frequency", Values.number(position.frequency), basis.positionOrigin),
        ]
        if let terms = basis.stated, let origin = basis.statedOrigin {
            for term in Term.allCases {
                if let value = terms[term] { rows.append(row(term.name, Values.number(value), origin)) }
            }
        }
        return OrderSections.section(
            "stated", "What the files say", .text("With the file and the line that said it."),
            ["Column", "*Value", "From"], rows)
    }

    private static func receipts(_ series: SeriesFactsOfFiles) -> HTML {
        let receipts = series.basis.receipts
        guard !receipts.isEmpty else {
            return .element(
                "section", ["id": "receipts"], .element("h2", text: "Open orders"),
                .element("p", text: "No file has an open order of it."))
        }
        let rows = receipts.prefix(limit).map { receipt, origin in
            let isOverdue = receipt.day < series.basis.position.startDay
            return HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(receipt.day)),
                .element("td", ["class": "n"], Values.number(receipt.quantity)),
                .element("td", ["class": isOverdue ? "bad" : nil], text: isOverdue ? "overdue" : ""),
                .element("td", [:], self.origin(origin)))
        }
        return OrderSections.section(
            "receipts", "Open orders", .text(note(receipts.count, "order", shown: rows.count)),
            ["There on", "*Quantity", "", "From"], Array(rows))
    }

    private static func ahead(_ series: SeriesFactsOfFiles) -> HTML {
        let statements = series.basis.statedDemand
        guard !statements.isEmpty else { return .empty }
        let rows = statements.prefix(limit).map { demand, origin in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(demand.days.lowerBound)),
                .element("td", [:], Values.date(demand.days.upperBound)),
                .element("td", ["class": "n"], Values.number(demand.quantity)), .element("td", [:], self.origin(origin))
            )
        }
        return OrderSections.section(
            "ahead", "Demand stated ahead", .text(note(statements.count, "period", shown: rows.count)),
            ["From", "To", "*Units", "Said by"], Array(rows))
    }

    private static func note(_ count: Int, _ what: String, shown: Int) -> String {
        shown < count
            ? "The first \(NumberText.grouped(shown)) of \(NumberText.grouped(count)), by day."
            : "\(NumberText.count(count, what)), by day."
    }

    // MARK: History

    private static func history(_ series: SeriesFactsOfFiles) -> HTML {
        let weeks = series.weeks(Self.weeks)
        guard let first = weeks.first, let last = series.sold.last else {
            return .element(
                "section", ["id": "history"], .element("h2", text: "What was sold"),
                .element("p", text: "No file has what was sold of it."))
        }
        let total = weeks.reduce(0) { $0 + $1.units }
        let sentence =
            "\(NumberText.quantity(total)) units in \(NumberText.count(weeks.count, "week")) from \(NumberText.date(first.firstDay)) to "
            + "\(NumberText.date(Int(last.day)))."
        let rows = weeks.reversed().map { week in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(week.firstDay)),
                .element("td", ["class": "n"], Values.number(week.units)))
        }
        return .element(
            "section", ["id": "history"], .element("h2", text: "What was sold"),
            .element("p", ["class": "note"], text: sentence),
            .element("figure", [:], WeekDrawing.drawing(weeks, sentence)),
            .element(
                "details", [:], .element("summary", text: "The weeks as numbers"),
                .element(
                    "table", [:],
                    .element(
                        "thead", [:],
                        .element(
                            "tr", [:], .element("th", ["scope": "col"], text: "Week from"),
                            .element("th", ["scope": "col", "class": "n"], text: "Units"))),
                    .element("tbody", [:], rows))))
    }
}
