import Foundation
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
        lines += unused(summary.unused) + unused(summary.receiptsUnused, of: " of the receipts")
        let rejected = summary.rejected + summary.receiptsRejected
        if rejected > 0 { lines.append("\(NumberText.count(rejected, "row")) rejected") }
        lines += leftOut(summary)
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

    /// The columns of a header that aren't read.
    private static func unused(_ names: [String], of file: String = "") -> [String] {
        names.isEmpty ? [] : ["not used\(file): " + names.map { "“\(DisplayText.of($0))”" }.joined(separator: ", ")]
    }

    private static func leftOut(_ summary: PipeSummary) -> [String] {
        var lines: [String] = []
        if summary.leftOut > 0 { lines.append("\(NumberText.count(summary.leftOut, "row")) left out") }
        if summary.receiptsLeftOut > 0 {
            lines.append(
                "\(NumberText.count(summary.receiptsLeftOut, "receipt")) left out, as they have no date or nothing is open of them"
            )
        }
        return lines
    }

    /// Why a pipe has no result.
    package static func refusal(_ refused: PipeRefused) -> String {
        let total = refused.problems.total
        let shown = refused.problems.first
        let bad =
            "There is no result: \(NumberText.grouped(total)) of \(NumberText.count(refused.rowsRead, "row")) can't be used"
        var lines = [bad + (total > shown.count ? "; the first \(shown.count):" : ":")]
        lines += shown.map { inWordsOfPipe("  \($0.pipedText)") }
        if refused.mayHaveUnknownReceipts {
            lines.append("Receipts of series that have no position are looked for when all rows can be used.")
        }
        lines.append("Correct them, or use the good rows and collect the bad ones with --rejects FILE.")
        return lines.joined(separator: "\n")
    }

    /// Why a row is bad.
    package static func reason(_ problem: RowProblem) -> String { inWordsOfPipe(problem.reason) }

    /// Why the input of a pipe can't be read: what an import says, for who asked for a pipe.
    package static func text(_ error: InputError) -> String { inWordsOfPipe(error.description) }

    private static func inWordsOfPipe(_ text: String) -> String {
        text.replacingOccurrences(of: "| invdb import -", with: "| invdb pipe")
            .replacingOccurrences(of: "Nothing was imported: ", with: "There is no result: ")
            .replacingOccurrences(of: "a header line and a line for each product", with: "a header line and rows")
    }
}

extension RowProblem {
    /// The problem by the series of the row: lines of a pipe say nothing to anybody.
    fileprivate var pipedText: String { series.map { "\($0.text): \(reason)" } ?? "\(self)" }
}
