import InventoryStore
import Platform

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
    let kind: FileKind
    let inputs: [ImportInput]
    /// By the position of the file.
    let dateFindings: [Int: DateColumn.Findings]
    let firstImportID: Int32
    let stores: IdentifierTable
    let products: IdentifierTable

    /// Bad rows that are handed on at once, and the bytes of their records, so that a file of nothing else takes no memory.
    private static let badRowLimit = 1000
    private static let badByteLimit = 4 << 20

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
        var storeNotes = IdentifierWarnings(.storeID)
        var productNotes = IdentifierWarnings(.productID)

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
        let mapping = try ColumnMapping(
            header: stream.readHeader(), kind: kind, named: request.map, file: stream.name)
        let values = FieldReader(mapping: mapping, decimalSeparator: request.decimalSeparator)
        let importID = firstImportID + Int32(file)
        let dates = DateColumn(given: request.dateOrder, found: dateFindings[file] ?? DateColumn.Findings())
        switch kind {
        case .products:
            let reader = PositionReader(values, importID: importID, dates: dates, defaultStore: request.store)
            try read(stream, file: file, mapping, reader, &identifiers, emit)
        case .receipts:
            let reader = ReceiptReader(values, importID: importID, dates: dates, defaultStore: request.store)
            try read(stream, file: file, mapping, reader, &identifiers, emit)
        }
    }

    private func read(
        _ stream: RecordStream, file: Int, _ mapping: ColumnMapping, _ reader: some RowReader,
        _ identifiers: inout Identifiers, _ emit: (ImportItem) throws -> Void
    ) throws {
        var reader = reader
        var report = FileReport(name: stream.name, dialect: stream.parser.dialect, mapping: mapping)
        var item = ImportItem(file: file)
        var badBytes = 0
        var isDue = false
        func reject(line: Int, column: FileColumn? = nil, value: String? = nil, _ expected: String) {
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
                case .row: if item.batch.isFull { isDue = true }
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

    private func value(of column: FileColumn, _ mapping: ColumnMapping, _ stream: RecordStream) -> String? {
        guard let place = mapping.indexes[column], stream.parser.fields.indices.contains(place) else { return nil }
        let field = stream.parser.fields[place]
        return DisplayText.value(of: UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end]))
    }

    private func dates(of column: DateColumn) -> FileReport.Dates {
        if let order = request.dateOrder { return .given(order) }
        if let shown = column.findings.shown { return .shown(shown.order, text: shown.text, line: shown.line) }
        return column.hasAmbiguous ? .assumedMonthFirst : .unambiguous
    }
}
