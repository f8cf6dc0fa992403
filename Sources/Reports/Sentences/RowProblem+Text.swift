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
}
