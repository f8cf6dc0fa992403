import TestSupport
import Testing

@testable import Forecasting

/// The passes over the history of a series, against a plain slow version and against what has to hold for any history.
@Suite struct SeriesHistoryPassTests {
    private struct Case {
        var rows: [SoldDay]
        var profile: DemandProfile
        var usualRate: Double
        var cut: Int
        var learned: LearnedDemand

        var pass: SeriesHistoryPass {
            SeriesHistoryPass(profile: profile, usualRate: usualRate, cut: cut, learned: learned)
        }

        /// - Parameter isCalm: without returns, days without stock, and large sales.
        init(_ generator: inout SeededGenerator, isCalm: Bool = false) {
            let first = Int.random(in: -1000...20_000, using: &generator)
            let days = Int.random(in: 1...230, using: &generator)
            let week = (0..<7).map { _ in
                Bool.random(using: &generator) ? 1 : Double.random(in: 0...2, using: &generator)
            }
            let isMostlyClosed = Int.random(in: 0..<8, using: &generator) == 0
            profile = DemandProfile(
                firstDay: first,
                factors: (0..<days + 30).map { day in
                    let isClosed = Int.random(in: 0..<(isMostlyClosed ? 2 : 20), using: &generator) == 0
                    return isClosed ? 0 : week[day % 7]
                })
            let rates: [Double] = [0.01, 0.9, 20]
            usualRate = rates.randomElement(using: &generator) ?? 1
            // One sale in a hundred days, up to one on most days; some begin late, some after the cut.
            let oneIn = [1, 2, 9, 100].randomElement(using: &generator) ?? 1
            let scales: [Double] = [1, 6, 500]
            let scale = scales.randomElement(using: &generator) ?? 1
            let begin = Int.random(in: 0..<3, using: &generator) == 0 ? Int.random(in: 0..<days, using: &generator) : 0
            let gap = Int.random(in: 0...days, using: &generator)..<days + Int.random(in: 0...60, using: &generator)
            let hasStock = !isCalm && Bool.random(using: &generator)
            let kind = Int.random(in: 0..<12, using: &generator)
            rows = []
            for day in begin..<days + 20 where Int.random(in: 0..<oneIn, using: &generator) == 0 {
                if gap.contains(day), Int.random(in: 0..<4, using: &generator) > 0 { continue }
                var quantity = (Double.random(in: 0...scale, using: &generator) * 4).rounded() / 4
                if !isCalm, Int.random(in: 0..<9, using: &generator) == 0 { quantity *= -1 }
                if !isCalm, Int.random(in: 0..<30, using: &generator) == 0 { quantity *= 50 }
                if kind == 0 { quantity = min(quantity, 0) }
                var stock = Double.nan
                if hasStock, Bool.random(using: &generator) {
                    stock = Double(Int.random(in: -1...12, using: &generator))
                }
                rows.append(SoldDay(day: Int32(first + day), quantity: quantity, closingStock: stock))
            }
            if kind == 1 { rows = rows.first(where: { $0.quantity > 0 }).map { [$0] } ?? [] }
            cut = first + Int.random(in: max(0, days - 40)...days + 10, using: &generator)
            learned = LearnedDemand()
            for bucket in learned.weights.indices {
                let parts = SIMD4<Double>((0..<4).map { _ in Double.random(in: 0...1, using: &generator) })
                learned.weights[bucket] = parts / (parts.sum() + 1e-9)
            }
            for bucket in learned.dispersion.indices {
                learned.dispersion[bucket] = Dispersion(
                    phi: .random(in: 0...3, using: &generator), c: .random(in: 0...0.3, using: &generator),
                    d: .random(in: 0...0.3, using: &generator))
            }
        }
    }

    private static func isClose(_ found: [Double], _ expected: [Double], scale: Double) -> Bool {
        zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-8 * (scale + max(abs($0), abs($1))) }
    }

    @Test func passesAreThoseOfThePlainVersion() throws {
        var generator = SeededGenerator("series history pass")
        var (results, learnedFrom) = (0, 0)
        for round in 0..<400 {
            let random = Case(&generator)
            let plain = PlainHistory(
                factors: random.profile.factors, firstDay: random.profile.firstDay, usualRate: random.usualRate,
                cut: random.cut, learned: random.learned)
            var expected = PlainHistory.Sums()
            _ = plain.run(random.rows, .weights, &expected)
            _ = plain.run(random.rows, .dispersion, &expected)
            var both = OpenSums()
            random.pass.addWeights(of: random.rows[...], to: &both)
            random.pass.addDispersion(of: random.rows[...], to: &both)
            let sums = both.all
            // Products of predictions cancel where a rate is small, so the tolerance is that of the largest.
            for bucket in 0..<DemandRates.bucketCount {
                let found = sums.rateWeights(ofBuckets: bucket..<bucket + 1)
                #expect(Self.isClose([found.weeks], [expected.weeks[bucket]], scale: 0), "\(round): weeks of \(bucket)")
                #expect(
                    Self.isClose(
                        found.sales + found.products.joined(),
                        expected.sales[bucket] + expected.products[bucket].joined(), scale: 1), "\(round): \(bucket)")
                if found.weeks > 0 { learnedFrom += 1 }
            }
            for bucket in 0..<LearningSums.rateBucketCount {
                let found = sums.dispersionSums(ofRateBucket: bucket)
                #expect(Self.isClose([found.weight], [expected.errorWeight[bucket]], scale: 0), "\(round): \(bucket)")
                #expect(
                    Self.isClose(
                        found.errors + found.products.joined(),
                        expected.errors[bucket] + expected.dispersionProducts[bucket].joined(), scale: 1),
                    "\(round): dispersion of \(bucket)")
            }
            let found = random.pass.result(of: random.rows[...])
            let result = plain.run(random.rows, .result, &expected)
            try #require((found == nil) == (result == nil), "\(round)")
            guard let found, let result else { continue }
            results += 1
            #expect(found.state.firstSale == result.firstSale && found.state.lastSale == result.lastSale, "\(round)")
            #expect(found.bucket == result.bucket, "\(round)")
            let sumsBefore = found.state.sums(before: random.cut)
            let largest = result.sums.map(abs).max() ?? 0
            #expect(Self.isClose((0..<4).map { sumsBefore[$0] }, result.sums, scale: largest), "\(round)")
            #expect(Self.isClose((0..<4).map { found.rates.rates[$0] }, result.rates, scale: 0), "\(round)")
            #expect(
                Self.isClose(
                    [found.rate, found.errors.sum, found.errors.weight],
                    [result.rate, result.errorSum, result.errorWeight], scale: 0), "\(round)")
            // What is kept of the series says the same as the pass.
            let kept = try #require(
                DemandRates(found.state, random.profile, before: random.cut, usualRate: random.usualRate))
            #expect(kept == found.rates, "\(round)")
        }
        #expect(results > 200 && learnedFrom > 500)
    }

    private static func histories(_ generator: inout SeededGenerator, isCalm: Bool = false) -> (
        [SeriesHistory], cut: Int
    ) {
        var histories: [SeriesHistory] = []
        let base = Case(&generator, isCalm: isCalm)
        for _ in 0..<12 {
            var other = Case(&generator, isCalm: isCalm)
            // All with the same days, so that they have one cut.
            let shift = Int32(base.profile.firstDay - other.profile.firstDay)
            for place in other.rows.indices { other.rows[place].day += shift }
            histories.append(SeriesHistory(rows: other.rows, profile: base.profile, usualRate: other.usualRate))
        }
        return (histories, base.cut)
    }

    @Test func theOrderOfSeriesChangesNoBit() {
        var generator = SeededGenerator("order of series")
        for _ in 0..<20 {
            let (histories, cut) = Self.histories(&generator)
            let order = histories.indices.shuffled(using: &generator)
            let one = DemandEstimate(of: histories, before: cut)
            let other = DemandEstimate(of: order.map { histories[$0] }, before: cut)
            #expect(one.learned == other.learned)
            #expect(order.map { one.results[$0] } == other.results)

            func sums(_ places: some Sequence<Int>) -> OpenSums {
                var sums = OpenSums()
                for place in places {
                    let pass = SeriesHistoryPass(
                        profile: histories[place].profile, usualRate: histories[place].usualRate, cut: cut,
                        learned: one.learned)
                    pass.addWeights(of: histories[place].rows[...], to: &sums)
                    pass.addDispersion(of: histories[place].rows[...], to: &sums)
                }
                return sums
            }
            var merged = sums(order[8...])
            merged.merge(sums(order[..<3]))
            merged.merge(sums(order[3..<8]))
            #expect(merged == sums(histories.indices))
        }
    }

    /// With factors of weekdays only.
    @Test func yearsLaterAllIsTheSame() {
        var generator = SeededGenerator("years later")
        for _ in 0..<30 {
            let random = Case(&generator)
            let week = (0..<7).map { _ in Double.random(in: 0...2, using: &generator) }
            func estimate(_ shift: Int) -> DemandEstimate {
                let first = random.profile.firstDay + shift
                let profile = DemandProfile(
                    firstDay: first,
                    factors: random.profile.factors.indices.map { week[CivilDate.weekday(ofDayNumber: first + $0) - 1] }
                )
                let rows = random.rows.map {
                    SoldDay(day: $0.day + Int32(shift), quantity: $0.quantity, closingStock: $0.closingStock)
                }
                return DemandEstimate(
                    of: [SeriesHistory(rows: rows, profile: profile, usualRate: random.usualRate)],
                    before: random.cut + shift)
            }
            let (now, then) = (estimate(0), estimate(364))
            #expect(now.learned == then.learned)
            #expect(now.results[0]?.rates == then.results[0]?.rates)
            #expect(now.results[0]?.rate == then.results[0]?.rate)
        }
    }

    /// Without clipping, and with the prior doubled as well.
    @Test func twiceTheSalesAreTwiceTheRates() throws {
        var generator = SeededGenerator("twice the sales")
        for _ in 0..<100 {
            let random = Case(&generator, isCalm: true)
            var (state, double) = (DemandState(), DemandState())
            for row in random.rows where row.day < random.cut {
                state.add(row.quantity, on: Int(row.day))
                double.add(2 * row.quantity, on: Int(row.day))
            }
            guard let first = state.firstSale else { continue }
            func rates(_ state: DemandState, priorUnits: Double) -> SIMD4<Double> {
                let fading = DemandState.decay(days: random.cut - first - 1)
                let exposure = random.profile.exposure(before: random.cut, firstSale: first)
                // The prior is half a sale of a usual rate: both double.
                return (state.sums(before: random.cut) + priorUnits * fading)
                    / (exposure + 0.5 / random.usualRate * fading)
            }
            let found = try #require(
                DemandRates(state, random.profile, before: random.cut, usualRate: random.usualRate))
            #expect(
                Self.isClose(
                    (0..<4).map { 2 * found.rates[$0] }, (0..<4).map { rates(double, priorUnits: 1)[$0] }, scale: 0))
        }
    }

    @Test func usualRatesAreDrawnTowardsThatOfAll() {
        // 10 series of 20 sold 91 units each, the others nothing: 0.5 a day in all, for which five series count.
        func rate(_ sold: Double, _ series: Int) -> Double {
            UsualRate.rate(sold: sold, series: series, allSold: 910, allSeries: 20)
        }
        #expect(abs(rate(910, 10) - 12.5 / 15) < 1e-12)
        #expect(abs(rate(0, 10) - 2.5 / 15) < 1e-12)
        #expect(abs(rate(0, 0) - 0.5) < 1e-12)
        // More returned than sold is nothing.
        #expect(rate(-50, 10) == rate(0, 10))
        #expect(UsualRate.rate(sold: 0, series: 0, allSold: 0, allSeries: 0) == 0)
    }

    @Test func sumsInFixedPointTakeAnyNumber() {
        var generator = SeededGenerator("fixed point")
        for _ in 0..<1000 {
            let values = (0..<20).map { _ in
                Double.random(in: -1...1, using: &generator) * (Bool.random(using: &generator) ? 1e9 : 1e-6)
            }
            var sum = FixedPointSum()
            for value in values { sum.add(value) }
            let size = values.reduce(0) { $0 + abs($1) }
            #expect(abs(sum.value - values.reduce(0, +)) <= size * 1e-15 + 20 * 0x1p-56)
        }
        var sum = FixedPointSum()
        for value in [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0.5, -0.0, .leastNonzeroMagnitude] {
            sum.add(value)
        }
        #expect(sum.value == 0.5)
        for _ in 0..<1000 { sum.add(.infinity) }
        #expect(sum.value == 0.5 + 1000 * 0x1p40)
    }

    @Test func powersAreThoseOfRepeatedDays() {
        let ends = [-3, 0, 1, 63, 64, 65, 127, 128, 4095, 4096, 65_535, 65_536, .max]
        DecayTable.shared.withPointers { pointers in
            for days in Array(0...800) + ends {
                let power = DemandState.decay(days: days)
                #expect(power == pointers[days])
                if days >= 0, days < 5000 {
                    var plain = SIMD4<Double>(repeating: 1)
                    for _ in 0..<days { plain *= DemandState.decay }
                    #expect((0..<4).allSatisfy { abs(power[$0] - plain[$0]) <= 1e-12 * plain[$0] }, "\(days)")
                }
            }
        }
    }

    @Test("After years without a sale, rates are numbers from zero on, and so are weights")
    func yearsWithoutASale() {
        for gap in stride(from: 400, to: 1400, by: 9) {
            let profile = DemandProfile(firstDay: 19_539, factors: [Double](repeating: 1, count: gap + 103))
            let rows = [0, 1, 2, gap + 2].map { SoldDay(day: Int32(19_539 + $0), quantity: $0 > 2 ? 3 : 2) }
            let history = SeriesHistory(rows: rows, profile: profile, usualRate: 3.0 / 91)
            let estimate = DemandEstimate(of: [history], before: 19_539 + gap + 3)
            #expect(estimate.results.allSatisfy { ($0?.rate ?? .nan) >= 0 }, "\(gap) days")
            #expect(estimate.learned.weights.allSatisfy { $0.min() >= 0 }, "\(gap) days")
        }
    }

}
