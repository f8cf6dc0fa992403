/// The layout of keys, which the schema, the queries and the code share.
///
///     key of a series    store (20 bits) | product (24)
///     key of a result    scenario (6 bits) | store (20) | product (24) | number in its series (13)
///     key of a sold day  store (20) | block of 64 days (13) | product (24) | day in the block (6)
///     key of a factor    scenario (6) | profile (31) | day, counted from 1900-01-01 on (22)
///     key of a policy    simulation (32) | number in its simulation (8)
///
/// Existing files depend on it, so it never changes. Computed properties are constants in other modules too, which stored ones are not.
package enum KeyLayout {
    @inlinable package static var productBits: Int { 24 }
    @inlinable package static var storeBits: Int { 20 }
    /// The bits of a result's number in its series.
    @inlinable package static var numberBits: Int { 13 }
    @inlinable package static var seriesBits: Int { storeBits + productBits }

    /// The bit at which each of these parts of a result's key begins.
    @inlinable package static var storeShift: Int { productBits + numberBits }
    @inlinable package static var scenarioShift: Int { seriesBits + numberBits }

    /// The bits of a block of days, which are counted from ``firstDay`` on, and of a day in its block.
    @inlinable package static var blockBits: Int { 13 }
    @inlinable package static var blockDayBits: Int { 6 }
    /// The first day that a file may have: 1900-01-01.
    @inlinable package static var firstDay: Int { -25_567 }
    @inlinable package static var blockShift: Int { productBits + blockDayBits }

    /// The bits of a profile's number in its scenario, and of a day that it has a factor of.
    @inlinable package static var profileBits: Int { 31 }
    @inlinable package static var profileDayBits: Int { 22 }

    /// The bits of a policy's number in its simulation.
    @inlinable package static var simulationNumberBits: Int { 8 }

    @inlinable package static var greatestProduct: Int { 1 << productBits - 1 }
    @inlinable package static var greatestBlock: Int { 1 << blockBits - 1 }
    @inlinable package static var lastBlockDay: Int { 1 << blockDayBits - 1 }
    @inlinable package static var greatestStore: Int { 1 << storeBits - 1 }
    @inlinable package static var greatestNumber: Int { 1 << numberBits - 1 }
    /// At most 62: the key after its last one is still a 64-bit integer.
    @inlinable package static var greatestScenario: Int { 62 }
}
