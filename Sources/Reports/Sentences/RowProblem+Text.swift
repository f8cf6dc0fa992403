import InventoryPipeline
import Platform

extension RowProblem: CustomStringConvertible {
    /// `products.csv:12: sales_rate is “abc”, expected a number`.
    package var description: String { "\(file):\(line): \(reason)" }

    /// The reason, without file and line: `sales_rate is “abc”, expected a number`.
    package var reason: String {
        guard let column else { return expected.text }
        let name = DisplayText.of(column)
        guard let value, !value.isEmpty else { return "\(name) is empty, expected \(expected.text)" }
        return "\(name) is “\(DisplayText.of(value))”, expected \(expected.text)"
    }

    /// Whether an earlier row has set the series.
    var isSecondRow: Bool {
        if case .firstRow(.some, _, _, _) = expected { return true }
        return false
    }

    /// The column of the problem, if a file can do without it.
    var optionalColumn: String? {
        if case .orNothing = expected { return column }
        return nil
    }
}
