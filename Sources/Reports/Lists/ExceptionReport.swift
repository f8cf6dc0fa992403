import InventoryPipeline
import InventoryStore

/// What needs a decision, the most money first.
package enum ExceptionReport {
    /// The most exceptions that people get if they don't ask for more or less.
    package static let usualLimit = 20

    package static func write(
        _ found: ExceptionFlow.Found, _ snapshot: Snapshot, limit: Int?, as format: ExportFormat?,
        ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        typealias Column = ListColumn<ListedException>
        let totals = found.totals
        var columns: [Column] = [
            .init("state") { $0.exception.state.text },
            .init(name: "state") { .text($0.exception.state.rawValue) },
        ]
        columns += Column.series(withNames: try snapshot.hasProducts(with: .name))
        // People need no column without a number in it; programs get the same columns always.
        if format != nil || totals.hasMoney {
            columns.append(.init("money", "money", .right) { $0.exception.money.map(Cell.quantity) ?? .missing })
        }
        columns += [
            .init("units", "units", .right) { $0.exception.units.map(Cell.quantity) ?? .missing },
            .init("why") { $0.exception.reason },
            .init(name: "date") { day($0.exception.day) },
            .init(name: "goods_date") { day($0.exception.goodsDay) },
            .init(name: "probability") { $0.exception.probability.map(Cell.number) ?? .missing },
            .init(name: "on_hand") { .quantity($0.exception.onHand) },
            .init(name: "ordered") { $0.exception.ordered.map(Cell.quantity) ?? .missing },
            .init(name: "rate") { .number($0.exception.rate) },
            .init(name: "sold_rate") { $0.exception.soldRate.map(Cell.number) ?? .missing },
            .init(name: "cover_days") { $0.exception.coverDays.map(Cell.number) ?? .missing },
            .init(name: "reason") { .text($0.exception.reason) },
        ]
        let list = try ListWriter(columns, as: format)
        try found.drain(limit: limit ?? (format == nil ? usualLimit : nil), snapshot, list.write)
        let parts = ExceptionState.allCases.compactMap { state in
            totals.ofState[state].map { "\(state.text): \(NumberText.grouped($0.count))\(worth($0))" }
        }
        try list.finish(
            NumberText.count(totals.count, "exception") + inMoney(totals), of: totals.count, parts: parts,
            ifEmpty: try sentence())
    }

    /// `, in money 220 short and 712.5 too much`; if the money of some isn't known, that is said.
    private static func inMoney(_ totals: ExceptionTotals) -> String {
        let text = totals.inMoney(NumberText.quantity)
        return text.isEmpty ? "" : text + unknown(totals.short.withoutMoney + totals.excess.withoutMoney)
    }

    /// `, worth 1,234.5`, likewise.
    private static func worth(_ sum: ExceptionTotals.Sum) -> String {
        guard sum.withoutMoney < sum.count else { return "" }
        return ", worth \(NumberText.quantity(sum.money))" + unknown(sum.withoutMoney)
    }

    private static func unknown(_ count: Int) -> String {
        count == 0 ? "" : ", and \(NumberText.grouped(count)) whose cost is not known"
    }

    private static func day(_ day: Int32?) -> Cell { day.map { .day(Int($0)) } ?? .missing }
}

extension ListedException: ListedSeries {}
