import Foundation
import InventoryPipeline

/// The report of a backtest.
package enum BacktestReport {
    package static func text(_ summary: BacktestSummary, as format: SummaryFormat) throws -> String {
        switch format {
        case .text: text(summary)
        case .json: try BacktestObject(summary).json()
        }
    }

    private static func text(_ summary: BacktestSummary) -> String {
        let cuts = summary.cuts.map(NumberText.date)
        var lines = [
            "\(NumberText.count(summary.forecasts, "forecast")) of \(NumberText.count(summary.horizon, "day")) from "
                + "\(cuts.joined(separator: ", ")) in \(NumberText.seconds(summary.seconds))",
            row("", ["error a day", "error of sums", "scaled", "bias"]),
        ]
        for (name, found) in [
            ("invdb", summary.own), ("average of 28 days", summary.average), ("same weekday", summary.seasonal),
        ] {
            lines.append(
                row(
                    name,
                    [
                        percent(found.daily.wape), percent(found.sums.wape),
                        found.scaled.rmsse.map { String(format: "%.4f", $0) } ?? "-", percent(found.sums.bias),
                    ]))
        }
        let shares = summary.quantiles.map {
            "\(percent($0.coverage)) up to P\(Int(($0.probability * 100).rounded()))"
        }
        lines.append("of the sums, \(shares.joined(separator: ", "))")
        return lines.joined(separator: "\n")
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        name.padding(toLength: 18, withPad: " ", startingAt: 0)
            + cells.map { String(repeating: " ", count: max(1, 15 - $0.count)) + $0 }.joined()
    }

    private static func percent(_ share: Double?) -> String {
        // Without the sign of a zero.
        share.map { String(format: "%.2f %%", ($0 * 10_000).rounded() / 100 + 0) } ?? "-"
    }
}

/// The result of a backtest for programs.
struct BacktestObject: Encodable {
    var cuts: [String]
    var horizon: Int
    var forecasts: Int
    var methods: [Method]
    var quantiles: [Quantile]
    var seconds: Double

    struct Method: Encodable {
        /// `invdb`, `average_28` or `seasonal_naive`.
        var name: String
        var dailyWape: Double?
        var sumWape: Double?
        var rmsse: Double?
        var bias: Double?

        init(_ name: String, _ found: TrialAccuracy) {
            self.name = name
            dailyWape = found.daily.wape
            sumWape = found.sums.wape
            rmsse = found.scaled.rmsse
            bias = found.sums.bias
        }
    }

    struct Quantile: Encodable {
        var probability: Double
        var coverage: Double?
        var pinball: Double?
    }

    init(_ summary: BacktestSummary) {
        cuts = summary.cuts.map(NumberText.date)
        horizon = summary.horizon
        forecasts = summary.forecasts
        methods = [
            Method("invdb", summary.own), Method("average_28", summary.average),
            Method("seasonal_naive", summary.seasonal),
        ]
        quantiles = summary.quantiles.map {
            Quantile(probability: $0.probability, coverage: $0.coverage, pinball: $0.pinball)
        }
        seconds = summary.seconds
    }
}
