import InventoryPipeline
import InventoryStore
import Reports

/// All orders of the products of a page, planned and open, by day.
enum ProductOrders {
    /// The most rows of each table.
    private static let limit = 60

    static func sections(_ data: ReportData) -> [HTML] {
        guard data.request.isOfProducts else { return [] }
        return [planned(data), open(series(of: data))]
    }

    /// The orders to place.
    static func planned(_ data: ReportData) -> HTML { planned(series(of: data)) }

    private static func series(of data: ReportData) -> [Series] {
        data.cards.flatMap { card in card.series.map { (card.productID, $0) } }
    }

    private typealias Series = (productID: String, card: ReportData.SeriesCard)

    private static func planned(_ series: [Series]) -> HTML {
        let orders = series.flatMap { series in series.card.picture.orders.map { (series, $0) } }
            .sorted { $0.1.orderDay < $1.1.orderDay }
        let hasCost = orders.contains { $0.1.unitCost != nil }
        let rows = orders.prefix(limit).map { series, order in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(order.orderDay)),
                .element("td", [:], Values.date(order.arrivalDay)), .element("td", [:], Values.name(series.productID)),
                .element("td", [:], Values.name(series.card.storeID)),
                .element("td", ["class": "n"], Values.number(order.quantity)),
                hasCost ? .element("td", ["class": "n"], order.cost.map(Values.number) ?? .empty) : .empty,
                .element("td", ["class": order.daysLate > 0 ? "n bad" : "n"], Values.number(order.daysLate)),
                .element("td", ["class": "n"], Values.number(order.unitsShort)),
                .element("td", [:], text: order.reason.rawValue))
        }
        guard !rows.isEmpty else {
            return .element(
                "section", ["id": "planned"], .element("h2", text: "Orders to place"),
                .element("p", text: "Nothing is to be ordered."))
        }
        return OrderSections.section(
            "planned", "Orders to place", note(orders.count, shown: rows.count),
            ["Order on", "There on", "Product", "Store", "*Quantity"] + (hasCost ? ["*Cost"] : [])
                + ["*Days late", "*Units short", "Reason"], Array(rows))
    }

    private static func open(_ series: [Series]) -> HTML {
        let receipts = series.flatMap { series in series.card.picture.receipts.map { (series, $0) } }
            .sorted { $0.1.day < $1.1.day }
        guard !receipts.isEmpty else { return .empty }
        let rows = receipts.prefix(limit).map { series, receipt in
            let isOverdue = receipt.day < series.card.picture.firstDay
            return HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.date(receipt.day)),
                .element("td", [:], Values.name(series.productID)),
                .element("td", [:], Values.name(series.card.storeID)),
                .element("td", ["class": "n"], Values.number(receipt.quantity)),
                .element("td", ["class": isOverdue ? "bad" : nil], text: isOverdue ? "overdue" : ""))
        }
        return OrderSections.section(
            "open", "Open orders", note(receipts.count, shown: rows.count),
            ["There on", "Product", "Store", "*Quantity", ""], Array(rows))
    }

    private static func note(_ count: Int, shown: Int) -> HTML {
        .text(
            shown < count
                ? "The first \(NumberText.grouped(shown)) of \(NumberText.grouped(count)), by day."
                : "\(NumberText.count(count, "order")), by day.")
    }
}
