public import GRDBSQLite

/// The current row of a scan. It is only valid inside the closure that receives it.
public struct ScannedRow {
    @usableFromInline let statement: OpaquePointer

    @inlinable
    init(statement: OpaquePointer) { self.statement = statement }

    @inlinable @inline(__always)
    public func int(_ place: Place) -> Int { Int(sqlite3_column_int64(statement, place.index)) }

    @inlinable @inline(__always)
    public func int32(_ place: Place) -> Int32 { sqlite3_column_int(statement, place.index) }

    @inlinable @inline(__always)
    public func double(_ place: Place) -> Double { sqlite3_column_double(statement, place.index) }

    @inlinable @inline(__always)
    public func isNull(_ place: Place) -> Bool { sqlite3_column_type(statement, place.index) == SQLITE_NULL }

    @inlinable @inline(__always)
    public func isInteger(_ place: Place) -> Bool { sqlite3_column_type(statement, place.index) == SQLITE_INTEGER }

    /// Whether a REAL column has a number.
    @inlinable @inline(__always)
    public func isNumber(_ place: Place) -> Bool { sqlite3_column_type(statement, place.index) == SQLITE_FLOAT }

    /// The name of a column, for error messages.
    public func name(_ place: Place) -> String {
        sqlite3_column_name(statement, place.index).map { String(cString: $0) } ?? ""
    }

    /// The bytes of a text; empty for NULL. They are valid until the scan moves to the next row.
    @inlinable @inline(__always)
    public func utf8(_ place: Place) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(statement, place.index)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, place.index)))
    }

    /// A BLOB of single-precision numbers, the lowest byte first; nil if it is none of that length.
    public func numbers(_ place: Place) -> SIMD8<Float>? {
        guard sqlite3_column_type(statement, place.index) == SQLITE_BLOB,
            let start = sqlite3_column_blob(statement, place.index), sqlite3_column_bytes(statement, place.index) == 32
        else { return nil }
        var numbers = SIMD8<Float>()
        for index in 0..<8 {
            numbers[index] = Float(
                bitPattern: UInt32(littleEndian: start.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
        return numbers
    }

    public func text(_ place: Place) -> String { String(decoding: utf8(place), as: UTF8.self) }
}
