/// Why orders can't be planned with some terms.
package enum TermsProblem: Error, Equatable, Sendable {
    /// The value is below the minimum (0, or 1 for the review period), above the maximum in
    /// ``StockLimits``, or not a number.
    case outOfBounds(Term)
    /// The minimum order quantity is above the maximum.
    case minimumAboveMaximum
    /// No whole multiple lies between the minimum and the maximum. Example: with multiples of 24 and at most 60, the
    /// largest order is 48, so a minimum of 50 can't be met.
    case noMultipleWithinBounds
    /// Orders are to go up to a stock that is below the one at which they are placed.
    case orderUpToBelowReorderPoint

    /// The terms that don't go together.
    package var terms: [Term] {
        switch self {
        case .outOfBounds(let term): [term]
        case .minimumAboveMaximum: [.minimumOrderQuantity, .maximumOrderQuantity]
        case .noMultipleWithinBounds: [.orderMultiple, .minimumOrderQuantity, .maximumOrderQuantity]
        case .orderUpToBelowReorderPoint: [.orderUpTo, .reorderPoint]
        }
    }
}
