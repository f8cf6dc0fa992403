import CSV
import Platform

extension RecordFault {
    /// - Parameter header: the names of the columns; empty if the record is the header itself.
    init(_ malformation: RecordParser.Malformation, in stream: RecordStream, header: [String]) {
        let bytes = stream.bytes
        let column = Self.column(stream.parser.fields.count, header)
        switch malformation {
        case .unclosedQuote(let opening):
            line = stream.line(at: opening)
            let taken = RecordParser.lineEnds(in: stream.rawRecord, 0..<stream.rawRecord.count) - (line - stream.line)
            text =
                "a quote opens in \(column) and is never closed"
                + (taken > 0
                    ? ", so that \(taken == 1 ? "the line" : "the \(taken) lines") behind it can't be read" : "")
        case .textAfterQuote(let offender):
            line = stream.line
            let place = stream.line(at: offender)
            let isBackslash = offender > 1 && bytes[offender - 2] == UInt8(ascii: "\\")
            text =
                "there is text after a closing quote in \(column)" + (place > line ? " (in line \(place))" : "")
                + "; quotes inside a quoted field are doubled" + (isBackslash ? ", a backslash does nothing" : "")
        }
    }

    /// The fault of a record that is longer than allowed.
    init(tooLong stream: RecordStream, header: [String]) {
        let fields = stream.parser.fields
        let next = fields.last.map { $0.end + ($0.isQuoted ? 2 : 1) } ?? stream.recordStart
        let column = Self.column(fields.count, header)
        if next < stream.bytes.count, stream.bytes[next] == UInt8(ascii: "\"") {
            line = stream.line(at: next)
            text =
                "a quote opens in \(column) and is not closed within 16 MiB; close it, or double it if it is a part of "
                + "the text"
        } else if fields.count > RecordLimits.mostFields {
            line = stream.line
            text =
                "the record that begins here has more than \(RecordLimits.mostFields) fields, so this seems to be no CSV file"
        } else {
            line = stream.line
            text =
                "the record that begins here is longer than 16 MiB, in \(column), so this seems to be no CSV file with lines"
        }
    }

    /// The message for a record whose number of fields differs from that of the header.
    static func count(of fields: ArraySlice<Field>, header: [String], dialect: Dialect) -> ExpectedText {
        let count = "\(fields.count), where the header has \(header.count)"
        if fields.count < header.count {
            return "missing fields: \(count); the row ends before \(column(fields.count, header))"
        }
        if fields[header.count...].allSatisfy({ $0.isEmpty && !$0.isQuoted }) {
            return "too many fields: \(count); what follows the last one is empty"
        }
        return "too many fields: \(count); a field with a \(dialect.delimiterName) in it needs quotes"
    }

    /// Whether all fields are empty or spaces, as in the lines that spreadsheets write below a table.
    static func isBlank(_ fields: ArraySlice<Field>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        fields.allSatisfy { field in
            !field.isQuoted && bytes[field.start..<field.end].allSatisfy { $0 == UInt8(ascii: " ") }
        }
    }

    private static func column(_ index: Int, _ header: [String]) -> String {
        guard header.indices.contains(index), !header[index].isEmpty else { return "column \(index + 1)" }
        return DisplayText.of(header[index])
    }
}
