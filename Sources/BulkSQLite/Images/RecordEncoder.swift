/// One row in SQLite's record format (<https://www.sqlite.org/fileformat2.html#record_format>): a header with its own length and
/// one type number for each column, then the values.
///
/// Values are appended in the order of the columns, into one buffer that is reused for every row. The types are those that SQLite
/// would choose, so the bytes are the ones that SQLite would write.
public struct RecordEncoder: ~Copyable {
    /// The maximum length in bytes of the texts in a record, so that it fits into a page with the numbers of the row.
    public static let longestText = 4096

    // Types and values fill the two halves of one allocation.
    @usableFromInline let types: UnsafeMutablePointer<UInt8>
    @usableFromInline let values: UnsafeMutablePointer<UInt8>
    @usableFromInline var typeCount = 0
    @usableFromInline var valueCount = 0
    private static let typeRoom = 64
    private static let mostColumns = 32

    public init() {
        types = .allocate(capacity: Self.typeRoom + Self.mostColumns * 8 + Self.longestText)
        values = types + Self.typeRoom
    }

    deinit { types.deallocate() }

    @inlinable
    public mutating func removeAll() {
        typeCount = 0
        valueCount = 0
    }

    @inlinable
    public mutating func appendNull() { append(type: 0) }

    /// The primary key of a table is stored as its row id and is NULL in the record.
    @inlinable
    public mutating func appendRowID() { appendNull() }

    @inlinable @inline(__always)
    public mutating func append(_ value: Int) {
        switch value {
        case 0: append(type: 8)
        case 1: append(type: 9)
        case -0x80...0x7f: append(value, type: 1, size: 1)
        case -0x8000...0x7fff: append(value, type: 2, size: 2)
        case -0x80_0000...0x7f_ffff: append(value, type: 3, size: 3)
        case -0x8000_0000...0x7fff_ffff: append(value, type: 4, size: 4)
        case -0x8000_0000_0000...0x7fff_ffff_ffff: append(value, type: 5, size: 6)
        default: append(value, type: 6, size: 8)
        }
    }

    /// A number of a REAL column. Whole numbers of up to six bytes are stored as integers, as SQLite does
    /// (<https://www.sqlite.org/datatype3.html#storage_classes_and_datatypes>).
    @inlinable @inline(__always)
    public mutating func append(_ value: Double) {
        if let whole = Int(exactly: value), whole >= -1 << 47, whole < 1 << 47 {
            append(whole)
        } else {
            append(Int(bitPattern: UInt(value.bitPattern)), type: 7, size: 8)
        }
    }

    /// Appends a text. It has to be valid UTF-8. All texts of a record together have at most ``longestText`` bytes.
    public mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count <= Self.longestText)
        typeCount += Self.put(varint: UInt64(text.count * 2 + 13), at: types + typeCount)
        if let start = text.baseAddress { (values + valueCount).update(from: start, count: text.count) }
        valueCount += text.count
    }

    /// Appends a BLOB of single-precision numbers, the lowest byte first. Texts and BLOBs of a record together have at most
    /// ``longestText`` bytes.
    public mutating func append(_ numbers: SIMD8<Float>) {
        append(type: UInt8(truncatingIfNeeded: 8 * 4 * 2 + 12))
        for place in 0..<8 {
            UnsafeMutableRawPointer(values + valueCount).storeBytes(
                of: numbers[place].bitPattern.littleEndian, as: UInt32.self)
            valueCount += 4
        }
    }

    /// Length of the record in bytes.
    var count: Int { 1 + typeCount + valueCount }

    /// Writes the record to `place`, which needs room for ``count`` bytes.
    @inline(__always)
    func write(to place: UnsafeMutablePointer<UInt8>) {
        // The header is shorter than 128 bytes, so its length takes one byte. The length includes that byte.
        place[0] = UInt8(truncatingIfNeeded: typeCount + 1)
        (place + 1).update(from: types, count: typeCount)
        (place + 1 + typeCount).update(from: values, count: valueCount)
    }

    @inlinable @inline(__always)
    mutating func append(type: UInt8) {
        types[typeCount] = type
        typeCount += 1
    }

    /// The low `size` bytes of a number, the highest byte first.
    @inlinable @inline(__always)
    mutating func append(_ value: Int, type: UInt8, size: Int) {
        append(type: type)
        // All eight bytes are written. The next value overwrites those that don't count.
        let shifted = UInt64(bitPattern: Int64(value)) << UInt64(64 - size * 8)
        UnsafeMutableRawPointer(values + valueCount).storeBytes(of: shifted.bigEndian, as: UInt64.self)
        valueCount += size
    }

    /// Writes a variable-length integer (<https://www.sqlite.org/fileformat2.html#varint>): seven bits in each byte, the highest
    /// first; the last byte has its high bit clear. A ninth byte holds eight bits.
    ///
    /// - Returns: the number of bytes written, at most 9.
    @inline(__always)
    static func put(varint value: UInt64, at place: UnsafeMutablePointer<UInt8>) -> Int {
        let count = varintLength(value)
        if count == 9 {
            var rest = value >> 8
            place[8] = UInt8(truncatingIfNeeded: value)
            for index in stride(from: 7, through: 0, by: -1) {
                place[index] = UInt8(truncatingIfNeeded: rest & 0x7f) | 0x80
                rest >>= 7
            }
        } else {
            var rest = value
            var high: UInt8 = 0
            for index in stride(from: count - 1, through: 0, by: -1) {
                place[index] = UInt8(truncatingIfNeeded: rest & 0x7f) | high
                high = 0x80
                rest >>= 7
            }
        }
        return count
    }

    @inline(__always)
    static func varintLength(_ value: UInt64) -> Int {
        value >> 56 != 0 ? 9 : max(1, (64 - value.leadingZeroBitCount + 6) / 7)
    }
}
