/// The search for the first period for which a condition holds.
@usableFromInline
enum MonotoneSearch {
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
