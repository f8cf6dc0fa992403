/// The layout of keys, which the schema, the queries and the code share.
///
///     key of a series    store (20 bits) | product (24)
///     key of a result    scenario (6 bits) | store (20) | product (24) | number in its series (13)
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

    package static let greatestProduct = 1 << productBits - 1
    package static let greatestStore = 1 << storeBits - 1
    package static let greatestNumber = 1 << numberBits - 1
    /// At most 62: the key after its last one is still a 64-bit integer.
    package static let greatestScenario = 62
}
