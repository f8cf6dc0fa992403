/// How far the demand of a series is from what is expected.
package struct DemandSpread: Equatable, Sendable {
    package var dispersion: Dispersion
    /// Whether only whole units are sold.
    package var isWhole: Bool
    /// Whether no history says it.
    package var isAssumed: Bool

    package init(_ dispersion: Dispersion, isWhole: Bool, isAssumed: Bool) {
        self.dispersion = dispersion
        self.isWhole = isWhole
        self.isAssumed = isAssumed
    }
}

extension RunOptions {
    /// The spread of a series: that of its estimate, or what is assumed.
    package func spread(ofEstimate estimate: DemandSpread?) -> DemandSpread? {
        estimate
            ?? assumedDispersion.map {
                DemandSpread(Dispersion(phi: $0, c: 0, d: 0), isWhole: true, isAssumed: true)
            }
    }
}
