/// The search for the first period, day or place for which a condition holds.
@usableFromInline
package enum MonotoneSearch {
    /// The first number of a range for which `holds` is true, found by halving; the end of the range if there is none. `holds` has to
    /// be monotone: once true, it stays true.
    @inlinable
    package static func first(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            // Days before 1970 are negative, so the sum of both can't be halved.
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The first k in `0..<count` for which `holds` is true, or nil. `holds` has to be monotone in k: once true, it
    /// stays true. `guess` is the answer of real arithmetic. Rounding moves the answer by a step or two, so the search
    /// starts there and goes step by step.
    @inlinable
    static func first(in count: Int, where holds: (Int) -> Bool, guess: () -> Double) -> Int? {
        if holds(0) { return 0 }
        guard holds(count - 1) else { return nil }
        let estimate = guess()
        var k = estimate < Double(count - 1) ? max(1, Int(estimate)) : count - 1
        while k < count - 1, !holds(k) { k += 1 }
        while k > 1, holds(k - 1) { k -= 1 }
        return k
    }
}
