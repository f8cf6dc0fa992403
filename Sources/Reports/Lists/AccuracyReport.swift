import CSV
import Forecasting
import Foundation
import InventoryPipeline
import InventoryStore
import Platform

/// How good the estimates of past weeks were.
package enum AccuracyReport {
    package static func write(
        _ rows: [ListedAccuracy], by grouping: AccuracyFlow.Grouping?, limit: Int?, as format: ExportFormat?
    ) throws {
        typealias Column = ListColumn<ListedAccuracy>
        func share(
            _ title: String, _ name: String, _ value: @escaping (ListedAccuracy) -> Double?
        ) -> [Column] {
            [
                Column(title, .right) { percent(value($0)) },
                Column(name: name) { value($0).map(Cell.number) ?? .missing },
            ]
        }
        var columns: [Column] = []
        if let grouping {
            columns += [
                Column(grouping.rawValue) { DisplayText.of($0.name ?? "(none)", limit: 40) },
                Column(name: grouping.rawValue) { $0.name.map(Cell.text) ?? .missing },
            ]
        }
        columns += [
            Column("weeks", "weeks", .right) { .integer($0.weeks) },
            Column("series × weeks", "series_weeks", .right) { .integer($0.sums.series) },
            Column("sold", "sold", .right) { .quantity($0.sums.sold) },
        ]
        columns += share("error", "wape") { $0.wape } + share("bias", "bias") { $0.bias }
        columns += share("P10 to P90", "within_p10_p90") { $0.within }
        columns += share("average: error", "average_wape") { $0.averageWape }
        columns += share("bias", "average_bias") { $0.averageBias }
        if format != nil || rows.contains(where: { $0.sums.statedSeries > 0 }) {
            columns.append(Column("stated", "stated_series_weeks", .right) { .integer($0.sums.statedSeries) })
            columns += share("error", "stated_wape") { $0.statedWape } + share("bias", "stated_bias") { $0.statedBias }
            columns += share("ours of these", "wape_of_stated") { $0.wapeOfStated }
        }
        let list = try ListWriter(columns, as: format, limit: limit)
        for row in rows { try list.write(row) }
        try list.finish(
            "errors of week sums, by what was sold; beside them the mean of the last 28 days. Of 10 series 8 should sell from P10 to P90.",
            ifEmpty: """
                No week is over yet of which a forecast was made before; the next import of sales compares. \
                What the past says: invdb backtest
                """)
    }

    private static func percent(_ share: Double?) -> String {
        share.map { String(format: "%.1f %%", ($0 * 1_000).rounded() / 10 + 0) } ?? "-"
    }
}
