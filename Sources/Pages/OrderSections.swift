import InventoryPipeline
import InventoryStore
import Reports

/// The orders by week, and those of the first seven days by supplier.
enum OrderSections {
    static func sections(_ data: ReportData, _ links: Links) -> [HTML] {
        guard !data.weeks.isEmpty else {
            guard data.run?.orders == nil else {
                return [
                    .element(
                        "section", ["id": "orders"], .element("h2", text: "Orders"),
                        .element("p", text: "Nothing is to be ordered."))
                ]
            }
            return [
                .element(
                    "section", ["id": "orders"], .element("h2", text: "Orders"),
                    .element("p", [:], .text("There is no plan; make one with: "), .element("code", text: "invdb plan"))
                )
            ]
        }
        return [weeks(data), suppliers(data, links)]
    }

    private static func weeks(_ data: ReportData) -> HTML {
        let hasCost = data.weeks.contains { $0.sum.withoutCost < $0.sum.count }
        func value(_ sum: OrderSum) -> Double { hasCost ? sum.cost : sum.units }
        let greatest = data.weeks.map { value($0.sum) }.max() ?? 0
        let rows = data.weeks.map { week in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(week.monday)),
                .element("td", ["class": "n"], Values.number(week.sum.count)),
                .element("td", ["class": "n"], Values.number(week.sum.units)),
                hasCost ? .element("td", ["class": "n"], Values.number(week.sum.cost)) : .empty,
                .element("td", ["class": week.sum.late > 0 ? "n bad" : "n"], Values.number(week.sum.late)),
                .element(
                    "td", [:],
                    bar(
                        value(week.sum), late: value(week.late), of: greatest,
                        "Week from \(NumberText.date(week.monday)): \(Values.grouped(value(week.sum))), of which \(Values.grouped(value(week.late))) arrive late"
                    )))
        }
        return section(
            "weeks", "Orders by week",
            .text(
                "By the day on which they are placed, weeks from Monday on. The red part of a bar arrives late. Bars are \(hasCost ? "money" : "units")."
            ),
            ["Week from", "*Orders", "*Units"] + (hasCost ? ["*Cost"] : []) + ["*Late", ""], rows)
    }

    private static func bar(_ value: Double, late: Double, of greatest: Double, _ title: String) -> HTML {
        func width(_ part: Double) -> String { Values.pixels(greatest > 0 ? 200 * part / greatest : 0) }
        return .element(
            "svg",
            [
                "class": "bar", "role": "img", "aria-label": title, "viewBox": "0 0 200 14",
                "preserveAspectRatio": "none",
            ], .element("title", text: title),
            .single("rect", ["x": "0", "y": "0", "width": width(value), "height": "14"]),
            .single("rect", ["class": "late", "x": "0", "y": "0", "width": width(late), "height": "14"]))
    }

    private static func suppliers(_ data: ReportData, _ links: Links) -> HTML {
        let until = data.census.day.map { NumberText.date($0 + Census.dueDays - 1) } ?? ""
        let heading = "To place until \(until), by supplier"
        guard !data.suppliers.isEmpty else {
            return .element(
                "section", ["id": "suppliers"], .element("h2", text: heading),
                .element("p", text: "Nothing is to be placed until then."))
        }
        let rows = data.suppliers.map { orders in
            HTML.element(
                "tr", [:],
                .element(
                    "th", ["scope": "row"],
                    orders.supplier.map {
                        links.link(Values.name($0), to: links.address(.orders, ["by": until, "supplier": $0]))
                    } ?? .element("span", text: "(none)")),
                .element("td", ["class": "n"], Values.number(orders.sum.count)),
                .element("td", ["class": "n"], Values.number(orders.sum.units)),
                .element(
                    "td", ["class": "n"],
                    orders.sum.withoutCost == orders.sum.count ? .empty : Values.number(orders.sum.cost)),
                .element("td", ["class": "n"], orders.minimum.map(Values.number) ?? .empty),
                .element(
                    "td", ["class": orders.daysReached + orders.daysUnknown < orders.days ? "n bad" : "n"],
                    text: minimum(orders)))
        }
        let others: HTML =
            data.otherSuppliers > 0
            ? .text(" \(NumberText.count(data.otherSuppliers, "other supplier")) with less money: ")
                + links.more(
                    links.address(.orders, ["by": until]), "all orders until then",
                    command: ["invdb", "orders", "--by-supplier", "--by", until] + data.request.orderOptions) : .empty
        return section(
            "suppliers", heading,
            .text("Overdue orders are in it. The minimum is for the orders of each day.") + others,
            ["Supplier", "*Orders", "*Units", "*Cost", "*Minimum", "*Minimum reached"], rows)
    }

    /// Whether the orders of each day reach the minimum.
    private static func minimum(_ orders: ReportData.SupplierTotal) -> String {
        if orders.minimum == nil { return "" }
        if orders.daysUnknown > 0 { return "not known, as costs are missing" }
        if orders.daysReached == orders.days { return "yes" }
        return orders.daysReached == 0 ? "no" : "on \(orders.daysReached) of \(NumberText.count(orders.days, "day"))"
    }

    /// A section with a table.
    ///
    /// - Parameter columns: their titles; those with a star are of numbers.
    static func section(
        _ id: String, _ heading: String, _ note: HTML, _ columns: [String], _ rows: [HTML]
    ) -> HTML {
        let head = columns.map { title in
            HTML.element(
                "th", ["scope": "col", "class": title.hasPrefix("*") ? "n" : nil],
                text: String(title.drop { $0 == "*" }))
        }
        return .element(
            "section", ["id": id], .element("h2", text: heading), .element("p", ["class": "note"], note),
            .element(
                "div", ["class": "scroll"],
                .element(
                    "table", [:], .element("thead", [:], .element("tr", [:], head)), .element("tbody", [:], rows))))
    }
}
