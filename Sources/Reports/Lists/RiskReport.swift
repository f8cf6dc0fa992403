import CSV
import Foundation
import InventoryPipeline
import InventoryStore

/// What may run out, the earliest first.
package enum RiskReport {
    package static func write(
        _ snapshot: Snapshot, _ filter: ResultFilter, limit: Int?, as format: ExportFormat?,
        ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        typealias Column = ListColumn<ListedRisk>
        func day(_ title: String, _ name: String, _ value: @escaping (ListedRisk) -> Int?) -> [Column] {
            [Column(title, name) { value($0).map(Cell.day) ?? .missing }]
        }
        func chance(_ title: String, _ name: String, _ value: @escaping (ListedRisk) -> Double?) -> [Column] {
            [
                Column(title, .right) { percent(value($0)) },
                Column(name: name) { value($0).map(Cell.number) ?? .missing },
            ]
        }
        var columns = Column.series(withNames: try snapshot.hasProducts(with: .name))
        columns += day("at expected demand", "stockout_date") { $0.stockoutDay }
        columns += day("early", "early_date") { $0.risk.earlyDay }
        columns += day("middle", "middle_date") { $0.risk.middleDay }
        columns += day("late", "late_date") { $0.risk.lateDay }
        columns += chance("before an order", "p_before_order") { $0.risk.beforeOrder }
        columns += chance("before a receipt", "p_before_receipt") { $0.risk.beforeReceipt }
        columns += chance("in the horizon", "p_horizon") { $0.risk.horizon }
        columns += [
            Column("units short", "units_short", .right) { .quantity($0.risk.unitsShort) },
            Column("note") { note($0.risk) },
            Column(name: "approximate") { .integer($0.risk.isApproximate ? 1 : 0) },
            Column(name: "assumed") { .integer($0.risk.isAssumed ? 1 : 0) },
        ]
        let list = try ListWriter(columns, as: format, limit: limit)
        try snapshot.forEachRisk(filter, limit: format == nil ? nil : limit, list.write)
        try list.finish(
            "\(NumberText.count(list.count, "series", "series")) with a chance of 1 % or more", ifEmpty: try sentence())
    }

    /// The chance that a series runs out before the horizon ends, or an order is there; nil of one that isn't stored, as it has less than 1 %.
    package static func chance(_ share: Double?) -> String { share.map(percent) ?? "<1 %" }

    static func percent(_ share: Double?) -> String {
        guard let share else { return "" }
        return share > 0 && share < 0.001 ? "<0.1 %" : String(format: "%.1f %%", (share * 1000).rounded() / 10)
    }

    private static func note(_ risk: StoredRisk) -> String {
        [risk.isAssumed ? "assumed" : nil, risk.isApproximate ? "approximate" : nil].compactMap { $0 }
            .joined(separator: ", ")
    }
}

extension ListedRisk: ListedSeries {}
