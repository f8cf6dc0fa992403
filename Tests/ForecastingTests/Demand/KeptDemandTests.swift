import TestSupport
import Testing

@testable import Forecasting

/// A history that goes on from what is kept of its first part, against the whole one.
@Suite struct KeptDemandTests {
    /// A series of some years, with returns, large sales and days without stock.
    private struct Case {
        var rows: [SoldDay] = []
        let profile: DemandProfile
        var learned = LearnedDemand()
        /// Two days before which everything counts, the second one up to a few weeks later.
        let cuts: (Int, Int)
        /// Whether no sale is so large that it is clipped.
        let isCalm: Bool

        init(_ generator: inout SeededGenerator) {
            let first = Int.random(in: 15_000...20_000, using: &generator)
            let days = Int.random(in: 60...500, using: &generator)
            let isCalm = Bool.random(using: &generator)
            self.isCalm = isCalm
            let least = isCalm ? 0.5 : 0.2
            let week = (0..<7).map { _ in Double.random(in: least...2, using: &generator) }
            profile = DemandProfile(
                firstDay: first,
                factors: (0..<days + 100).map { day in
                    Int.random(in: 0..<20, using: &generator) == 0 ? 0 : week[day % 7]
                })
            let oneIn = (isCalm ? [1, 2] : [1, 2, 9]).randomElement(using: &generator) ?? 1
            let hasStock = Bool.random(using: &generator)
            let start = Bool.random(using: &generator) ? 0 : Int.random(in: 0..<days, using: &generator)
            for day in start..<days + 80 where Int.random(in: 0..<oneIn, using: &generator) == 0 {
                // More than one unit is much on a day on which nothing is expected.
                if isCalm, profile.factor(ofDay: first + day) == 0 { continue }
                var quantity = (Double.random(in: isCalm ? 3...6 : 0...12, using: &generator) * 4).rounded() / 4
                if !isCalm, Int.random(in: 0..<9, using: &generator) == 0 { quantity *= -1 }
                if !isCalm, Int.random(in: 0..<40, using: &generator) == 0 { quantity *= 50 }
                let stock =
                    hasStock && Int.random(in: 0..<3, using: &generator) == 0
                    ? Double(Int.random(in: -1...12, using: &generator)) : .nan
                rows.append(SoldDay(day: Int32(first + day), quantity: quantity, closingStock: stock))
            }
            for bucket in learned.weights.indices {
                let parts = SIMD4<Double>((0..<4).map { _ in Double.random(in: 0...1, using: &generator) })
                learned.weights[bucket] = parts / (parts.sum() + 1e-9)
            }
            cuts = (first + days, first + days + Int.random(in: 0...60, using: &generator))
        }

        func pass(cut: Int, _ kept: KeptDays = KeptDays()) -> SeriesHistoryPass {
            SeriesHistoryPass(profile: profile, usualRate: 0.9, cut: cut, learned: learned, kept: kept)
        }
    }

    private static func isClose(_ found: Double, _ expected: Double) -> Bool {
        abs(found - expected) <= 2e-5 * (1 + max(abs(found), abs(expected)))
    }

    @Test("A history in two parts says what the whole one says, and teaches the same")
    func twoParts() throws {
        var generator = SeededGenerator("kept demand")
        var (kept, young, calm) = (0, 0, 0)
        for round in 0..<600 {
            let random = Case(&generator)
            let (first, second) = random.cuts
            let (known, next) = (KeptDays.next(cut: first), KeptDays.next(cut: second))
            let expected = random.pass(cut: second).result(of: random.rows[...])
            let former = random.pass(cut: known, KeptDays(next: known)).kept(of: random.rows[...], after: nil)
            let rest = former == nil ? random.rows[...] : random.rows.drop { $0.day < known }
            let pass = random.pass(cut: second, KeptDays(known: known, next: next))
            let found = pass.result(of: rest, after: former)
            try #require((found == nil) == (expected == nil), "\(round)")
            guard let found, let expected else { continue }
            if former == nil { young += 1 } else { kept += 1 }
            if former != nil, random.isCalm { calm += 1 }
            #expect(found.state.firstSale == expected.state.firstSale, "\(round)")
            #expect(found.state.lastSale == expected.state.lastSale, "\(round)")
            #expect(found.bucket == expected.bucket, "\(round)")
            for (one, other) in [
                (found.rate, expected.rate), (found.rates.zeroRun, expected.rates.zeroRun),
                (found.errors.sum, expected.errors.sum), (found.errors.weight, expected.errors.weight),
            ] {
                #expect(Self.isClose(one, other), "\(round): \(one) \(other)")
            }
            // What is kept next is what the whole history leaves there.
            let whole = random.pass(cut: second, KeptDays(next: next))
            let foundNext = random.pass(cut: next, KeptDays(known: known, next: next)).kept(of: rest, after: former)
            let expectedNext = random.pass(cut: next, KeptDays(next: next)).kept(of: random.rows[...], after: nil)
            try #require((foundNext == nil) == (expectedNext == nil), "\(round)")
            if let one = foundNext, let other = expectedNext {
                #expect((one.firstSale, one.lastSale) == (other.firstSale, other.lastSale), "\(round)")
                #expect((one.isWhole, one.outEvenings) == (other.isWhole, other.outEvenings), "\(round)")
                for place in 0..<4 {
                    #expect(Self.isClose(Double(one.sums[place]), Double(other.sums[place])), "\(round)")
                }
                for place in 0..<2 {
                    #expect(Self.isClose(Double(one.errors[place]), Double(other.errors[place])), "\(round)")
                    #expect(Self.isClose(Double(one.usual[place]), Double(other.usual[place])), "\(round)")
                }
            }

            var (before, after, all) = (OpenSums(), OpenSums(), OpenSums())
            for add in [SeriesHistoryPass.addWeights, SeriesHistoryPass.addDispersion] {
                add(random.pass(cut: first, KeptDays(next: known)))(random.rows[...], nil, &before)
                add(pass)(rest, former, &after)
                add(whole)(random.rows[...], nil, &all)
            }
            if former == nil { continue }
            var closed = before.closed.after(weeks: (next - known) / 7, scaledBy: 1)
            closed.merge(after.closed)
            var both = closed
            both.merge(after.open)
            for (found, expected) in [(closed, all.closed), (both, all.all)] {
                let weights = DemandRates.bucketCount * LearningSums.weightTerms
                // What error is usual is kept of sales that were clipped by the errors of the series too, as few of a calm one are.
                for part in (random.isCalm ? [0..<weights] : []) + [weights..<LearningSums.valueCount] {
                    let (one, other) = (found.values[part], expected.values[part])
                    let largest = other.map(abs).max() ?? 0
                    let bound = (part.lowerBound == 0 ? 1e-3 : 1e-5) * (1 + largest)
                    let worst = zip(one, other).map { abs($0 - $1) }.max() ?? 0
                    #expect(worst <= bound, "\(round) \(part): \(worst) of \(largest)")
                }
            }
        }
        #expect(kept > 300 && young > 5 && calm > 100, "\(kept) \(young)")
    }
}
