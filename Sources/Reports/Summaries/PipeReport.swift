import InventoryPipeline
import Platform

/// What a pipe says of its work.
package enum PipeReport {
    /// The summary, for people.
    package static func text(_ summary: PipeSummary) -> String {
        var parts = [
            NumberText.count(summary.series, "series", "series"), NumberText.count(summary.stockouts, "stock-out"),
        ]
        if let orders = summary.orders { parts.append(NumberText.count(orders.count, "order")) }
        var lines = [parts.joined(separator: ", ") + " in \(NumberText.seconds(summary.seconds))"]
        let rejected = summary.rejected + summary.receiptsRejected
        if rejected > 0 { lines.append("\(NumberText.count(rejected, "row")) rejected") }
        if summary.withoutRate > 0 {
            lines.append(
                "\(NumberText.count(summary.withoutRate, "series", "series")) without a sales rate, and so without a forecast"
            )
        }
        if summary.unplanned > 0 {
            lines.append("\(NumberText.count(summary.unplanned, "series", "series")) whose terms allow no order")
        }
        if summary.withoutService > 0 {
            lines.append(
                "\(NumberText.count(summary.withoutService, "series", "series")) without the service that is wanted, as it isn't known how "
                    + "demand spreads; --assume-dispersion says it")
        }
        return lines.joined(separator: "\n")
    }

    /// Why a pipe has no result.
    package static func refusal(_ refused: PipeRefused) -> String {
        let total = refused.problems.total
        let shown = refused.problems.first
        let bad =
            "There is no result: \(NumberText.grouped(total)) of \(NumberText.count(refused.rowsRead, "row")) can't be used"
        var lines = [bad + (total > shown.count ? "; the first \(shown.count):" : ":")]
        lines += shown.map { "  \($0.pipedText)" }
        lines.append("Correct them, or use the good rows and collect the bad ones with --rejects FILE.")
        return lines.joined(separator: "\n")
    }
}

extension RowProblem {
    /// The problem by the series of the row: lines of a pipe say nothing to anybody.
    fileprivate var pipedText: String { series.map { "\($0.text): \(reason)" } ?? "\(self)" }
}
