/// Powers of what is left of a discounted sum after a day, δ = 1 − 1 / window: those of 64 days, and of multiples of 64.
///
/// A power is one multiplication, or none below 64 days. It has the same bits everywhere, which pow() of a C library does not promise.
struct DecayTable: Sendable {
    static let shared = DecayTable()

    /// The windows of the sums, in days.
    static let windows = SIMD4<Double>(7, 28, 91, 364)
    /// What is left of a sum after a day.
    static let daily = SIMD4<Double>(repeating: 1) - SIMD4(repeating: 1) / windows

    /// The powers of 0 to 63 days.
    let days: [SIMD4<Double>]
    /// The powers of 0, 64, 128 … days.
    let steps: [SIMD4<Double>]

    private static let stepCount = 1024

    private init() {
        days = (0..<64).map { Self.power($0) }
        steps = (0..<Self.stepCount).map { Self.power($0 * 64) }
    }

    /// By squaring, which keeps the rounding errors of large powers small.
    private static func power(_ days: Int) -> SIMD4<Double> {
        var (power, result, rest) = (daily, SIMD4<Double>(repeating: 1), days)
        while rest > 0 {
            if rest & 1 == 1 { result *= power }
            power *= power
            rest >>= 1
        }
        return result
    }

    /// What is left after so many days. After 65,535 days, which is 179 years, nothing more is lost.
    subscript(days: Int) -> SIMD4<Double> {
        let bounded = min(max(days, 0), Self.stepCount * 64 - 1)
        return bounded < 64 ? self.days[bounded] : self.days[bounded & 63] * steps[bounded >> 6]
    }

    /// The table for a loop, without checks of the arrays' bounds.
    struct Pointers {
        let days: UnsafeBufferPointer<SIMD4<Double>>
        let steps: UnsafeBufferPointer<SIMD4<Double>>

        /// The same bits as those of ``DecayTable``.
        @inline(__always)
        subscript(days: Int) -> SIMD4<Double> {
            if days >= 0, days < 64 { return self.days[days] }
            let bounded = min(max(days, 0), DecayTable.stepCount * 64 - 1)
            return self.days[bounded & 63] * steps[bounded >> 6]
        }
    }

    /// The pointers are valid while `body` runs.
    @inline(__always)
    func withPointers<Result>(_ body: (Pointers) -> Result) -> Result {
        days.withUnsafeBufferPointer { days in
            steps.withUnsafeBufferPointer { body(Pointers(days: days, steps: $0)) }
        }
    }
}
