/// The random demand of a series, day by day.
///
/// A day's demand is drawn by inversion from a random number of its own, which depends on the seed, the names of store and product, the
/// replication and the day, and on nothing else: not on the order of imports, threads or policies. So all policies meet the same demand.
/// Given a factor Λ on the rate, which has a gamma distribution with mean 1 and variance c and stays for the whole run, the days are
/// independent, with variance φ m. Their sums have the variance φ m + c m².
package struct DemandDraws: Sendable {
    /// Λ.
    package let factor: Double
    private let seed: UInt64
    private let identity: UInt64
    private let replication: UInt32
    private let unit: Double
    /// The law of the day that was drawn last.
    private var law: CountQuantiles
    /// The words of the block of four days that was asked for last.
    private var block: (number: Int, words: SIMD4<UInt32>)

    /// Above this mean demand is drawn from a gamma distribution, and rounded: mean and variance are right to 1e-5.
    private static let mostAdded = 200.0

    /// - Parameters:
    ///   - seed: of the simulation.
    ///   - identity: of the series, ``identity(store:product:)``.
    ///   - replication: the number of the run.
    ///   - phi: φ; below 1 it counts as 1 for whole units.
    ///   - c: with a ``Dispersion`` that of the days that an order answers for, spread + drift × days / 28: then policies are tried with
    ///     the uncertainty that their safety stock is for.
    ///   - isWhole: whether only whole units are sold. Other demand is rounded to hundredths.
    package init(seed: UInt64, identity: UInt64, replication: UInt32, phi: Double, c: Double, isWhole: Bool) {
        self.seed = seed
        self.identity = identity
        self.replication = replication
        unit = CountUnit.size(ratio: phi, isWhole: isWhole)
        law = CountQuantiles(excess: max(1, phi / unit) - 1)
        block = (0, Self.words(0, stream: 0, replication, identity, seed))
        guard c > 0 else {
            factor = 1
            return
        }
        let uniform = Self.uniform(Self.words(0, stream: 1, replication, identity, seed)[0])
        factor = GammaLaw(shape: 1 / c).quantile(uniform) * c
    }

    /// FNV-1a of the UTF-8 of `store|product`, in 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>).
    package static func identity(store: String, product: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        for byte in store.utf8 { add(byte) }
        add(UInt8(ascii: "|"))
        for byte in product.utf8 { add(byte) }
        return hash
    }

    /// The random word of a day.
    ///
    /// - Parameter day: 0 for the first one; below 2²⁶.
    package mutating func word(of day: Int) -> UInt32 {
        let number = day >> 2
        if number != block.number { block = (number, Self.words(number, stream: 0, replication, identity, seed)) }
        return block.words[day & 3]
    }

    private static func words(
        _ number: Int, stream: UInt32, _ replication: UInt32, _ identity: UInt64, _ seed: UInt64
    ) -> SIMD4<UInt32> {
        let place = UInt32(truncatingIfNeeded: number) &+ stream &* (1 << 24)
        return Philox.words(
            SIMD4(place, replication, UInt32(truncatingIfNeeded: identity), UInt32(truncatingIfNeeded: identity >> 32)),
            key: seed)
    }

    /// A random number between 0 and 1, of neither of which it is one: (word + 0.5) / 2³².
    package static func uniform(_ word: UInt32) -> Double { (Double(word) + 0.5) / 4_294_967_296 }

    /// The demand of a day in hundredths of a unit.
    ///
    /// - Parameters:
    ///   - day: 0 for the first one; below 2²⁶.
    ///   - mean: the units that are expected on it.
    package mutating func demand(of day: Int, mean: Double) -> Int {
        let word = word(of: day)
        guard mean > 0 else { return 0 }
        let count = count(mean: min(mean, StockLimits.quantity) * factor / unit, Self.uniform(word))
        let hundredths = unit == 1 ? count * 100 : (count * unit * 100).rounded()
        let most = StockLimits.quantity * 100
        // Not a number is no demand.
        return hundredths < most ? Int(hundredths) : hundredths >= most ? Int(most) : 0
    }

    /// The smallest number with P(D ≤ number) ≥ uniform.
    private mutating func count(mean: Double, _ uniform: Double) -> Double {
        if mean <= Self.mostAdded {
            law.setMean(mean)
            return law.quantile(uniform)
        }
        let shape = mean / (law.excess + 1)
        let cube = 1 - 1 / (9 * shape) + Real.normalQuantile(uniform) / (3 * shape.squareRoot())
        return cube > 0 ? (mean * cube * cube * cube).rounded() : 0
    }
}
