/// What is known of a series on a day of its past.
package struct SoldDay: BitwiseCopyable, Equatable, Sendable {
    /// The day number.
    package var day: Int32
    /// Units sold, net of returns.
    package var quantity: Double
    /// Units in stock in the evening; NaN if that is not known. At zero or below, more may have been asked for than was sold.
    package var closingStock: Double

    package init(day: Int32, quantity: Double, closingStock: Double = .nan) {
        self.day = day
        self.quantity = quantity
        self.closingStock = closingStock
    }
}
