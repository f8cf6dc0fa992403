/// The least values of the classes A and B: of the greatest values, those that make up the first 80 % and the first 95 % of all. The value
/// with which a share is reached belongs to it, and so do all that are equal to it.
///
/// Sorting the values would keep all of them. Instead they are gone through four times, and each time 16 bits more of the two limits are
/// found, because positive numbers are in the same order as their bits:
///
///     bits 63…48 of all values ──▶ what the values with each of these bits add up to ──▶ the bits with which 80 % are reached
///     bits 47…32 of the values that have these bits ──▶ likewise, and so on to the last bit
///
/// This takes 2 MB for any number of values, and the limits don't depend on the order of the values but for the rounding of sums.
struct ShareLimits {
    private(set) var a = Double.infinity
    private(set) var b = Double.infinity

    private static let shares = [0.8, 0.95]
    private static let digitBits = 16

    /// - Parameter forEachValue: calls its argument with all values, which have to be greater than zero, the same ones each time.
    init(_ forEachValue: ((Double) -> Void) throws -> Void) rethrows {
        var searches = Self.shares.map { _ in Search() }
        for shift in stride(from: 64 - Self.digitBits, through: 0, by: -Self.digitBits) {
            try forEachValue { value in
                for search in searches.indices { searches[search].count(value, shift) }
            }
            for search in searches.indices {
                // Without any values there are no limits.
                guard searches[search].findDigit(share: Self.shares[search]) else { return }
            }
        }
        (a, b) = (searches[0].found, searches[1].found)
    }

    /// The search for one limit.
    private struct Search {
        /// The bits that are known, as the lowest ones.
        private var prefix: UInt64 = 0
        /// What all values with greater bits add up to.
        private var above = CompensatedSum()
        /// What has to be reached, once all values were gone through.
        private var goal: Double?
        /// What the values with each next digit add up to.
        private var sums = [CompensatedSum](repeating: CompensatedSum(), count: 1 << digitBits)

        var found: Double { Double(bitPattern: prefix) }

        mutating func count(_ value: Double, _ shift: Int) {
            let bits = value.bitPattern >> UInt64(shift)
            guard bits >> UInt64(digitBits) == prefix else { return }
            sums[Int(bits & (1 << UInt64(digitBits) - 1))].add(value)
        }

        /// - Returns: whether there are values.
        mutating func findDigit(share: Double) -> Bool {
            if goal == nil {
                var total = CompensatedSum()
                for sum in sums.reversed() { total.add(sum) }
                goal = total.value * share
            }
            var sum = above
            var digit: Int?
            for place in sums.indices.reversed() where sums[place].value > 0 {
                // The greatest one has the limit, if nothing below it has.
                guard digit == nil || sum.value < goal ?? 0 else { break }
                digit = place
                above = sum
                sum.add(sums[place])
            }
            guard let digit else { return false }
            prefix = prefix << UInt64(digitBits) | UInt64(digit)
            for place in sums.indices { sums[place] = CompensatedSum() }
            return true
        }
    }
}

/// A sum with what its rounding loses (Neumaier 1974), so that it depends hardly on the order of its parts.
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    var value: Double { sum + lost }

    mutating func add(_ value: Double) {
        let next = sum + value
        lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
    }

    mutating func add(_ other: CompensatedSum) {
        add(other.sum)
        lost += other.lost
    }
}
