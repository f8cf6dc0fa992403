// A file read with `RecordParser`, as a whole and cut anywhere, and with a plain reader that it is checked against.
//
// The fuzzer of the reader compiles this file as well: Fuzz/run.sh has its path, and Fuzz/Reader.swift uses its types. So it imports
// nothing but CSV, and if it moves, the path in Fuzz/run.sh must follow.

import CSV

/// What one step through a file gave.
enum Read: Equatable {
    /// The texts of a record; nil for a field that is not UTF-8.
    case record([String?])
    case blank
    case unclosedQuote(at: Int)
    case textAfterQuote(at: Int)
    /// The parser did not move on, which no input may cause.
    case stuck
}

enum Reading {
    /// Reads a file that is in one buffer.
    static func whole(_ bytes: [UInt8], _ dialect: Dialect = Dialect(delimiter: Dialect.comma)) -> [Read] {
        read(bytes, dialect) { parser, buffer, start in parser.parse(buffer, from: start, isLast: true) }
    }

    /// Reads a file that arrives byte by byte: each record is asked for with every beginning of the file until it is
    /// complete, so that every place in it is the end of a buffer once.
    static func growing(_ bytes: [UInt8], _ dialect: Dialect = Dialect(delimiter: Dialect.comma)) -> [Read] {
        read(bytes, dialect) { parser, buffer, start in
            for end in start...buffer.count {
                let beginning = UnsafeBufferPointer(rebasing: buffer[..<end])
                let outcome = parser.parse(beginning, from: start, isLast: false)
                if outcome != .incomplete { return outcome }
            }
            return parser.parse(buffer, from: start, isLast: true)
        }
    }

    private static func read(
        _ bytes: [UInt8], _ dialect: Dialect,
        next: (inout RecordParser, UnsafeBufferPointer<UInt8>, Int) -> RecordParser.Outcome
    ) -> [Read] {
        var parser = RecordParser(dialect: dialect)
        return bytes.withUnsafeBufferPointer { buffer in
            var reads: [Read] = []
            var start = 0
            while start < buffer.count {
                let (end, read): (Int, Read) =
                    switch next(&parser, buffer, start) {
                    case .record(let end): (end, .record(parser.fields.map { parser.text(of: $0, in: buffer) }))
                    case .blank(let end): (end, .blank)
                    case .malformed(.unclosedQuote(let at), let end): (end, .unclosedQuote(at: at))
                    case .malformed(.textAfterQuote(let at), let end): (end, .textAfterQuote(at: at))
                    case .incomplete: (start, .stuck)
                    }
                guard end > start, end <= buffer.count else { return reads + [.stuck] }
                reads.append(read)
                start = end
            }
            return reads
        }
    }
}

/// The rules of the parser once more, as slow and plain as they can be written: one character after the other, and what is
/// to be done with it where one stands. The parser is checked against this, so it shares nothing with it.
enum PlainReader {
    private enum State { case fieldStart, plain, quoted, quoteInQuoted, skippingLine }

    static func read(_ characters: [UInt8], delimiter: UInt8) -> [Read] {
        var reads: [Read] = []
        var state = State.fieldStart
        var fields: [[UInt8]] = []
        var text: [UInt8] = []
        var opening: Int?
        var offender = 0
        var at = 0
        while true {
            let character = at < characters.count ? characters[at] : nil
            if character == nil, state == .fieldStart, fields.isEmpty { return reads }
            let isLineEnd = character == nil || character == 10 || character == 13
            switch state {
            case .fieldStart where character == 34:
                opening = at
                state = .quoted
                at += 1
                continue
            case .fieldStart:
                opening = nil
                state = .plain
                continue
            case .quoted where character == nil:
                reads.append(.unclosedQuote(at: opening ?? at))
                return reads
            case .quoted where character == 34: state = .quoteInQuoted
            case .quoted: text += [character ?? 0]
            case .quoteInQuoted where character == 34:
                text += [34]
                state = .quoted
            case .plain where character == delimiter, .quoteInQuoted where character == delimiter:
                fields.append(text)
                text = []
                state = .fieldStart
            case .plain where isLineEnd, .quoteInQuoted where isLineEnd:
                let isBlank = fields.isEmpty && text.isEmpty && opening == nil
                reads.append(
                    isBlank ? .blank : .record((fields + [text]).map { String(validating: $0, as: UTF8.self) }))
                (fields, text, state) = ([], [], .fieldStart)
            case .plain: text += [character ?? 0]
            case .quoteInQuoted:
                offender = at
                state = .skippingLine
            case .skippingLine where isLineEnd:
                reads.append(.textAfterQuote(at: offender))
                (fields, text, state) = ([], [], .fieldStart)
            case .skippingLine: break
            }
            if state == .fieldStart, character == 13, at + 1 < characters.count, characters[at + 1] == 10 { at += 1 }
            at += 1
        }
    }
}
