import CSV
import Foundation

/// The records of one file or of standard input, in order, with their line numbers.
final class RecordStream {
    enum Item {
        /// A record: its fields are in `parser.fields`, offsets into `bytes`.
        case record
        case blank
        case malformed(RecordParser.Malformation)
        /// A record longer than ``longestRecord``.
        case tooLong
        case end
    }

    /// Longer records are refused: an unclosed quote would otherwise take the rest of the file into memory.
    static let longestRecord = 16 << 20

    let name: String
    private(set) var parser: RecordParser
    /// The line that the current record begins on, from 1.
    private(set) var line = 0
    /// How many bytes have been read.
    private(set) var position = 0

    private let file: POSIXFile
    private var buffer: UnsafeMutableRawBufferPointer
    /// The bytes of the buffer that hold data, and those of the current record.
    private var filled = 0
    private var record = 0..<0
    private var nextLine = 1
    private var isAtEnd = false

    /// - Parameter delimiter: nil finds it in the header.
    init(_ input: ImportInput, delimiter: UInt8?) throws {
        name = input.name
        file = try input.open()
        buffer = .allocate(byteCount: 1 << 20, alignment: 16)
        parser = RecordParser(dialect: Dialect(delimiter: delimiter ?? Dialect.comma))
        try fill()
        try begin(delimiter: delimiter)
    }

    deinit {
        buffer.deallocate()
    }

    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafePointer(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)), count: filled)
    }

    /// The text of the current record as it is in the file, without its line end.
    var rawRecord: UnsafeBufferPointer<UInt8> {
        var end = record.upperBound
        while end > record.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return UnsafeBufferPointer(rebasing: bytes[record.lowerBound..<end])
    }

    /// The text of a field of the current record, or nil where it is not UTF-8.
    func text(of field: Field) -> String? { parser.text(of: field, in: bytes) }

    /// Goes to the next record.
    func next() throws -> Item {
        while true {
            line = nextLine
            let start = record.upperBound
            let limit = UnsafeBufferPointer(rebasing: bytes[..<min(filled, start + Self.longestRecord)])
            let isWhole = isAtEnd && limit.count == filled
            if start == filled, isAtEnd { return .end }
            switch parser.parse(limit, from: start, isLast: isWhole) {
            case .record(let end):
                record = start..<end
                // Only quotes can hide a line end.
                let isPlain = !parser.fields.contains { $0.isQuoted }
                nextLine += isPlain ? 1 : max(1, RecordParser.lineEnds(in: limit, record))
                return .record
            case .blank(let end):
                record = start..<end
                nextLine += 1
                return .blank
            case .malformed(let malformation, let end):
                record = start..<end
                nextLine += max(1, RecordParser.lineEnds(in: limit, record))
                return .malformed(malformation)
            case .incomplete:
                if filled - start >= Self.longestRecord {
                    // The rest of the file can't be told apart any more.
                    record = start..<start + 200
                    isAtEnd = true
                    filled = record.upperBound
                    return .tooLong
                }
                try fill()
            }
        }
    }

    /// Goes back to the beginning and reads on with another delimiter or the same.
    private func begin(delimiter: UInt8?) throws {
        var start = 0
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        try refuseOtherFormats()
        // Spreadsheets write a first line `sep=;` for each other.
        var delimiter = delimiter
        let head = bytes[start...].prefix(7)
        let isLineEnd: (UInt8) -> Bool = { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
        if head.count >= 5, head.prefix(4).elementsEqual("sep=".utf8), !isLineEnd(head[start + 4]),
            head.count == 5 || isLineEnd(head[start + 5])
        {
            delimiter = delimiter ?? head[start + 4]
            var end = start + 5
            while end < filled, isLineEnd(bytes[end]) {
                end += 1
                if bytes[end - 1] == UInt8(ascii: "\n") { break }
            }
            start = end
            nextLine = 2
        }
        record = start..<start
        // Blank lines before the header say nothing of its delimiter.
        let header = bytes[start...].drop(while: isLineEnd)
        parser = RecordParser(
            dialect: delimiter.map(Dialect.init)
                ?? Dialect.detected(inHeader: UnsafeBufferPointer(rebasing: header)))
    }

    private func refuseOtherFormats() throws {
        guard filled > 0 else {
            throw PipelineError("\(name) is empty; expected a header line and a line for each product.")
        }
        let formats: [([UInt8], String)] = [
            ([0xFF, 0xFE], "is UTF-16 text; save it as UTF-8 (“CSV UTF-8” in a spreadsheet)"),
            ([0xFE, 0xFF], "is UTF-16 text; save it as UTF-8 (“CSV UTF-8” in a spreadsheet)"),
            ([0x1F, 0x8B], "is compressed; pass it on unpacked: gzip -dc FILE | invdb import -"),
            (Array("PK\u{3}\u{4}".utf8), "is a spreadsheet or a zip archive; save the sheet as CSV"),
            (Array("SQLite format 3\0".utf8), "is a database, not a CSV file; name it with --db to work on it"),
            (Array("%PDF".utf8), "is a PDF, not a CSV file"),
        ]
        for (signature, message) in formats where bytes.starts(with: signature) {
            throw PipelineError("\(name) \(message).")
        }
        if bytes.prefix(4096).contains(0) {
            throw PipelineError("\(name) has zero bytes, so it is no CSV file, or UTF-16 text; save it as UTF-8.")
        }
    }

    /// Moves what is left of the buffer to its front and reads on behind it.
    private func fill() throws {
        let start = record.upperBound
        let rest = filled - start
        if start > 0, rest > 0, let base = buffer.baseAddress {
            memmove(base, base + start, rest)
        }
        record = 0..<0
        filled = rest
        if filled > buffer.count / 2 {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
            buffer.deallocate()
            buffer = larger
        }
        let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        isAtEnd = count == 0
        filled += count
        position += count
    }
}
