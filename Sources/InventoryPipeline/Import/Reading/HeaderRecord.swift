import CSV
import Platform

extension RecordStream {
    /// The number of lines in which the header is looked for.
    private static let linesAbove = 20

    /// Finds the header and reads the names in it: in the line that the user has named, else in the first line, else in the only
    /// one of the first lines that has the names of columns. Reports have titles above their tables.
    ///
    /// - Parameter fits: whether names are those of a table. If none are, the line with the most known names is taken for the header,
    ///   so that what it lacks can be said.
    /// - Throws: ``InputError`` if there is no readable header.
    func readHeader(_ request: ImportRequest, fits: ([String]) -> Bool) throws -> [String] {
        let delimiter = request.delimiter ?? (hasNamedDelimiter ? parser.dialect.delimiter : nil)
        if let wanted = request.headerLine {
            guard let found = lines(upTo: wanted).last, found.number == wanted else {
                throw InputError.noHeaderLine(file: name, line: wanted)
            }
            seek(to: found.offset, line: wanted, delimiter: delimiter)
        } else {
            let lines = lines(upTo: upcomingLine + Self.linesAbove - 1)
            let named = lines.compactMap { line in
                headerNames(at: line.offset, delimiter: delimiter).map { (line: line, names: $0) }
            }
            if let first = named.first, !fits(first.names) {
                let found = named.dropFirst().filter { fits($0.names) }
                // A report may repeat its header.
                var header = found.first
                if found.isEmpty {
                    let known = named.map { ImportKinds.knownNames(in: $0.names) }
                    if let most = known.max(), most > max(1, known[0]) {
                        header = known.firstIndex(of: most).map { named[$0] }
                    }
                } else if !found.allSatisfy({ $0.names == header?.names }) {
                    header = nil
                }
                if let header { seek(to: header.line.offset, line: header.line.number, delimiter: delimiter) }
            }
        }
        let names = try readHeader()
        headerText = Array(rawRecord)
        return names
    }

    /// The next lines in the buffer that are not blank, up to a number.
    private func lines(upTo last: Int) -> [(number: Int, offset: Int)] {
        var lines: [(number: Int, offset: Int)] = []
        var (number, offset) = (upcomingLine, upcomingOffset)
        while number <= last, offset < bytes.count {
            let rest = bytes[offset...]
            let end = rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
            if end > offset || number == last { lines.append((number, offset)) }
            let isPair =
                end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
            offset = end + (isPair ? 2 : 1)
            number += 1
        }
        return lines
    }

    /// The names in the line at an offset, if it is a record of its own.
    private func headerNames(at offset: Int, delimiter: UInt8?) -> [String]? {
        var parser = RecordParser(dialect: dialect(at: offset, delimiter: delimiter))
        guard case .record = parser.parse(bytes, from: offset, isLast: hasRest),
            parser.fieldCount <= Self.mostColumns
        else { return nil }
        let names = parser.fields.compactMap { parser.text(of: $0, in: bytes) }
        return names.count == parser.fieldCount ? names : nil
    }

    /// The number of columns in the widest spreadsheets.
    private static let mostColumns = 16_384

    /// Goes to the first record, which is the header, and reads the names in it.
    ///
    /// - Throws: ``InputError`` if there is no readable header.
    func readHeader() throws -> [String] {
        while true {
            switch try next() {
            case .blank: continue
            case .end: throw InputError.noHeader(file: name)
            case .tooLong:
                let fault = RecordFault(tooLong: self, header: [])
                throw InputError.malformedHeader(file: name, fault)
            case .malformed(let malformation):
                let fault = RecordFault(malformation, in: self, header: [])
                throw InputError.malformedHeader(file: name, fault)
            case .record:
                guard fields.count <= Self.mostColumns else {
                    throw InputError.tooManyColumns(
                        file: name, line: line, count: fields.count, most: Self.mostColumns)
                }
                return try fields.enumerated().map { index, field in
                    guard let text = text(of: field) else {
                        let raw = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
                        throw InputError.headerNotUTF8(
                            file: name, line: line, column: index, value: DisplayText.value(of: raw))
                    }
                    return text
                }
            }
        }
    }
}
