import Forecasting
import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// The pages that are lists: exceptions, orders, stock-outs, and what a search has found.
package enum ListPages {
    /// What chooses the rows of the page; empty if it isn't a list to choose from.
    static func form(_ frame: SiteFrame) -> HTML {
        let first: [ListParts.Field]
        switch frame.address.page {
        case .exceptions:
            first = [.choice(name: "state", label: "What", ExceptionState.allCases.map { ($0.rawValue, $0.text) })]
        case .orders:
            first = [.day(name: "from", label: "To place from"), .day(name: "by", label: "until")]
        case .stockouts:
            first = [.day(name: "from", label: "Out from"), .day(name: "by", label: "until")]
        case .overview, .search, .product, .orderFile, .stockoutFile, .compare, .runs, .newer: return .empty
        }
        return ListParts.form(first + ListParts.ofSeries, frame)
    }

    private static func head(_ title: String, _ state: ResultState, _ frame: SiteFrame) -> HTML {
        .element("div", ["class": "head"], .element("h1", text: title), ReportPage.age(of: state), form(frame))
    }

    private static func note(_ text: String) -> HTML { .element("p", ["class": "note"], text: text) }

    // MARK: Exceptions

    package static func exceptions(
        _ listing: ExceptionListing, _ part: ListPart, _ state: ResultState, _ frame: SiteFrame
    ) -> HTML {
        let totals = listing.totals
        var sections = [head("What needs a decision", state, frame)]
        guard totals.count > 0 else {
            return frame.html("Exceptions", sections + [frame.nothing("needs a decision")])
        }
        let sums = totals.inMoney { Values.grouped($0) }
        let money = sums.isEmpty ? "" : "\(sums) where a cost is known"
        let pager = ListParts.pager(part, rows: listing.exceptions.count, of: totals.count, frame.address)
        sections.append(
            .element(
                "section", ["id": "exceptions"],
                note("\(NumberText.count(totals.count, "exception"))\(money), the most money first."),
                ExceptionSection.table(listing.exceptions, frame.links), pager))
        return frame.html("Exceptions", sections)
    }

    // MARK: Orders

    package static func orders(
        _ listing: OrderListing, _ part: ListPart, _ state: ResultState, _ frame: SiteFrame
    ) -> HTML {
        var sections = [head("Orders to place", state, frame)]
        guard listing.sum.count > 0 else {
            return frame.html("Orders", sections + [frame.nothing("is to be ordered")])
        }
        let hasCost = listing.sum.withoutCost < listing.sum.count
        let rows = listing.orders.map { listed in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(listed.order.orderDay)),
                .element("td", [:], Values.date(listed.order.arrivalDay)),
                .element("td", [:], product(listed.productID, listed.name, listed.storeID, frame.links)),
                .element("td", [:], Values.name(listed.storeID)),
                .element("td", ["class": "n"], Values.number(listed.order.quantity)),
                hasCost ? .element("td", ["class": "n"], listed.order.cost.map(Values.number) ?? .empty) : .empty,
                .element(
                    "td", ["class": listed.order.daysLate > 0 ? "n bad" : "n"], Values.number(listed.order.daysLate)),
                .element("td", ["class": "n"], Values.number(listed.order.unitsShort)),
                .element("td", [:], text: listed.order.reason.rawValue))
        }
        let file = frame.address.with("part", nil).on(.orderFile)
        sections.append(
            OrderSections.section(
                "orders", "All of them",
                .text("By the day on which they are placed. ")
                    + .element(
                        "a", ["href": file.text, "download": "orders.csv"], text: "All as CSV for a spreadsheet"),
                ["Order on", "There on", "Product", "Store", "*Quantity"] + (hasCost ? ["*Cost"] : [])
                    + ["*Days late", "*Units short", "Reason"], rows))
        sections.append(ListParts.pager(part, rows: rows.count, of: listing.sum.count, frame.address))
        return frame.html("Orders", [sections[0], sums(listing.sum, hasCost: hasCost)] + sections.dropFirst())
    }

    private static func sums(_ sum: OrderSum, hasCost: Bool) -> HTML {
        func figure(_ id: String, _ number: HTML, _ words: String, _ style: String? = nil) -> HTML {
            .element(
                "li", ["id": "figure-\(id)", "class": style], .element("strong", [:], number),
                .element("span", text: words))
        }
        let cost =
            sum.withoutCost > 0
            ? "cost, and that of \(NumberText.count(sum.withoutCost, "order")) is not known" : "cost"
        return .element(
            "ul", ["class": "figures"],
            [
                figure("orders", Values.number(sum.count), sum.count == 1 ? "order" : "orders"),
                figure("units", Values.number(sum.units), "units"),
            ] + (hasCost ? [figure("cost", Values.number(sum.cost), cost)] : []) + [
                figure("late", Values.number(sum.late), "arrive late", sum.late > 0 ? "warn" : nil),
                figure(
                    "short", Values.number(sum.unitsShort), "units short until they come",
                    sum.unitsShort > 0 ? "bad" : nil),
            ])
    }

    // MARK: Stock-outs

    package static func stockouts(
        _ listing: StockoutListing, _ part: ListPart, _ state: ResultState, _ frame: SiteFrame
    ) -> HTML {
        var sections = [head("What runs out", state, frame)]
        guard listing.count > 0 else {
            return frame.html("Stock-outs", sections + [.element("p", text: "Nothing runs out.")])
        }
        let rows = listing.stockouts.map { stockout in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(stockout.day)),
                .element("td", [:], product(stockout.productID, stockout.name, stockout.storeID, frame.links)),
                .element("td", [:], Values.name(stockout.storeID)),
                .element("td", ["class": "n"], Values.number(stockout.level)),
                .element("td", ["class": "n"], Values.number(stockout.sales)),
                .element("td", ["class": "n"], Values.number(stockout.restocking)))
        }
        let file = frame.address.with("part", nil).on(.stockoutFile)
        sections.append(
            OrderSections.section(
                "stockouts", NumberText.count(listing.count, "stock-out"),
                .text("If nothing is ordered. The level is that of the evening. ")
                    + .element(
                        "a", ["href": file.text, "download": "stockouts.csv"], text: "All as CSV for a spreadsheet"),
                ["Out on", "Product", "Store", "*Level", "*Sales", "*Restocking"], rows))
        sections.append(ListParts.pager(part, rows: rows.count, of: listing.count, frame.address))
        return frame.html("Stock-outs", sections)
    }

    // MARK: Search

    /// - Parameter text: what was searched for; empty if nothing was.
    package static func search(
        _ text: String, _ found: [FoundProduct], count: Int, _ part: ListPart, _ frame: SiteFrame
    ) -> HTML {
        let title = text.isEmpty ? "Search" : "Search: \(DisplayText.of(text))"
        let head = HTML.element("div", ["class": "head"], .element("h1", text: title))
        guard count > 0 else {
            let words =
                text.isEmpty
                ? "Type a part of an identifier or of a name at the top, in any case. Several words have to be there all; * stands for any text."
                : "No product has this in its identifier or its name. Try a shorter part of it."
            return frame.html(title, [head, .element("p", text: words)])
        }
        let rows = found.map { product in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], frame.links.product(product.productID)),
                .element("td", [:], product.name.map { Values.name($0) } ?? .empty),
                .element("td", [:], product.category.map { Values.name($0) } ?? .empty),
                .element("td", [:], product.supplier.map { Values.name($0) } ?? .empty),
                .element("td", ["class": "n"], Values.number(product.stores)))
        }
        return frame.html(
            title,
            [
                head,
                OrderSections.section(
                    "found", NumberText.count(count, "product"), .text("Those whose identifier fits best come first."),
                    ["Product", "Name", "Category", "Supplier", "*Stores"], rows),
                ListParts.pager(part, rows: rows.count, of: count, frame.address),
            ])
    }

    private static func product(_ id: String, _ name: String?, _ store: String, _ links: Links) -> HTML {
        links.product(id, store: store)
            + (name.map { .element("span", ["class": "name"], Values.name($0)) } ?? .empty)
    }
}
