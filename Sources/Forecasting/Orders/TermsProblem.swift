/// Why terms can't be planned with.
package enum TermsProblem: Error, Equatable, Sendable {
    /// Below its least value (0, or 1 for the review period; a maximum is at least 0.01), above that of ``StockLimits``,
    /// or not a number.
    case outOfBounds(Term)
    /// The minimum order quantity is above the maximum.
    case minimumAboveMaximum
    /// No multiple of the order multiple lies between the minimum and the maximum: with multiples of 24 and at most 60,
    /// an order is for 48 at most, so it can't be for 50 at least.
    case noMultipleWithinBounds
}
