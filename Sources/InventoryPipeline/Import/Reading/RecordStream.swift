import CSV
import Foundation
import Platform

/// The records of one file or of standard input, in order, with their line numbers.
final class RecordStream {
    enum Item {
        /// A record: its fields are in `fields`, offsets into `bytes`.
        case record
        case blank
        case malformed(RecordParser.Malformation)
        /// A record longer than ``RecordLimits/longest``, or a long one with more than ``RecordLimits/mostFields``. It
        /// is the last item, because its end is unknown.
        case tooLong
        case end
    }

    let name: String
    private(set) var parser: RecordParser
    /// The fields of the current record, until the next one is read. Each look at the parser would be checked for exclusive
    /// access, because it changes while it parses; this one isn't.
    private(set) var fields: UnsafeBufferPointer<Field>
    /// The line that the current record begins on, from 1.
    private(set) var line = 0
    /// Bytes of the file up to the end of the current record.
    var position: Int { bytesRead - filled + record.upperBound }

    private let file: POSIXFile
    /// Set if the file is a pipe that is read as it comes.
    private let streaming: Interruption?
    private var buffer: UnsafeMutableRawBufferPointer
    /// The bytes of the buffer that hold data, and those of the current record.
    private var filled = 0
    /// Bytes of the file that have been read, up to the end of the buffer.
    private(set) var bytesRead = 0
    private var record = 0..<0
    private var nextLine = 1
    private var isAtEnd = false
    /// Whether the file itself says what its delimiter is.
    private(set) var hasNamedDelimiter = false

    /// - Parameter delimiter: nil detects it in the header.
    /// - Parameter room: the initial size of the buffer, in bytes. Tests make it small, so that records cross its end.
    init(_ input: ImportInput, delimiter: UInt8?, room: Int = 1 << 20) throws {
        name = input.name
        file = try input.open()
        streaming = input.streaming
        buffer = .allocate(byteCount: room, alignment: 16)
        parser = RecordParser(dialect: Dialect(delimiter: delimiter ?? Dialect.comma))
        fields = parser.fieldsInPlace
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
    var rawRecord: UnsafeBufferPointer<UInt8> { Self.withoutLineEnd(bytes, record) }

    static func withoutLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ record: Range<Int>) -> UnsafeBufferPointer<UInt8>
    {
        var end = record.upperBound
        while end > record.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return UnsafeBufferPointer(rebasing: bytes[record.lowerBound..<end])
    }

    /// Begins again at the beginning of a line that is still in the buffer.
    ///
    /// - Parameter delimiter: nil detects it in that line.
    func seek(to offset: Int, line: Int, delimiter: UInt8?) {
        record = offset..<offset
        nextLine = line
        use(dialect(at: offset, delimiter: delimiter))
    }

    private func use(_ dialect: Dialect) {
        parser = RecordParser(dialect: dialect)
        fields = parser.fieldsInPlace
    }

    /// The dialect of a header that begins at an offset.
    func dialect(at offset: Int, delimiter: UInt8?) -> Dialect {
        delimiter.map(Dialect.init)
            ?? Dialect.detected(inHeader: UnsafeBufferPointer(rebasing: bytes[offset...]))
    }

    /// The number of the next line.
    var upcomingLine: Int { nextLine }
    /// Where the next record begins.
    var upcomingOffset: Int { record.upperBound }
    /// Whether the rest of the file is in the buffer.
    var hasRest: Bool { isAtEnd }

    /// The text of the header; empty until it has been read.
    var headerText: [UInt8] = []
    /// Whether the current record is the header once more, as on each page of a report.
    var isHeaderAgain: Bool { !headerText.isEmpty && rawRecord.elementsEqual(headerText) }

    /// The offset of the current record in the buffer, and in the file.
    var recordStart: Int { record.lowerBound }
    var recordOffset: Int { bytesRead - filled + record.lowerBound }

    /// The line of the byte at an offset, which lies in the current record.
    func line(at offset: Int) -> Int { line + RecordParser.lineEnds(in: bytes, record.lowerBound..<offset) }

    /// The text of a field of the current record; nil if it is not UTF-8.
    func text(of field: Field) -> String? { parser.text(of: field, in: bytes) }

    /// Goes to the next record.
    func next() throws -> Item {
        while true {
            line = nextLine
            let start = record.upperBound
            let limit = UnsafeBufferPointer(rebasing: bytes[..<min(filled, start + RecordLimits.longest)])
            let isWhole = isAtEnd && limit.count == filled
            if start == filled, isAtEnd { return .end }
            let outcome = parser.parse(limit, from: start, isLast: isWhole)
            fields = parser.fieldsInPlace
            switch outcome {
            case .record(let end):
                record = start..<end
                // A line end can be inside a record only if a field is quoted.
                nextLine += !parser.hasQuotes ? 1 : max(1, RecordParser.lineEnds(in: limit, record))
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
                if filled - start >= RecordLimits.longest || fields.count > RecordLimits.mostFields {
                    record = start..<filled
                    isAtEnd = true
                    return .tooLong
                }
                try fill()
            }
        }
    }

    /// Finds the beginning of the header, and its delimiter if none is given.
    private func begin(delimiter: UInt8?) throws {
        guard filled > 0 else {
            throw InputError.isEmpty(file: name)
        }
        if let format = ForeignFormat.seen(in: bytes) { throw InputError.foreignFormat(file: name, format) }
        let preamble = Preamble(of: bytes)
        nextLine += preamble.lines
        record = preamble.length..<preamble.length
        // Blank lines before the header say nothing about its delimiter.
        let header = bytes[preamble.length...].drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
        use(
            (delimiter ?? preamble.delimiter).map(Dialect.init)
                ?? Dialect.detected(inHeader: UnsafeBufferPointer(rebasing: header)))
        hasNamedDelimiter = preamble.delimiter != nil
    }

    /// Moves the rest of the buffer to its front and reads more bytes after it.
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
        let count = try read()
        isAtEnd = count == 0
        filled += count
        if isAtEnd { dropEndMark() }
        bytesRead += count
    }

    /// Reads into the rest of the buffer. Returns the number of bytes; 0 means the end.
    private func read() throws -> Int {
        guard let streaming else {
            return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        }
        var count = 0
        repeat {
            try file.waitForInput(streaming)
            let more = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[(filled + count)...]))
            if more == 0 { break }
            count += more
            // A pipe may bring single bytes, and the header is looked for in what has been read first.
        } while bytesRead == 0 && filled + count < buffer.count
        return count
    }

    /// DOS programs end a file with Ctrl-Z. Such bytes are still in the buffer when the end of the file is found,
    /// because no line end follows them.
    private func dropEndMark() {
        while filled > record.upperBound, bytes[filled - 1] == 0x1A { filled -= 1 }
    }
}
