import Platform

extension RecordStream {
    /// As many as the widest spreadsheets have.
    private static let mostColumns = 16_384

    /// Goes to the first record, which is the header, and reads the names in it.
    ///
    /// - Throws: ``PipelineError`` where there is none that can be read.
    func readHeader() throws -> [String] {
        while true {
            switch try next() {
            case .blank: continue
            case .end: throw PipelineError("\(name) has no header line and no rows.")
            case .tooLong:
                let fault = RecordFault(tooLong: self, header: [])
                throw PipelineError("\(name):\(fault.line): the header line can't be read: \(fault.text).")
            case .malformed(let malformation):
                let fault = RecordFault(malformation, in: self, header: [])
                throw PipelineError("\(name):\(fault.line): the header line can't be read: \(fault.text).")
            case .record:
                guard parser.fields.count <= Self.mostColumns else {
                    throw PipelineError(
                        "\(name):\(line): the header has \(parser.fields.count) columns; "
                            + "expected \(Self.mostColumns) at most.")
                }
                return try parser.fields.enumerated().map { index, field in
                    guard let text = text(of: field) else {
                        let raw = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
                        throw PipelineError(
                            "\(name):\(line): the header is not UTF-8 text: column \(index + 1) is "
                                + "“\(DisplayText.of(DisplayText.value(of: raw)))”; save the file as UTF-8 (“CSV UTF-8” in "
                                + "a spreadsheet), or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE | invdb import -."
                        )
                    }
                    return text
                }
            }
        }
    }
}
