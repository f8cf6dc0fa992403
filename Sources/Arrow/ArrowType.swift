/// The types of columns that are written here.
public enum ArrowType: Equatable, Sendable {
    /// UTF-8 text.
    case text
    /// A 64-bit IEEE number.
    case double
    case int32
    case int64
    /// A day number, days since 1970-01-01, in 32 bits.
    case date

    /// How the type is written: its number in the union `Type`, and the fields of its table.
    /// <https://github.com/apache/arrow/blob/main/format/Schema.fbs>
    var form: (number: UInt8, fields: [FlatBuffer.Field]) {
        switch self {
        case .int32: (2, [.int32(0, 32), .bool(1, true)])
        case .int64: (2, [.int32(0, 64), .bool(1, true)])
        case .double: (3, [.int16(0, 2)])
        case .text: (5, [])
        // The unit is days. It has to be written, because its default is milliseconds.
        case .date: (8, [.int16(0, 0)])
        }
    }
}

/// A column of a stream: its name, its type, and whether values may be missing.
public struct ArrowField: Equatable, Sendable {
    public let name: String
    public let type: ArrowType
    public let isNullable: Bool

    public init(_ name: String, _ type: ArrowType, isNullable: Bool = false) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }
}
