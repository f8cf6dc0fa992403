/// A FlatBuffer under construction (<https://flatbuffers.dev/internals/>), which is how Arrow writes its metadata.
///
/// It is built from its end to its beginning, because what a table refers to has to be there before the table. The bytes are kept in
/// that order, and reversed once at the end: so every place is the number of bytes from the end of the buffer, and stays what it is.
struct FlatBuffer {
    /// Where a table, a text or a vector begins: the number of bytes from there to the end of the buffer.
    struct Place: Equatable {
        fileprivate var distance: Int
    }

    /// A field of a table, by its number in the schema. Numbers of less than their type's width are written in full.
    enum Field {
        case bool(Int, Bool)
        case uint8(Int, UInt8)
        case int16(Int, Int16)
        case int32(Int, Int32)
        case int64(Int, Int64)
        case reference(Int, Place)

        fileprivate var number: Int {
            switch self {
            case .bool(let number, _), .uint8(let number, _), .int16(let number, _), .int32(let number, _),
                .int64(let number, _), .reference(let number, _):
                number
            }
        }
    }

    private var reversed: [UInt8] = []

    /// The finished bytes. Their number is a multiple of 8.
    mutating func finish(_ root: Place) -> [UInt8] {
        align(8, before: 4)
        refer(to: root)
        return reversed.reversed()
    }

    mutating func text(_ text: String) -> Place {
        let bytes = Array(text.utf8)
        align(4, before: bytes.count + 1)
        reversed.append(0)
        reversed += bytes.reversed()
        return prefix(count: bytes.count)
    }

    mutating func vector(_ places: [Place]) -> Place {
        align(4)
        for place in places.reversed() { refer(to: place) }
        return prefix(count: places.count)
    }

    /// A vector of structs that have two 64-bit numbers each.
    mutating func vector(_ pairs: [(Int, Int)]) -> Place {
        align(8)
        for (first, second) in pairs.reversed() {
            append(Int64(second))
            append(Int64(first))
        }
        return prefix(count: pairs.count)
    }

    mutating func table(_ fields: [Field]) -> Place {
        let end = reversed.count
        var places: [Int: Int] = [:]
        for field in fields {
            switch field {
            case .bool(_, let value): append(UInt8(value ? 1 : 0))
            case .uint8(_, let value): append(value)
            case .int16(_, let value): append(value)
            case .int32(_, let value): append(value)
            case .int64(_, let value): append(value)
            case .reference(_, let place): refer(to: place)
            }
            places[field.number] = reversed.count
        }
        // Where the table's description is, which comes next and so is not known yet.
        append(Int32(0))
        let table = reversed.count
        let count = (places.keys.max() ?? -1) + 1
        for number in (0..<count).reversed() { append(UInt16(places[number].map { table - $0 } ?? 0)) }
        append(UInt16(table - end))
        append(UInt16(4 + 2 * count))
        let distance = Int32(reversed.count - table)
        for byte in 0..<4 { reversed[table - 1 - byte] = UInt8(truncatingIfNeeded: distance >> (8 * Int32(byte))) }
        return Place(distance: table)
    }

    /// Pads, so that what ends after `count` more bytes begins at a multiple of `size`.
    private mutating func align(_ size: Int, before count: Int = 0) {
        while (reversed.count + count) % size != 0 { reversed.append(0) }
    }

    private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        align(size, before: size)
        for byte in (0..<size).reversed() { reversed.append(UInt8(truncatingIfNeeded: value >> Value(8 * byte))) }
    }

    /// A reference counts from its own place.
    private mutating func refer(to place: Place) {
        align(4, before: 4)
        append(UInt32(reversed.count + 4 - place.distance))
    }

    private mutating func prefix(count: Int) -> Place {
        append(UInt32(count))
        return Place(distance: reversed.count)
    }
}
