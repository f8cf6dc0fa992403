import CSV

extension RecordFault {
    /// - Parameter header: the names of the columns; empty if the record is the header itself.
    init(_ malformation: RecordParser.Malformation, in stream: RecordStream, header: [String]) {
        let bytes = stream.bytes
        let column = Self.column(stream.fields.count, header)
        switch malformation {
        case .unclosedQuote(let opening):
            line = stream.line(at: opening)
            let taken = RecordParser.lineEnds(in: stream.rawRecord, 0..<stream.rawRecord.count) - (line - stream.line)
            form = .unclosedQuote(column, lines: max(0, taken))
        case .textAfterQuote(let offender):
            line = stream.line
            let place = stream.line(at: offender)
            form = .textAfterQuote(
                column, line: place > line ? place : nil,
                hasBackslash: offender > 1 && bytes[offender - 2] == UInt8(ascii: "\\"))
        }
    }

    /// The fault of a record that is longer than allowed.
    init(tooLong stream: RecordStream, header: [String]) {
        let fields = stream.fields
        let next = fields.last.map { $0.end + ($0.isQuoted ? 2 : 1) } ?? stream.recordStart
        let column = Self.column(fields.count, header)
        if next < stream.bytes.count, stream.bytes[next] == UInt8(ascii: "\"") {
            line = stream.line(at: next)
            form = .openQuote(column)
        } else {
            line = stream.line
            form =
                fields.count > RecordLimits.mostFields
                ? .manyFields(most: RecordLimits.mostFields) : .tooLong(column)
        }
    }

    /// The fault of a record whose number of fields differs from that of the header.
    static func count(of fields: UnsafeBufferPointer<Field>, header: [String], dialect: Dialect) -> Form {
        if fields.count < header.count {
            return .missingFields(
                count: fields.count, expected: header.count, first: column(fields.count, header))
        }
        return .furtherFields(
            count: fields.count, expected: header.count,
            areEmpty: fields[header.count...].allSatisfy { $0.isEmpty && !$0.isQuoted },
            delimiter: dialect.delimiterName)
    }

    /// Whether all fields are empty or spaces, as in the lines that spreadsheets write below a table.
    static func isBlank(_ fields: UnsafeBufferPointer<Field>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        fields.allSatisfy { field in
            !field.isQuoted && bytes[field.start..<field.end].allSatisfy { $0 == UInt8(ascii: " ") }
        }
    }

    private static func column(_ index: Int, _ header: [String]) -> Column {
        let name = header.indices.contains(index) && !header[index].isEmpty ? header[index] : nil
        return Column(index: index, name: name)
    }
}
