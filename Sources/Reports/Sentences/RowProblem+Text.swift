import InventoryPipeline

extension RowProblem: CustomStringConvertible {
    /// `products.csv:12: sales_rate is “abc”, expected a number`.
    package var description: String { "\(file):\(line): \(reason(\.text))" }
}

extension ExpectedText.Mention {
    /// The name on the command line.
    package var text: String {
        switch self {
        case .dateOrder: "--date-format"
        case .decimalComma: "--decimal ,"
        case .importFromPipe: "invdb import -"
        case .statusWords: "--open-status or --closed-status"
        case .numbers(let sample): "--numbers \(sample)"
        case .ignore(let column): "--ignore \"\(column)\""
        }
    }
}
