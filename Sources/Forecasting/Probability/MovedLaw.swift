/// The law of shift + D, or of shift − D, where D has a ``CountLaw``.
struct MovedLaw {
    let law: CountLaw
    /// A whole number.
    let shift: Double
    let isMirrored: Bool

    /// The probability of so many units or more.
    func tail(_ units: Double) -> Double {
        isMirrored ? 1 - law.tail(shift - units + 1) : law.tail(units - shift)
    }

    /// The probability of fewer units, and the mean, the variance and the third central moment of those.
    func moments(below units: Double) -> (share: Double, mean: Double, variance: Double, third: Double) {
        let sums =
            isMirrored
            ? law.moments(from: shift - units + 1) : law.moments - law.moments(from: units - shift)
        guard sums[0] > 0 else { return (0, units, 0, 0) }
        let first = sums[1] / sums[0]
        let second = sums[2] / sums[0]
        let third = sums[3] / sums[0] - first * (3 * second - 2 * first * first)
        let mean = law.mean + first
        return (
            sums[0], isMirrored ? shift - mean : shift + mean, max(0, second - first * first),
            isMirrored ? -third : third
        )
    }
}
