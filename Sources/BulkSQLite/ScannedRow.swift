public import GRDBSQLite

/// The current row of a scan. It is only valid inside the closure that receives it.
public struct ScannedRow {
    @usableFromInline let statement: OpaquePointer?
    /// The values, if they come from a page and not from the statement.
    @usableFromInline let fields: UnsafePointer<PageField>?

    /// - Parameter fields: the values, if they come from a page; the statement has the names of the columns.
    @inlinable
    init(statement: OpaquePointer?, fields: UnsafePointer<PageField>? = nil) {
        self.statement = statement
        self.fields = fields
    }

    @inlinable @inline(__always)
    public func int(_ place: Place) -> Int {
        guard let field = fields?[Int(place.index)] else { return Int(sqlite3_column_int64(statement, place.index)) }
        return field.whole
    }

    @inlinable @inline(__always)
    public func int32(_ place: Place) -> Int32 {
        guard let field = fields?[Int(place.index)] else { return sqlite3_column_int(statement, place.index) }
        return Int32(truncatingIfNeeded: field.whole)
    }

    @inlinable @inline(__always)
    public func double(_ place: Place) -> Double {
        guard let field = fields?[Int(place.index)] else { return sqlite3_column_double(statement, place.index) }
        return field.number
    }

    @inlinable @inline(__always)
    public func isNull(_ place: Place) -> Bool {
        guard let field = fields?[Int(place.index)] else {
            return sqlite3_column_type(statement, place.index) == SQLITE_NULL
        }
        return field.kind == .null
    }

    @inlinable @inline(__always)
    public func isInteger(_ place: Place) -> Bool {
        guard let field = fields?[Int(place.index)] else {
            return sqlite3_column_type(statement, place.index) == SQLITE_INTEGER
        }
        return field.kind == .integer
    }

    /// Whether a REAL column has a number.
    @inlinable @inline(__always)
    public func isNumber(_ place: Place) -> Bool {
        guard let field = fields?[Int(place.index)] else {
            return sqlite3_column_type(statement, place.index) == SQLITE_FLOAT
        }
        return field.kind == .real
    }

    /// The name of a column, for error messages.
    public func name(_ place: Place) -> String {
        sqlite3_column_name(statement, place.index).map { String(cString: $0) } ?? ""
    }

    /// The bytes of a text; empty for NULL. They are valid until the scan moves to the next row.
    @inlinable @inline(__always)
    public func utf8(_ place: Place) -> UnsafeBufferPointer<UInt8> {
        if let field = fields?[Int(place.index)] { return field.bytes }
        let start = sqlite3_column_text(statement, place.index)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, place.index)))
    }

    /// A BLOB of single-precision numbers, the lowest byte first; nil if it is none of that length.
    public func numbers(_ place: Place) -> SIMD8<Float>? {
        let bytes: UnsafeRawPointer?
        let count: Int
        if let field = fields?[Int(place.index)] {
            bytes = UnsafeRawPointer(field.bytes.baseAddress)
            count = field.isBlob ? field.count : 0
        } else {
            guard sqlite3_column_type(statement, place.index) == SQLITE_BLOB else { return nil }
            bytes = sqlite3_column_blob(statement, place.index)
            count = Int(sqlite3_column_bytes(statement, place.index))
        }
        guard let bytes, count == 32 else { return nil }
        var numbers = SIMD8<Float>()
        for index in 0..<8 {
            numbers[index] = Float(
                bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
        return numbers
    }

    public func text(_ place: Place) -> String { String(decoding: utf8(place), as: UTF8.self) }
}
