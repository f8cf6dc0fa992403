import CSV
import Forecasting

/// The result of reading a record.
enum RowReading {
    /// It was added to the batch.
    case row
    /// It was added as so many rows, one for each day of a period.
    case rows(Int)
    case blank
    /// Nothing is wrong with it, and it says nothing that could be stored.
    case leftOut(LeftOut)
    indirect case problem(column: ImportColumn?, expected: Expectation)
    /// The same, of a column of the file, of which there may be several.
    indirect case problemAt(place: Int, expected: Expectation)
    /// See ``DateColumn/Reading/contradiction``.
    case contradiction
}

/// Turns the records of one file into rows.
///
/// This is the inner loop of the import. It works on the bytes of the record stream. It makes a `String` only for
/// problems, and for identifiers with doubled quotes inside.
///
/// A class, because a copy for each row would copy all of its parts.
protocol RowReader: AnyObject {
    associatedtype Batch: ImportBatch

    /// The column of dates. Each kind of file has exactly one.
    var dates: DateColumn { get }

    /// The words of a status, or of documents, of rows that count: the first few.
    var countedWords: [String] { get }

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String)

    /// The number of rows that each record has: one, or one for each store if the stores are columns.
    var rowsPerRecord: Int { get }

    /// Reads the current record of `stream` and adds one of its rows to `batch`.
    ///
    /// - Parameter part: which of the rows of the record, from 0.
    /// - Parameter identifiers: the known identifiers. New ones are added to them and to `batch`.
    func read(_ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout Batch)
        -> RowReading

    /// Whether the current record belongs to the order of the one before it.
    func isFurtherLine(_ stream: RecordStream) -> Bool

    /// Takes what the records behind the current one need of it, which itself doesn't count.
    func passOver(_ stream: RecordStream, _ identifiers: inout Identifiers, into batch: inout Batch)
}

extension RowReader {
    var rowsPerRecord: Int { 1 }
    var countedWords: [String] { [] }

    func isFurtherLine(_ stream: RecordStream) -> Bool { false }

    func passOver(_ stream: RecordStream, _ identifiers: inout Identifiers, into batch: inout Batch) {}
}

/// Reads the fields of a record: the part that all kinds of files share.
///
/// A class, because several readers of a row share it: as a struct, each of them would retain and release all of its parts.
final class FieldReader {
    let mapping: ColumnMapping
    let options: ImportRequest
    // Copies, because each number needs them.
    let decimalSeparator: UInt8
    private let hasStyle: Bool
    private let numbers: NumberStyle?
    private let given: [ImportColumn: GivenBytes]

    init(mapping: ColumnMapping, options: ImportRequest) {
        self.mapping = mapping
        self.options = options
        decimalSeparator = options.decimalSeparator
        numbers = options.numbers
        hasStyle = options.numbers != nil
        given = mapping.given.mapValues { GivenBytes($0.text) }
    }

    /// The place of a column that the file must have, as ``ColumnMapping`` has made sure.
    func place(_ column: ImportColumn) -> Int {
        guard let place = mapping.indexes[column] else {
            preconditionFailure("\(column.name) is not among the required columns of its kind of file")
        }
        return place
    }

    /// Where a column is read that the file has, or that has a value for all rows; nil if there is neither.
    func source(_ column: ImportColumn) -> FieldSource? {
        if let given = given[column] { return FieldSource(place: 0, given: given.bytes) }
        return mapping.indexes[column].map { FieldSource(place: $0, given: nil) }
    }

    /// Where a column is read without which there is no row, as ``ColumnMapping`` has made sure.
    func requiredSource(_ column: ImportColumn) -> FieldSource {
        source(column) ?? FieldSource(place: place(column), given: nil)
    }

    @inline(__always)
    func text(_ source: FieldSource, _ stream: RecordStream) -> UnsafeBufferPointer<UInt8> {
        source.given ?? text(source.place, stream)
    }

    /// Why the current record can't be a row of the table: it is blank, or has too few or too many fields. nil if it
    /// can.
    @inline(__always)
    func formFault(_ stream: RecordStream) -> RowReading? {
        guard stream.fields.count == mapping.header.count else {
            let fields = stream.fields
            if RecordFault.isBlank(fields, in: stream.bytes) { return .blank }
            return .problem(
                column: nil,
                expected: .form(
                    RecordFault.count(of: fields, header: mapping.header, dialect: stream.parser.dialect)))
        }
        return nil
    }

    @inline(__always)
    func text(_ index: Int, _ stream: RecordStream) -> UnsafeBufferPointer<UInt8> {
        let field = stream.fields[index]
        return UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end])
    }

    @inline(__always)
    func identifier(_ index: Int, _ stream: RecordStream) -> Identifier {
        let field = stream.fields[index]
        let raw = text(index, stream)
        guard field.isEscaped, let text = stream.text(of: field) else { return .plain(raw) }
        return .unescaped(Array(text.utf8))
    }

    @inline(__always)
    func identifier(_ source: FieldSource, _ stream: RecordStream) -> Identifier {
        source.given.map { .plain($0) } ?? identifier(source.place, stream)
    }

    @inline(__always)
    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = text.count
        while start < end, text[start] == UInt8(ascii: " ") || text[start] == UInt8(ascii: "\t") { start += 1 }
        while start < end, text[end - 1] == UInt8(ascii: " ") || text[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }

    @inline(__always)
    func quantity(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        let trimmed = Self.trimmed(text)
        let parsed =
            hasStyle ? styledNumber(trimmed) : DecimalText.parse(trimmed, separator: decimalSeparator)
        guard let number = parsed, abs(number) <= StockLimits.quantity else { return nil }
        return number
    }

    @inline(never)
    private func styledNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? { numbers?.number(text) }

    @inline(__always)
    func wholeNumber(_ text: UnsafeBufferPointer<UInt8>, in range: ClosedRange<Int>) -> Int? {
        guard let number = quantity(text), number >= Double(range.lowerBound), number <= Double(range.upperBound) else {
            return nil
        }
        let whole = Int(number)
        return Double(whole) == number ? whole : nil
    }

    /// A number of whole days, also with a unit behind it.
    @inline(__always)
    func days(_ text: UnsafeBufferPointer<UInt8>, in range: ClosedRange<Int>) -> Int? {
        wholeNumber(text, in: range) ?? daysWithUnit(text, in: range)
    }

    @inline(never)
    private func daysWithUnit(_ text: UnsafeBufferPointer<UInt8>, in range: ClosedRange<Int>) -> Int? {
        DurationText.days(Self.trimmed(text)).flatMap { range.contains($0) ? $0 : nil }
    }

    /// The expectation for a text that is no quantity.
    func expectedNumber(_ text: UnsafeBufferPointer<UInt8>) -> Expectation {
        if let numbers { return .numberLike(numbers.sample) }
        return .quantity(Self.trimmed(text), separator: decimalSeparator)
    }
}
