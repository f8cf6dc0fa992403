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
    struct Moments {
        var share: Double
        var mean: Double
        var variance: Double
        var third: Double
    }

    /// The probability of so many units or more, and the moments of what is less.
    func split(at units: Double) -> (tail: Double, below: Moments) {
        let from = law.moments(from: isMirrored ? shift - units + 1 : units - shift)
        let sums = isMirrored ? from : law.moments - from
        let tail = isMirrored ? 1 - from[0] : from[0]
        guard sums[0] > 0 else { return (tail, Moments(share: 0, mean: units, variance: 0, third: 0)) }
        let first = sums[1] / sums[0]
        let second = sums[2] / sums[0]
        let third = sums[3] / sums[0] - first * (3 * second - 2 * first * first)
        let mean = law.mean + first
        return (
            tail,
            Moments(
                share: sums[0], mean: isMirrored ? shift - mean : shift + mean,
                variance: max(0, second - first * first), third: isMirrored ? -third : third)
        )
    }
}

extension MovedLaw {
    /// The law with a mean, a variance and a third central moment: mirrored if that is below zero.
    init(mean: Double, variance: Double, third: Double) {
        guard variance > 1e-9 else {
            self.init(law: CountLaw(mean: 0, excess: 0), shift: mean.rounded(), isMirrored: false)
            return
        }
        // The mean of the law that has this variance and this third moment.
        var own = max(0.05, 2 * variance * variance / (third.magnitude + variance))
        // A law with w below zero is only added up, so of many units it is Poisson, which is hardly more skewed.
        if own > variance, own > 100 { own = variance }
        let isMirrored = third < 0
        let shift = (isMirrored ? mean + own : mean - own).rounded()
        own = max(0.01, isMirrored ? shift - mean : mean - shift)
        let excess = max(variance / own - 1, own > 100 ? 0 : -0.999)
        self.init(law: CountLaw(mean: own, excess: excess), shift: shift, isMirrored: isMirrored)
    }
}
