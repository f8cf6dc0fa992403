/// How the keys of the file are put together, which the schema, the queries and the code share.
///
///     key of a series    store (20 bits) | product (24)
///     key of a result    scenario (6 bits) | store (20) | product (24) | number in its series (13)
///
/// Files depend on it, so it never changes.
package enum KeyLayout {
    package static let productBits = 24
    package static let storeBits = 20
    /// Bits of the number that a result has in its series.
    package static let numberBits = 13
    package static let seriesBits = storeBits + productBits

    /// Where the parts of a result's key begin.
    package static let storeShift = productBits + numberBits
    package static let scenarioShift = seriesBits + numberBits

    package static let greatestProduct = 1 << productBits - 1
    package static let greatestStore = 1 << storeBits - 1
    package static let greatestNumber = 1 << numberBits - 1
    /// The end of its keys is still a 64-bit integer.
    package static let greatestScenario = 62
}
