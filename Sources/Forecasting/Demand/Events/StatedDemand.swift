/// Demand that somebody states ahead: units of some days together.
package struct StatedDemand: Equatable, Sendable {
    /// Day numbers.
    package var days: ClosedRange<Int>
    /// 0 or more.
    package var quantity: Double

    package init(days: ClosedRange<Int>, quantity: Double) {
        self.days = days
        self.quantity = quantity
    }
}
