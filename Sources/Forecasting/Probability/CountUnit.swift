/// What demand is counted in, so that ``CountLaw`` is its law.
enum CountUnit {
    /// The size of what is counted: 1 for demand that comes in whole units. Other quantities are counted in parts so small that the count
    /// stands for them: 256 make the variance by the mean. Probabilities are then within 0.0024 of those of a gamma distribution with a
    /// shape of 1 or more.
    ///
    /// - Parameter ratio: variance by mean of the quantities, in units.
    static func size(ratio: Double, isWhole: Bool) -> Double { isWhole ? 1 : max(ratio, 1e-6) / 256 }
}
