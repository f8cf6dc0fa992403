/// The factors of successive days for a group of series, and their sums: weekday, season, events, and closed days, which have 0.
package struct DemandProfile: Sendable {
    /// The first day, as a day number.
    package let firstDay: Int
    /// The factor of each day.
    package let factors: [Double]
    /// The sum of the factors before each day, and before the day after the last.
    private let cumulative: [Double]
    /// The discounted sums of the factors before each day, for the windows of ``DemandState``.
    private let discounted: [SIMD4<Double>]

    /// Whether all days are the same, so that a series needs no profile.
    package var isFlat: Bool { factors.allSatisfy { $0 == 1 } }

    package init(firstDay: Int, factors: [Double]) {
        self.firstDay = firstDay
        self.factors = factors
        var (sum, sums) = (0.0, SIMD4<Double>.zero)
        var cumulative = [sum]
        var discounted = [sums]
        for factor in factors {
            sum += factor
            sums = sums * DemandState.decay + SIMD4(repeating: factor)
            cumulative.append(sum)
            discounted.append(sums)
        }
        self.cumulative = cumulative
        self.discounted = discounted
    }

    /// The days that ``sum(before:)`` knows: those of the profile, and the one after.
    package var days: ClosedRange<Int> { firstDay...firstDay + factors.count }

    /// The sum of the factors before a day, from the first day of the profile on.
    package func sum(before day: Int) -> Double { cumulative[place(day)] }

    /// The sum of the factors from one day to another, the second excluded.
    package func sum(from first: Int, to end: Int) -> Double { sum(before: end) - sum(before: first) }

    /// The factor of a day; 0 outside of the profile.
    package func factor(ofDay day: Int) -> Double {
        factors.indices.contains(day - firstDay) ? factors[day - firstDay] : 0
    }

    /// The discounted sums of the factors before a day.
    package func discountedSums(before day: Int) -> SIMD4<Double> { discounted[place(day)] }

    /// The discounted sums of the factors from the day after the first sale on, before a day that comes after it: what the discounted
    /// sums of sales of a series with a rate of 1 would be.
    package func exposure(before day: Int, firstSale: Int) -> SIMD4<Double> {
        discountedSums(before: day)
            - DemandState.decay(days: day - firstSale - 1) * discountedSums(before: firstSale + 1)
    }

    /// The profile for a loop over the days of a series, without checks of the arrays' bounds. Days outside of it are moved to its
    /// ends, as ``DemandProfile`` does.
    struct Pointers {
        let firstDay: Int
        let factors: UnsafeBufferPointer<Double>
        let cumulative: UnsafeBufferPointer<Double>
        let discounted: UnsafeBufferPointer<SIMD4<Double>>

        @inline(__always)
        private func place(_ day: Int) -> Int { min(max(day &- firstDay, 0), factors.count) }

        @inline(__always)
        func sum(before day: Int) -> Double { cumulative[place(day)] }

        @inline(__always)
        func discountedSums(before day: Int) -> SIMD4<Double> { discounted[place(day)] }

        /// The factor of a day; 0 outside of the profile.
        @inline(__always)
        func factor(_ day: Int) -> Double {
            let place = day &- firstDay
            return place >= 0 && place < factors.count ? factors[place] : 0
        }
    }

    /// The pointers are valid while `body` runs.
    @inline(__always)
    func withPointers<Result>(_ body: (Pointers) -> Result) -> Result {
        factors.withUnsafeBufferPointer { factors in
            cumulative.withUnsafeBufferPointer { cumulative in
                discounted.withUnsafeBufferPointer {
                    body(Pointers(firstDay: firstDay, factors: factors, cumulative: cumulative, discounted: $0))
                }
            }
        }
    }

    /// Days outside of the profile are moved to its ends.
    private func place(_ day: Int) -> Int { min(max(day, days.lowerBound), days.upperBound) - firstDay }
}
