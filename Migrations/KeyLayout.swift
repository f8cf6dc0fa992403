/// The layout of keys, which the schema, the queries and the code share.
///
///     key of a series    store (20 bits) | product (24)
///     key of a result    scenario (6 bits) | store (20) | product (24) | number in its series (13)
///     key of a sold day  store (20) | block of 64 days (13) | product (24) | day in the block (6)
///     key of a factor    scenario (6) | profile (31) | day, counted from 1900-01-01 on (22)
///     key of a policy    simulation (32) | number in its simulation (8)
///
/// Existing files depend on it, so it never changes.
package enum KeyLayout {
    package static let productBits = 24
    package static let storeBits = 20
    /// The bits of a result's number in its series.
    package static let numberBits = 13
    package static let seriesBits = storeBits + productBits

    /// The bit at which each of these parts of a result's key begins.
    package static let storeShift = productBits + numberBits
    package static let scenarioShift = seriesBits + numberBits

    /// The bits of a block of days, which are counted from ``firstDay`` on, and of a day in its block.
    package static let blockBits = 13
    package static let blockDayBits = 6
    /// The first day that a file may have: 1900-01-01.
    package static let firstDay = -25_567
    package static let blockShift = productBits + blockDayBits

    /// The bits of a profile's number in its scenario, and of a day that it has a factor of.
    package static let profileBits = 31
    package static let profileDayBits = 22

    /// The bits of a policy's number in its simulation.
    package static let simulationNumberBits = 8

    package static let greatestProduct = 1 << productBits - 1
    package static let greatestBlock = 1 << blockBits - 1
    package static let lastBlockDay = 1 << blockDayBits - 1
    package static let greatestStore = 1 << storeBits - 1
    package static let greatestNumber = 1 << numberBits - 1
    /// At most 62: the key after its last one is still a 64-bit integer.
    package static let greatestScenario = 62
}
