import CSV
import Forecasting

/// The level of one series over time, drawn with characters.
///
///     70 ┤███
///        │██████▇
///      0 ┼────────────✕────
///    -12 ┤             ▀▀██
///                     ░░▓░░
///         2023-01-03    ✕ out on 2023-02-06
package struct LevelChart {
    /// End-of-day levels of consecutive days.
    let levels: [Double]
    let firstDay: Int
    let stockoutDay: Int?
    /// The days by which it is out with a probability of 10, 50 and 90 %: a band below the chart.
    var early: Int?
    var middle: Int?
    var late: Int?
    /// Characters across, labels included.
    let width: Int

    private static let height = 12

    var lines: [String] {
        guard let highest = levels.max(), let lowest = levels.min() else { return [] }
        let top = max(highest, 0)
        let bottom = min(lowest, 0)
        let span = top - bottom
        let labels = [label(top), label(0), label(bottom)]
        let margin = (labels.map(\.count).max() ?? 0) + 2
        let columns = min(levels.count, max(10, width - margin))
        // Short horizons get wider bars.
        let bar = max(1, min(4, (width - margin) / max(columns, 1)))
        // A level too small to be visible is drawn as zero.
        let step = span > 1e-6 ? span / Double(Self.height) : 1
        let rowsAbove = Int((top / step).rounded(.up))
        let rowsBelow = Int((-bottom / step).rounded(.up))

        func day(_ column: Int) -> Int {
            columns > 1 ? firstDay + column * (levels.count - 1) / (columns - 1) : firstDay
        }
        let outColumn = stockoutDay.map { out in (0..<columns).first { day($0) >= out } ?? columns - 1 }
        func row(_ body: (Int) -> String) -> String {
            (0..<columns).map { column in
                let mark = body(column)
                return mark.count == 1 ? String(repeating: mark, count: bar) : mark
            }.joined()
        }
        func padded(_ label: String, _ axis: String) -> String {
            String(repeating: " ", count: margin - 2 - label.count) + label + " " + axis
        }
        var lines: [String] = []
        for above in stride(from: rowsAbove, to: 0, by: -1) {
            let text = row { column in
                Self.block(levels[day(column) - firstDay] / step - Double(above - 1))
            }
            lines.append(padded(above == rowsAbove ? labels[0] : "", above == rowsAbove ? "┤" : "│") + text)
        }
        lines.append(
            padded("0", "┼")
                + row { column in
                    column == outColumn ? "✕" + String(repeating: "─", count: bar - 1) : "─"
                })
        for below in stride(from: 1, through: rowsBelow, by: 1) {
            let text = row { column in
                Self.hanging(-levels[day(column) - firstDay] / step - Double(below - 1))
            }
            lines.append(padded(below == rowsBelow ? labels[2] : "", below == rowsBelow ? "┤" : "│") + text)
        }
        if let early {
            let last = late ?? Int.max
            let middleColumn = middle.flatMap { middle in (0..<columns).first { day($0) >= middle } }
            lines.append(
                padded("", " ")
                    + row { column in
                        if column == middleColumn { return "▓" + String(repeating: "░", count: bar - 1) }
                        return day(column) >= early && day(column) <= last ? "░" : " "
                    })
        }
        let legend = stockoutDay.map { "   ✕ out on \(CivilDate(dayNumber: $0).isoText)" } ?? ""
        let from = CivilDate(dayNumber: firstDay).isoText
        let to = CivilDate(dayNumber: firstDay + levels.count - 1).isoText
        lines.append(String(repeating: " ", count: margin) + "\(from) to \(to)\(legend)")
        return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    }

    private func label(_ level: Double) -> String {
        FieldText.number(ReportedQuantity.rounded(level))
    }

    /// A cell of a bar that stands on the zero line and fills `share` of the cell.
    private static func block(_ share: Double) -> String {
        let blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return blocks[Int((min(max(share, 0), 1) * 8).rounded())]
    }

    /// A cell of a bar that hangs from the zero line. Only the upper half of a cell can be drawn separately.
    private static func hanging(_ share: Double) -> String {
        share < 0.25 ? " " : share < 0.75 ? "▀" : "█"
    }
}
