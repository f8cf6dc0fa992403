import Foundation

/// Random numbers that a seed repeats. The seed is printed, and `INVDB_TEST_SEED` sets it.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    public let seed: UInt64
    private var state: UInt64

    /// - Parameter name: what the numbers are for, printed with the seed.
    public init(_ name: String) {
        let given = ProcessInfo.processInfo.environment["INVDB_TEST_SEED"].flatMap { UInt64($0) }
        seed = given ?? UInt64.random(in: 1...UInt64(UInt32.max))
        state = seed
        print("\(name): INVDB_TEST_SEED=\(seed)")
    }

    /// SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
