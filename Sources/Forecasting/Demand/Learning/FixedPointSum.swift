/// A sum of doubles that has the same bits in any order, and in any parts: multiples of 2⁻⁵⁶ in 128 bits.
///
/// A double is cut off there, and one above 2⁴⁰ counts as 2⁴⁰. So two thousand million of the largest fit, and what isn't a number counts
/// as nothing.
package struct FixedPointSum: Equatable, Sendable {
    private var units: Int128 = 0

    package init() {}

    /// A sum that was kept. What isn't a number counts as nothing, and the largest is 2⁶⁴.
    package init(_ value: Double) {
        guard value == value else { return }
        units = Int128(min(max(value, -0x1p64), 0x1p64) * 0x1p56)
    }

    @inline(__always)
    package mutating func add(_ value: Double) {
        guard value == value else { return }
        // In two parts of 40 and 56 bits, each of which a processor converts by itself.
        let scaled = min(max(value, -0x1p40), 0x1p40) * 0x1p16
        let whole = Int64(scaled)
        let rest = Int64((scaled - Double(whole)) * 0x1p40)
        units &+= (Int128(whole) &<< 40) &+ Int128(rest)
    }

    package mutating func add(_ other: FixedPointSum) { units &+= other.units }

    package var value: Double { Double(units) * 0x1p-56 }
}
