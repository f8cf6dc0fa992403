import Platform

extension RecordStream {
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
                guard parser.fields.count <= Self.mostColumns else {
                    throw InputError.tooManyColumns(
                        file: name, line: line, count: parser.fields.count, most: Self.mostColumns)
                }
                return try parser.fields.enumerated().map { index, field in
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
