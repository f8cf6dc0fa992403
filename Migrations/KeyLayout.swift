/// The layout of keys, which the schema, the queries and the code share.
///
///     key of a series    store (20 bits) | product (24)
///     key of a result    scenario (6 bits) | store (20) | product (24) | number in its series (13)
///     key of a sold day  store (20) | block of 64 days (13) | product (24) | day in the block (6)
///     key of a factor    scenario (6) | profile (31) | day, counted from 1900-01-01 on (22)
///     key of a policy    simulation (32) | number in its simulation (8)
///
/// Existing files depend on it, so it never changes. Computed properties are constants in other modules too, if they are public: the
/// compiler copies neither stored ones nor those of the package.
public enum KeyLayout {
    @inlinable public static var productBits: Int { 24 }
    @inlinable public static var storeBits: Int { 20 }
    /// The bits of a result's number in its series.
    @inlinable public static var numberBits: Int { 13 }
    @inlinable public static var seriesBits: Int { storeBits + productBits }

    /// The bit at which each of these parts of a result's key begins.
    @inlinable public static var storeShift: Int { productBits + numberBits }
    @inlinable public static var scenarioShift: Int { seriesBits + numberBits }

    /// The bits of a block of days, which are counted from ``firstDay`` on, and of a day in its block.
    @inlinable public static var blockBits: Int { 13 }
    @inlinable public static var blockDayBits: Int { 6 }
    /// The first day that a file may have: 1900-01-01.
    @inlinable public static var firstDay: Int { -25_567 }
    @inlinable public static var blockShift: Int { productBits + blockDayBits }

    /// The bits of a profile's number in its scenario, and of a day that it has a factor of.
    @inlinable public static var profileBits: Int { 31 }
    @inlinable public static var profileDayBits: Int { 22 }

    /// The bits of a policy's number in its simulation.
    @inlinable public static var simulationNumberBits: Int { 8 }

    @inlinable public static var greatestProduct: Int { 1 << productBits - 1 }
    @inlinable public static var greatestBlock: Int { 1 << blockBits - 1 }
    @inlinable public static var lastBlockDay: Int { 1 << blockDayBits - 1 }
    @inlinable public static var greatestStore: Int { 1 << storeBits - 1 }
    @inlinable public static var greatestNumber: Int { 1 << numberBits - 1 }
    /// At most 62: the key after its last one is still a 64-bit integer.
    @inlinable public static var greatestScenario: Int { 62 }
}
