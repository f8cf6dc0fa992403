import CSV
import Forecasting
import InventoryStore

/// What the parsing thread hands on: some rows, what was wrong between them, and the report of a file that ended.
struct ImportItem: Sendable {
    var batch = InventoryBatch()
    var badRows: [BadRow] = []
    var rowsRead = 0
    /// The file that the bad rows are from, and its report where this is the last item of it.
    var file: Int
    var report: FileReport?
    /// Share of all bytes that are read.
    var fraction: Double?

    struct BadRow: Sendable {
        var problem: RowProblem
        /// The record as it is in the file.
        var record: [UInt8]
    }
}

/// Reads the files one after the other, on a thread of its own.
struct ImportSource: Sendable {
    let request: ImportRequest
    let inputs: [ImportInput]
    /// By the position of the file.
    let dateFindings: [Int: DateColumn.Findings]
    let firstImportID: Int32
    let stores: IdentifierTable
    let products: IdentifierTable

    /// Bad rows that are handed on at once, and the bytes of their records, so that a file of nothing else takes no memory.
    private static let badRowLimit = 1000
    private static let badByteLimit = 4 << 20
    /// As many as the widest spreadsheets have.
    private static let mostColumns = 16_384

    func run(emit: (ImportItem) throws -> Void) throws {
        var identifiers = Identifiers(stores: stores, products: products)
        let total = inputs.reduce(0) { $0 + $1.size }
        var done = 0
        for (index, input) in inputs.enumerated() {
            let stream = try RecordStream(input, delimiter: request.delimiter)
            try read(stream, file: index, &identifiers) { item in
                var item = item
                if total > 0 { item.fraction = Double(done + stream.position) / Double(total) }
                try emit(item)
            }
            done += stream.position
        }
    }

    /// All that the files so far have named, and the database before them.
    private struct Identifiers {
        var stores: IdentifierTable
        var products: IdentifierTable
        var storeNotes = IdentifierNotes(.storeID)
        var productNotes = IdentifierNotes(.productID)

        /// Adds to a report what is to be said of the identifiers that are new in a batch.
        mutating func note(_ batch: InventoryBatch, in report: inout FileReport) {
            func line(where isMeant: (SeriesKey) -> Bool) -> Int {
                batch.rows.first { isMeant($0.key) }.map { Int($0.line) } ?? 0
            }
            let ofStores = storeNotes.examine(batch.newStores, in: stores, limit: report.notesLeft) { key in
                line { $0.store == key }
            }
            report.add(ofStores.first, of: ofStores.count)
            let ofProducts = productNotes.examine(batch.newProducts, in: products, limit: report.notesLeft) { key in
                line { $0.product == key }
            }
            report.add(ofProducts.first, of: ofProducts.count)
        }
    }

    private func read(
        _ stream: RecordStream, file: Int, _ identifiers: inout Identifiers, _ emit: (ImportItem) throws -> Void
    ) throws {
        let mapping = try header(of: stream)
        var reader = PositionReader(
            mapping: mapping, importID: firstImportID + Int32(file),
            dates: DateColumn(given: request.dateOrder, found: dateFindings[file] ?? DateColumn.Findings()),
            decimalSeparator: request.decimalSeparator, defaultStore: request.store)
        var report = FileReport(name: stream.name, dialect: stream.parser.dialect, mapping: mapping)
        var item = ImportItem(file: file)
        var badBytes = 0
        var isDue = false
        func reject(line: Int, column: ProductColumn? = nil, value: String? = nil, _ expected: String) {
            let name = column.map { column in mapping.indexes[column].map { mapping.header[$0] } ?? column.rawValue }
            // The text of the row is for the file of rejects only.
            let record = request.rejects == nil ? [] : Array(stream.rawRecord)
            report.rejected += 1
            badBytes += record.count
            item.badRows.append(
                ImportItem.BadRow(
                    problem: RowProblem(file: stream.name, line: line, column: name, value: value, expected: expected),
                    record: record))
            isDue = item.badRows.count == Self.badRowLimit || badBytes > Self.badByteLimit
        }
        reading: while true {
            switch try stream.next() {
            case .end:
                break reading
            case .blank:
                report.blank += 1
            case .tooLong:
                let fault = RecordFault(tooLong: stream, header: mapping.header)
                throw PipelineError("Nothing was imported: \(stream.name):\(fault.line): \(fault.text).")
            case .malformed(let malformation):
                let fault = RecordFault(malformation, in: stream, header: mapping.header)
                reject(line: fault.line, fault.text)
            case .record:
                switch reader.read(
                    stream, stores: &identifiers.stores, products: &identifiers.products, into: item.batch)
                {
                case .row(let row):
                    item.batch.append(row)
                    if item.batch.isFull { isDue = true }
                case .blank: report.blank += 1
                case .problem(let column, let expected):
                    reject(
                        line: stream.line, column: column, value: column.flatMap { value(of: $0, mapping, stream) },
                        expected)
                    // Good rows go in although others are rejected: then their dates must not rest on a guess.
                    if request.rejects != nil, reader.dates.findsMixture {
                        throw ImportRestart.dates(file: file, reader.dates.findings)
                    }
                case .contradiction:
                    throw ImportRestart.dates(file: file, reader.dates.findings)
                }
            }
            report.read += 1
            item.rowsRead += 1
            if isDue {
                identifiers.note(item.batch, in: &report)
                try emit(item)
                item = ImportItem(file: file)
                badBytes = 0
                isDue = false
            }
        }
        identifiers.note(item.batch, in: &report)
        report.dates = dates(of: reader.dates)
        item.report = report
        try emit(item)
    }

    private func value(of column: ProductColumn, _ mapping: ColumnMapping, _ stream: RecordStream) -> String? {
        guard let place = mapping.indexes[column], stream.parser.fields.indices.contains(place) else { return nil }
        let field = stream.parser.fields[place]
        return ShownText.value(of: UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end]))
    }

    private func header(of stream: RecordStream) throws -> ColumnMapping {
        while true {
            switch try stream.next() {
            case .blank: continue
            case .end: throw PipelineError("\(stream.name) has no header line and no rows.")
            case .tooLong:
                let fault = RecordFault(tooLong: stream, header: [])
                throw PipelineError("\(stream.name):\(fault.line): the header line can't be read: \(fault.text).")
            case .malformed(let malformation):
                let fault = RecordFault(malformation, in: stream, header: [])
                throw PipelineError("\(stream.name):\(fault.line): the header line can't be read: \(fault.text).")
            case .record:
                guard stream.parser.fields.count <= Self.mostColumns else {
                    throw PipelineError(
                        "\(stream.name):\(stream.line): the header has \(stream.parser.fields.count) columns; "
                            + "expected \(Self.mostColumns) at most.")
                }
                let fields = try stream.parser.fields.enumerated().map { index, field in
                    guard let text = stream.text(of: field) else {
                        let bytes = UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end])
                        throw PipelineError(
                            "\(stream.name):\(stream.line): the header is not UTF-8 text: column \(index + 1) is "
                                + "“\(ShownText.of(ShownText.value(of: bytes)))”; save the file as UTF-8 (“CSV UTF-8” in "
                                + "a spreadsheet), or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE | invdb import -."
                        )
                    }
                    return text
                }
                return try ColumnMapping(header: fields, named: request.map, file: stream.name)
            }
        }
    }

    private func dates(of column: DateColumn) -> FileReport.Dates {
        if let order = request.dateOrder { return .given(order) }
        if let shown = column.findings.shown { return .shown(shown.order, text: shown.text, line: shown.line) }
        return column.hasAmbiguous ? .assumedMonthFirst : .unambiguous
    }
}
