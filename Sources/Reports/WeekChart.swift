import Forecasting
import InventoryPipeline

/// The units sold in each week before the last day of history, and those expected in the weeks after it, drawn with characters.
///
///     23 ┤ ▂▁ █▅▂▁ ░░▒
///      0 ┼────────────
///         2024-01-01 to 2024-03-31, expected until 2024-04-28
package struct WeekChart {
    /// Units by week: of the history, then the expected ones.
    private let sold: [Double]
    private let expected: [Double]
    private let until: Int

    private static let height = 6

    init(_ history: [SoldDay], until: Int, _ outlook: DemandOutlook, weeks: Int, width: Int) {
        self.until = until
        expected = (0..<weeks).map { week in
            outlook.sum(ofDays: week * 7 + 7).mean - (week > 0 ? outlook.sum(ofDays: week * 7).mean : 0)
        }
        let first = history.first.map { Int($0.day) } ?? until
        // Whole weeks, counted back from the last day.
        let known = min(max(1, (until - first) / 7 + 1), max(1, width - 12 - weeks))
        var sold = [Double](repeating: 0, count: known)
        for day in history {
            let week = known - 1 - (until - Int(day.day)) / 7
            if sold.indices.contains(week) { sold[week] += day.quantity }
        }
        self.sold = sold
    }

    var lines: [String] {
        let top = max((sold + expected).max() ?? 0, 1e-6)
        let label = NumberText.quantity(top)
        let margin = String(repeating: " ", count: label.count)
        var lines: [String] = []
        for row in stride(from: Self.height, to: 0, by: -1) {
            func bars(_ weeks: [Double], _ blocks: [String]) -> String {
                weeks.map { units in
                    let share = units / top * Double(Self.height) - Double(row - 1)
                    return blocks[Int((min(max(share, 0), 1) * Double(blocks.count - 1)).rounded())]
                }.joined()
            }
            let text =
                bars(sold, [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]) + " " + bars(expected, [" ", "░", "▒"])
            lines.append((row == Self.height ? "\(label) ┤" : "\(margin) │") + text)
        }
        lines.append(
            String(repeating: " ", count: label.count - 1) + "0 ┼"
                + String(repeating: "─", count: sold.count + expected.count + 1))
        lines.append(
            "\(margin)  weeks from \(NumberText.date(until - sold.count * 7 + 1)) to \(NumberText.date(until)), then expected ones"
        )
        return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    }
}
