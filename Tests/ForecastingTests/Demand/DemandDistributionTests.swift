import TestSupport
import Testing

@testable import Forecasting

@Suite struct DemandDistributionTests {
    @Test("Quantiles: every known answer")
    func knownAnswers() throws {
        let rows = try DemandTables.table("08_quantiles_expected")
        #expect(rows.count > 40)
        for row in rows {
            let (mean, variance) = (try DemandTables.number(row, "mean"), try DemandTables.number(row, "variance"))
            for (percent, probability) in [(10, 0.1), (50, 0.5), (90, 0.9), (95, 0.95)] {
                let counts = DemandDistribution(mean: mean, variance: variance, isWhole: true)
                #expect(counts.quantile(probability) == (try DemandTables.number(row, "nb\(percent)")), "\(row)")
                let amounts = DemandDistribution(mean: mean, variance: variance, isWhole: false)
                let found = amounts.quantile(probability)
                let answer = try DemandTables.number(row, "gamma\(percent)")
                #expect(DemandTables.isClose(found, answer), "\(percent): \(found) \(row)")
            }
        }
    }

    /// The probability of each number of units up to one, added up.
    private static func plainCumulative(_ mean: Double, _ variance: Double, upTo units: Int) -> [Double] {
        let excess = max(0, variance / mean - 1)
        var logTerm = excess > 0 ? -mean * Real.log1p(excess) / excess : -mean
        var (sum, sums) = (0.0, [Double]())
        for n in 0...units {
            sum += Real.exp(logTerm)
            sums.append(sum)
            logTerm += Real.log((mean + Double(n) * excess) / ((1 + excess) * Double(n + 1)))
        }
        return sums
    }

    @Test func unitsAreThoseOfASumFromZero() {
        var generator = SeededGenerator("units")
        for _ in 0..<200 {
            let mean = Real.exp(Double.random(in: -5...8, using: &generator))
            let variance = mean * Real.exp(Double.random(in: -0.5...4, using: &generator))
            let law = DemandDistribution(mean: mean, variance: variance, isWhole: true)
            let most = Int(mean + 9 * max(variance, mean).squareRoot() + 9)
            let sums = Self.plainCumulative(mean, variance, upTo: most)
            for units in [0, 1, most / 3, Int(mean), most / 2, most] where units <= most {
                let found = law.cumulative(Double(units) + 0.5)
                let isNear = abs(found - sums[units]) < (units < 128 ? 1e-10 : 1.2e-7)
                #expect(isNear, "\(mean) \(variance) \(units): \(found) \(sums[units])")
            }
            for probability in [0.001, 0.1, 0.5, 0.9, 0.99] {
                let found = Int(law.quantile(probability))
                // Sums that differ in the last digits may be on both sides of the probability.
                let error = most < 128 ? 1e-10 : 1.2e-7
                #expect(
                    found < sums.count && sums[found] >= probability - error,
                    "\(mean) \(variance) \(probability) \(found)")
                #expect(
                    found == 0 || sums[found - 1] < probability + error, "\(mean) \(variance) \(probability) \(found)")
            }
        }
    }

    @Test func quantilesAndProbabilitiesAreInverse() {
        var generator = SeededGenerator("inverse")
        for _ in 0..<2000 {
            let mean = Real.exp(Double.random(in: -5...30, using: &generator))
            let variance = mean * Real.exp(Double.random(in: -3...20, using: &generator))
            let probability = Double.random(in: 0.001...0.999, using: &generator)
            let amounts = DemandDistribution(mean: mean, variance: variance, isWhole: false)
            let quantity = amounts.quantile(probability)
            // Below the smallest double there is no quantity.
            if quantity > 1e-290 {
                #expect(abs(amounts.cumulative(quantity) - probability) < 1e-7, "\(mean) \(variance) \(probability)")
            }
            let counts = DemandDistribution(mean: mean, variance: variance, isWhole: true)
            let units = counts.quantile(probability)
            #expect(units >= 0 && units == units.rounded())
            #expect(counts.cumulative(units) >= probability - 1e-6, "\(mean) \(variance) \(probability) \(units)")
            #expect(
                units == 0 || counts.cumulative(units - 1) <= probability + 1e-6, "\(mean) \(variance) \(probability)")
        }
    }

    @Test func lawsMeetAtTheirLimits() {
        for factor in [0.5, 1, 1.2, 3, 50] {
            for probability in [0.01, 0.1, 0.5, 0.9, 0.99] {
                let below = DemandDistribution(mean: 99_999, variance: 99_999 * factor, isWhole: true).quantile(
                    probability)
                let above = DemandDistribution(mean: 100_001, variance: 100_001 * factor, isWhole: true).quantile(
                    probability)
                #expect((above - below - 2).magnitude <= 2, "\(factor) \(probability): \(below) \(above)")
            }
        }
        // Wilson's and Hilferty's approximation, from a shape of 100,000 on.
        for probability in [0.01, 0.1, 0.5, 0.9, 0.99] {
            let (below, above) = (
                GammaLaw(shape: 99_999.99).quantile(probability), GammaLaw(shape: 100_000.01).quantile(probability)
            )
            #expect((above - below).magnitude < 0.05, "\(probability): \(below) \(above)")
        }
    }

    @Test func edges() {
        for isWhole in [true, false] {
            for mean in [0, -1, Double.nan, -Double.infinity] {
                let law = DemandDistribution(mean: mean, variance: 1, isWhole: isWhole)
                #expect(law.quantile(0.9) == 0 && law.cumulative(0) == 1 && law.cumulative(-1) == 0)
            }
            let law = DemandDistribution(mean: 5, variance: 9, isWhole: isWhole)
            #expect(law.quantile(0) >= 0 && law.quantile(0) < 0.1)
            #expect(law.quantile(1) > 20 && law.quantile(1).isFinite)
            #expect(law.cumulative(-0.1) == 0 && law.cumulative(1e9) == 1)
            for (mean, variance) in [
                (1e-300, 1), (1, 1e300), (1e300, 1e300), (5, .infinity), (5, .nan), (1e5, 1e200), (.infinity, 1),
                (1, 1e30),
            ] {
                _ = DemandDistribution(mean: mean, variance: variance, isWhole: isWhole).quantile(0.9)
                _ = DemandDistribution(mean: mean, variance: variance, isWhole: isWhole).cumulative(3)
            }
        }
        // Quantities without a variance are their mean.
        #expect(DemandDistribution(mean: 5, variance: 0, isWhole: false).quantile(0.1) == 5)
        #expect(DemandDistribution(mean: 5, variance: 0, isWhole: false).cumulative(4.9) == 0)
    }

    @Test func normalQuantiles() {
        for (probability, z) in [
            (0.5, 0), (0.9, 1.2815515655446004), (0.025, -1.9599639845400545), (1e-9, -5.9978070150076865),
        ] {
            #expect(abs(Real.normalQuantile(probability) - z) < 1e-9)
        }
    }
}
