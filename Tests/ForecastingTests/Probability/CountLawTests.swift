import TestSupport
import Testing

@testable import Forecasting

/// The law of demand against plain sums, and at its edges.
@Suite struct CountLawTests {
    /// The probabilities of 0, 1, 2, … units, each from its logarithm.
    private static func masses(_ mean: Double, _ w: Double, _ count: Int) -> [Double] {
        var logarithm = w > 0 ? -mean * Real.log1p(w) / w : -mean
        return (0..<count).map { j in
            defer { logarithm += Real.log((mean + Double(j) * w) / ((1 + w) * Double(j + 1))) }
            return Real.exp(logarithm)
        }
    }

    private static func random(_ generator: inout SeededGenerator) -> CountLaw {
        let mean = Real.exp(Double.random(in: -4...6, using: &generator))
        let phis: [Double] = [1, 1 + 1e-9, 1.3, 4, 30]
        let phi: Double = phis.randomElement(using: &generator) ?? 1
        let c: Double = Bool.random(using: &generator) ? 0 : Double.random(in: 0...0.6, using: &generator)
        return CountLaw(mean: mean, variance: phi * mean + c * mean * mean)
    }

    @Test func everythingIsThatOfPlainSums() {
        var generator = SeededGenerator("law of counts")
        for _ in 0..<60 {
            let law = Self.random(&generator)
            let (mean, w) = (law.mean, law.excess)
            let deviation = max(1, law.variance.squareRoot())
            let most = Int(mean + 12 * deviation + 12 * (1 + w)) + 10
            let masses = Self.masses(mean, w, 3 * most)
            for k in [0, 1, 2, Int(mean), Int(mean * 1.4) + 3, most / 3, 128, 129] where k < most {
                let x = Double(k)
                var (sums, loss) = (SIMD4<Double>.zero, 0.0)
                for j in k..<masses.count {
                    let distance = Double(j) - mean
                    sums += masses[j] * SIMD4(1, distance, distance * distance, distance * distance * distance)
                    loss += Double(j - k) * masses[j]
                }
                let error = k <= 128 ? 1e-11 : 1.2e-7
                #expect(abs(law.tail(x) - sums[0]) < error, "\(law) \(k): \(law.tail(x)) \(sums[0])")
                #expect(abs(law.mass(x) - masses[k]) <= 1e-9 * masses[k], "\(law) \(k)")
                #expect(abs(law.loss(x) - loss) < 1e-8 + error * (mean + x), "\(law) \(k): \(law.loss(x)) \(loss)")
                // They are about the mean, and as large as the powers of the deviation.
                let moments = law.moments(from: x)
                for power in 0..<4 {
                    let scale = (0..<power).reduce(50 * (2 + w / deviation)) { product, _ in product * deviation }
                    let isNear = abs(moments[power] - sums[power]) < (error + 1e-9) * scale
                    #expect(isNear, "\(law) \(k), power \(power): \(moments) \(sums)")
                }
            }
            let (all, fromZero) = (law.moments, law.moments(from: 0))
            #expect((0..<4).allSatisfy { abs(all[$0] - fromZero[$0]) <= 1e-9 * all[$0] })
        }
    }

    @Test func lossesInBetweenAreLinear() {
        let law = CountLaw(mean: 3, variance: 5)
        for k in 0..<12 {
            let (low, high) = (law.loss(Double(k)), law.loss(Double(k + 1)))
            #expect(abs(law.loss(Double(k) + 0.25) - (0.75 * low + 0.25 * high)) < 1e-12)
            #expect(abs(low - high - law.tail(Double(k + 1))) < 1e-12)
        }
        #expect(law.loss(-2) == 5)
    }

    @Test func unitsForALossAreTheFewest() {
        var generator = SeededGenerator("units for a loss")
        for _ in 0..<300 {
            let law = Self.random(&generator)
            let allowed = law.mean * Real.exp(Double.random(in: -9 ... -0.1, using: &generator))
            let units = law.units(forLoss: allowed)
            let error = 1e-12 + (units > 127 ? 1e-6 * (1 + units) : 0)
            #expect(law.loss(units) <= allowed + error, "\(law) \(allowed) \(units)")
            #expect(units == 0 || law.loss(units - 1) > allowed - error, "\(law) \(allowed) \(units)")
        }
        #expect(CountLaw(mean: 3, variance: 3).units(forLoss: 3) == 0)
    }

    @Test func edges() {
        let none = CountLaw(mean: 0, variance: 0)
        #expect(none.tail(0) == 1 && none.tail(1) == 0 && none.mass(0) == 1 && none.mass(1) == 0)
        #expect(none.quantile(0.99) == 0 && none.loss(2) == 0 && none.loss(-1) == 1)
        #expect(none.tailAndMass(1) == (0, 0) && none.isNegligible(1))
        // A variance below the mean is that of Poisson.
        #expect(CountLaw(mean: 5, variance: 2) == CountLaw(mean: 5, variance: 5))
        for (mean, variance) in [
            (Double.nan, 1.0), (-1, 1), (.infinity, .infinity), (1e-300, 1), (1, 1e300), (1e15, 1e30),
        ] {
            let law = CountLaw(mean: mean, variance: variance)
            for units in [-1.0, 0, 1, 128, 129, 1e6, 1e12] {
                _ = (law.tail(units), law.mass(units), law.loss(units), law.moments(from: units))
            }
            _ = law.quantile(0.999)
        }
        // m = k = 1e12 with w = 1e12 is an exponential distribution.
        #expect(abs(CountLaw(mean: 1e12, variance: 1e24).tail(1e12) - Real.exp(-1)) < 1e-10)
        // The probabilities of so few units are below the smallest number.
        #expect(CountLaw(mean: 5000, variance: 5000).tail(100) == 1)
        let law = CountLaw(mean: 1000, variance: 1000)
        #expect(law.mass(100) > 0 && law.mass(100) < 1e-291)
        // φ of nearly 1 is φ of 1.
        let (near, poisson) = (CountLaw(mean: 700, variance: 700 * (1 + 1e-11)), CountLaw(mean: 700, variance: 700))
        #expect([1, 100, 700, 800].allSatisfy { abs(near.tail($0) - poisson.tail($0)) < 1e-9 })
    }

    @Test("A quantile is found where one unit more is the same number", arguments: 0...26)
    func largeQuantiles(exponent: Int) {
        let mean = (0..<exponent).reduce(3.7) { product, _ in product * 10 }
        for excess in [0, 1e-9, 1, mean] {
            let law = CountLaw(mean: mean, excess: excess)
            let deviation = law.variance.squareRoot()
            for probability in [1e-5, 0.01, 0.5, 0.95, 0.99999] {
                let units = law.quantile(probability)
                #expect(abs(units - mean) <= 12 * deviation + 1e-4 * mean + 1, "\(law) \(probability): \(units)")
            }
        }
    }

    @Test func whatIsNegligibleIsBelowTheBound() {
        var generator = SeededGenerator("negligible")
        for _ in 0..<500 {
            let law = Self.random(&generator)
            let units = (law.mean + law.variance.squareRoot() * Double.random(in: 0...15, using: &generator)).rounded()
            if law.isNegligible(units) {
                #expect(law.tail(units) < 1e-10 + (units > 128 ? 1.2e-7 : 0), "\(law) \(units)")
            }
        }
    }
}
