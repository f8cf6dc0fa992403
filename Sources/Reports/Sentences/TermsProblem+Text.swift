import Forecasting
import InventoryPipeline
import Platform

extension TermsProblem {
    /// The problem as a part of a sentence.
    ///
    /// - Parameter multiple: the term of which orders are whole multiples.
    func text(multiple: Term = .orderMultiple) -> String {
        switch self {
        case .outOfBounds(let term): "its \(term.name) is out of bounds"
        case .minimumAboveMaximum: "its min_order_quantity is above its max_order_quantity"
        case .noMultipleWithinBounds:
            "no multiple of its \(multiple.name) lies between its min_order_quantity and its max_order_quantity"
        case .orderUpToBelowReorderPoint: "its order_up_to is below its reorder_point"
        }
    }
}

extension UnplannedSeries {
    /// Why no orders can be planned, and which of the terms is only a default.
    package var reason: String {
        let names = defaults.map(\.name).joined(separator: " and ")
        return problem.text(multiple: multiple)
            + (names.isEmpty ? "" : "; \(names) is the default, as no file states it")
    }

    /// Some of the series, a line each.
    ///
    /// - Parameter others: what to do to see the others.
    static func lines(_ first: [UnplannedSeries], of count: Int, others: String = "") -> [String] {
        let lines = first.map { found in
            "  store \(DisplayText.ofIdentifier(found.series.storeID)), product "
                + "\(DisplayText.ofIdentifier(found.series.productID)): \(found.reason)"
        }
        return count > first.count ? lines + ["  and \(NumberText.grouped(count - first.count)) more\(others)"] : lines
    }
}
