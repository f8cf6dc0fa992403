/// Many quantiles of ``CountLaw``s with the same w, each as ``CountLaw/quantile(_:)`` gives it, to the last digit.
///
/// What only w decides is computed once. The sums P(D ≤ k) of a mean are kept, so that days with the same mean add them up once.
struct CountQuantiles {
    /// w.
    let excess: Double
    private let logarithm: Double
    private let scale: Double
    private var law: CountLaw
    /// Whether sums are added up from 0.
    private var isSummed = false
    /// P(D ≤ k) of 0, 1 …, and the last mass.
    private var sums: [Double] = []
    private var term = 0.0

    init(excess: Double) {
        self.excess = excess
        logarithm = CountLaw.logarithm(byExcess: excess)
        scale = 1 / (1 + excess)
        law = CountLaw(mean: 0, excess: excess)
    }

    /// Changes the law.
    ///
    /// - Parameter mean: more than 0.
    mutating func setMean(_ mean: Double) {
        guard mean != law.mean else { return }
        law = CountLaw(mean: mean, excess: excess)
        sums.removeAll(keepingCapacity: true)
        isSummed = law.fourDeviationsAbove < CountLaw.mostAdded
        guard isSummed else { return }
        term = Real.exp(-mean * logarithm)
        sums.append(term)
    }

    /// The smallest k with P(D ≤ k) ≥ probability.
    mutating func quantile(_ probability: Double) -> Double {
        guard isSummed, var last = sums.last else { return law.quantile(probability) }
        if last >= probability {
            var k = 0
            while sums[k] < probability { k += 1 }
            return Double(k)
        }
        var units = Double(sums.count - 1)
        while last < probability, units < CountLaw.mostSummed {
            term *= (law.mean + units * excess) * scale / (units + 1)
            units += 1
            last += term
            sums.append(last)
        }
        return last >= probability ? units : law.search(probability)
    }
}
