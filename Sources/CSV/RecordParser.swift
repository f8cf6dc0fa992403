// A parser of RFC 4180 records that does no I/O and copies nothing.
//
// The caller owns a buffer of bytes and asks for the record that begins at an offset. The parser finds where each field
// begins and ends, and answers how far the record reaches. If the buffer ends first, the parser says so, and the caller
// comes back with more bytes and the same offset. The parser therefore keeps no state between two calls, and its
// results never depend on how the file was cut into buffers.
//
//     a,"b ""c""",d\n        fields  0..<1   3..<10 (quoted, escaped)   12..<13
//
// It is fast for three reasons: a plain field is one loop with mostly one comparison a byte; fields are offsets, and
// become values only when the caller asks for them; every record reuses the array of fields, through a pointer.

/// Where one field lies in the caller's buffer, without its quotes.
public struct Field: Equatable, Sendable {
    public var start: Int
    public var end: Int
    public var isQuoted: Bool
    /// Whether the quotes inside are still doubled; see ``RecordParser/text(of:in:)``.
    public var isEscaped: Bool

    @inlinable public var isEmpty: Bool { start == end }
    @inlinable public var count: Int { end - start }
}

/// The parser described above. It owns the memory of the fields, so it can't be copied.
public struct RecordParser: ~Copyable {
    public enum Outcome: Equatable, Sendable {
        /// A record, whose fields are in ``RecordParser/fields``; the next one begins at `end`.
        case record(end: Int)
        /// A line without any character.
        case blank(end: Int)
        /// The buffer ends inside the record: call again with more bytes, or with `isLast`.
        case incomplete
        /// The record breaks the rules of quoting. It ends with its line, at `end`.
        case malformed(Malformation, end: Int)
    }

    public enum Malformation: Equatable, Sendable {
        /// The quote at this offset is never closed.
        case unclosedQuote(at: Int)
        /// Something other than a delimiter or a line end follows the closing quote, at this offset.
        case textAfterQuote(at: Int)
    }

    public let dialect: Dialect
    /// Holds the fields of the last record in its first `fieldCount` elements. The rest is spare capacity.
    private var storage = UnsafeMutableBufferPointer<Field>.allocate(capacity: 32)
    public private(set) var fieldCount = 0
    /// Whether any field of the last record is quoted.
    public private(set) var hasQuotes = false

    public init(dialect: Dialect) { self.dialect = dialect }

    deinit { storage.deallocate() }

    /// The fields of the last record.
    public var fields: [Field] { Array(storage[..<fieldCount]) }

    /// The fields of the last record where the parser has them: valid until it parses again or goes.
    public var fieldsInPlace: UnsafeBufferPointer<Field> { UnsafeBufferPointer(rebasing: storage[..<fieldCount]) }

    /// Parses the record that begins at `start`.
    ///
    /// Lines end with LF, CRLF or CR. A field is quoted if its first byte is a quote; anywhere else a quote is an
    /// ordinary character.
    /// - Parameter isLast: whether the file ends with this buffer.
    public mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Outcome {
        while true {
            var (count, hasQuotes) = (0, false)
            let delimiter = dialect.delimiter
            let outcome = Self.parse(
                bytes, from: start, isLast: isLast, delimiter: delimiter, into: storage, count: &count,
                hasQuotes: &hasQuotes)
            (fieldCount, self.hasQuotes) = (count, hasQuotes)
            if let outcome { return outcome }
            let larger = UnsafeMutableBufferPointer<Field>.allocate(capacity: storage.count * 2)
            storage.deallocate()
            storage = larger
        }
    }

    /// - Returns: nil if `fields` has no room for all of them.
    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool, delimiter: UInt8,
        into fields: UnsafeMutableBufferPointer<Field>, count fieldCount: inout Int, hasQuotes: inout Bool
    ) -> Outcome? {
        let quote = UInt8(ascii: "\"")
        let lineFeed = UInt8(ascii: "\n")
        let carriageReturn = UInt8(ascii: "\r")
        // Most bytes are letters and digits, which are greater than every byte that ends a field.
        let greatestEnd = max(delimiter, carriageReturn)
        let count = bytes.count
        var at = start
        // Invariant: `at` is the first byte of a field, and all fields before it are in `fields`.
        while true {
            var field: Field
            if at < count, bytes[at] == quote {
                hasQuotes = true
                let opening = at
                var isEscaped = false
                at += 1
                while true {
                    while at < count, bytes[at] != quote { at += 1 }
                    guard at < count else {
                        return isLast ? .malformed(.unclosedQuote(at: opening), end: count) : .incomplete
                    }
                    guard at + 1 < count || isLast else { return .incomplete }
                    guard at + 1 < count, bytes[at + 1] == quote else { break }
                    isEscaped = true
                    at += 2
                }
                field = Field(start: opening + 1, end: at, isQuoted: true, isEscaped: isEscaped)
                at += 1
                if at < count, bytes[at] != delimiter, bytes[at] != lineFeed, bytes[at] != carriageReturn {
                    return skipLine(bytes, from: at, isLast: isLast)
                }
            } else {
                let first = at
                while at < count {
                    let byte = bytes[at]
                    if byte <= greatestEnd, byte == delimiter || byte == lineFeed || byte == carriageReturn { break }
                    at += 1
                }
                field = Field(start: first, end: at, isQuoted: false, isEscaped: false)
            }
            guard at < count || isLast else { return .incomplete }
            guard fieldCount < fields.count else { return nil }
            fields[fieldCount] = field
            fieldCount += 1
            if at < count, bytes[at] == delimiter {
                at += 1
                continue
            }
            guard let end = endOfLine(bytes, at: at, isLast: isLast) else { return .incomplete }
            let isBlank = fieldCount == 1 && field.isEmpty && !field.isQuoted
            return isBlank ? .blank(end: end) : .record(end: end)
        }
    }

    /// The text of a field, with its quotes undoubled; nil if it is not UTF-8.
    public func text(of field: Field, in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let raw = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
        guard field.isEscaped else { return String(validating: raw, as: UTF8.self) }
        var plain: [UInt8] = []
        plain.reserveCapacity(raw.count)
        var at = 0
        while at < raw.count {
            plain.append(raw[at])
            at += raw[at] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(validating: plain, as: UTF8.self)
    }

    /// How many lines end within `bytes[range]`. Callers add it up to know the line number of a record.
    public static func lineEnds(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        var ends = 0
        for at in range {
            if bytes[at] == UInt8(ascii: "\n") {
                ends += 1
            } else if bytes[at] == UInt8(ascii: "\r"), at + 1 >= bytes.count || bytes[at + 1] != UInt8(ascii: "\n") {
                ends += 1
            }
        }
        return ends
    }

    /// The offset after the line end at `at`; nil if the buffer ends too early to tell.
    private static func endOfLine(_ bytes: UnsafeBufferPointer<UInt8>, at: Int, isLast: Bool) -> Int? {
        guard at < bytes.count else { return at }
        guard bytes[at] == UInt8(ascii: "\r") else { return at + 1 }
        guard at + 1 < bytes.count else { return isLast ? at + 1 : nil }
        return bytes[at + 1] == UInt8(ascii: "\n") ? at + 2 : at + 1
    }

    private static func skipLine(_ bytes: UnsafeBufferPointer<UInt8>, from offender: Int, isLast: Bool) -> Outcome {
        var at = offender
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n"), bytes[at] != UInt8(ascii: "\r") { at += 1 }
        guard at < bytes.count || isLast, let end = endOfLine(bytes, at: at, isLast: isLast) else {
            return .incomplete
        }
        return .malformed(.textAfterQuote(at: offender), end: end)
    }
}
