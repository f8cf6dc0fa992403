import Forecasting

extension TermsProblem {
    /// The problem as a part of a sentence.
    var text: String {
        switch self {
        case .outOfBounds(let term): "its \(term.name) is out of bounds"
        case .minimumAboveMaximum: "its min_order_quantity is above its max_order_quantity"
        case .noMultipleWithinBounds:
            "no multiple of its order_multiple lies between its min_order_quantity and its max_order_quantity"
        }
    }
}
