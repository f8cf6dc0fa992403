/// The value of a column that a file doesn't have, or that the user has set for all of its rows.
package struct GivenValue: Equatable, Sendable {
    package enum Origin: Sendable {
        /// An option that gives a column a value.
        case set
        /// The option that says which day stocks are of.
        case asOf
        /// The only date in the name of the file.
        case fileName
        /// What holds where nothing else is said.
        case usual
    }

    package var text: String
    package var origin: Origin
}

/// The bytes of a given value, which take the place of a field.
final class GivenBytes {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ text: String) {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
        _ = buffer.initialize(from: text.utf8)
        bytes = UnsafeBufferPointer(buffer)
    }

    deinit { bytes.deallocate() }
}

/// Where a column of a row is read: at a place in the record, or from a value that all rows have. It is valid as long as the
/// ``FieldReader`` that made it.
struct FieldSource {
    let place: Int
    let given: UnsafeBufferPointer<UInt8>?
}
