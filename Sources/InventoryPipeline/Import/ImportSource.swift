import InventoryStore
import Platform

/// Reads the files of a kind one after the other, on a thread of its own.
struct ImportSource<Kind: ImportKind>: Sendable {
    typealias Batch = Kind.Reader.Batch

    let request: ImportRequest
    let inputs: [ImportInput]
    /// By the position of the file.
    let dates: [Int: DateFindings]
    let firstImportID: Int32
    let stores: IdentifierTable
    let products: IdentifierTable
    /// Whether identifiers may be forgotten from one batch to the next, so that any number of them needs little memory.
    var forgetsIdentifiers = false

    /// The number of identifiers of a kind from which on they are forgotten: some 3 MB.
    private static var identifierLimit: Int32 { 65_536 }

    /// Limits on the number of bad rows, and on the bytes of their records, in one part. A file of bad rows only
    /// therefore needs little memory.
    private static var badRowLimit: Int { 1000 }
    private static var badByteLimit: Int { 4 << 20 }

    func run(emit: (ImportItem<Batch>) throws -> Void) throws {
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

    private func read(
        _ stream: RecordStream, file: Int, _ identifiers: inout Identifiers,
        _ emit: (ImportItem<Batch>) throws -> Void
    ) throws {
        let header = try stream.readHeader(request) { Kind.fits($0, request, file: stream.name) }
        let mapping = try ColumnMapping(
            header: header, columns: Kind.columns, missing: Kind.missing, request, file: stream.name,
            fallbacks: { Kind.fallbacks(request, file: stream.name, $0) },
            others: ImportKinds.possible(inHeader: header, insteadOf: Kind.self))
        let reader = Kind.Reader(
            FieldReader(mapping: mapping, options: request),
            importID: firstImportID + Int32(file),
            dates: DateColumn(
                given: request.dateOrder ?? (request.isPiped ? .yearFirst : nil),
                needsCentury: request.isPiped && request.dateOrder == nil, found: dates[file] ?? DateFindings()),
            defaultStore: request.store)
        var report = FileReport(name: stream.name, dialect: stream.parser.dialect, mapping: mapping)
        report.sheet = inputs[file].sheet
        report.headerLine = stream.line
        report.periods = mapping.periodFinding
        report.isOfAllStores = Kind.isOfAllStores(mapping, request)
        var item = ImportItem<Batch>(findings: FileFindings(file: file))
        var badBytes = 0
        var isDue = false
        func reject(
            line: Int, column: ImportColumn? = nil, place: Int? = nil, value: String? = nil, _ expected: Expectation,
            total: String? = nil
        ) {
            let name =
                place.map { mapping.header[$0] }
                ?? column.map { column in mapping.indexes[column].map { mapping.header[$0] } ?? column.name }
            // Only the file of rejects needs the text of the row.
            let record = request.rejects == nil ? [] : Array(stream.rawRecord)
            report.rejected += 1
            badBytes += record.count
            var problem = RowProblem(
                file: stream.name, line: line, column: name, value: value, expected: expected, total: total)
            if request.isPiped { problem.series = Self.series(stream, mapping, request) }
            item.findings.badRows.append(FileFindings.BadRow(problem: problem, record: record))
            isDue = item.findings.badRows.count == Self.badRowLimit || badBytes > Self.badByteLimit
        }
        /// Rejects a record, unless it is the header once more.
        func refuse(column: ImportColumn? = nil, place: Int? = nil, value: String?, _ expected: Expectation) {
            guard !stream.isHeaderAgain else { return report.leaveOut(.header, line: stream.line) }
            reject(
                line: stream.line, column: column, place: place, value: value, expected, total: Self.total(stream))
        }
        func pass() throws {
            if !request.isPiped { identifiers.warn(of: item.batch.identifiers, in: &report) }
            try emit(item)
            item = ImportItem(findings: FileFindings(file: file))
            if forgetsIdentifiers,
                max(identifiers.products.greatestKey, identifiers.stores.greatestKey) > Self.identifierLimit
            {
                identifiers = Identifiers(stores: stores, products: products)
                item.beginsAnew = true
            }
            badBytes = 0
            isDue = false
        }
        let rowsPerRecord = reader.rowsPerRecord
        let skipped = try SkippedRows(request, mapping, file: stream.name)
        let skipsRows = skipped != nil
        // Rows that turn out to be wrong later are read once more for the file of rejects.
        let keepsIndex = request.rejects != nil && !request.isPiped
        // A pipe can't be read once more.
        let keepsRecords = request.rejects != nil && request.isPiped
        var index = RecordIndex()
        reading: while true {
            let next = try stream.next()
            if keepsIndex, case .record = next { index.add(line: stream.line, offset: stream.recordOffset) }
            switch next {
            case .end:
                break reading
            case .blank:
                report.blank += 1
            case .tooLong:
                let fault = RecordFault(tooLong: stream, header: mapping.header)
                throw InputError.recordTooLong(file: stream.name, fault)
            case .malformed(let malformation):
                let fault = RecordFault(malformation, in: stream, header: mapping.header)
                reject(line: fault.line, .form(fault.form))
            case .record:
                if skipsRows, let why = skipped?.reason(stream, isFurtherLine: reader.isFurtherLine(stream)) {
                    report.leaveOut(why, line: stream.line)
                    // A total is no line of an order.
                    if case .otherThan = why { reader.passOver(stream, &identifiers, into: &item.batch) }
                    break
                }
                for part in 0..<rowsPerRecord {
                    if part > 0 {
                        report.read += 1
                        item.findings.rowsRead += 1
                    }
                    switch reader.read(stream, part, &identifiers, into: &item.batch) {
                    case .row:
                        if keepsRecords {
                            item.records.append(stream.rawRecord)
                            if item.records.bytes.count > Self.badByteLimit { isDue = true }
                        }
                        if item.batch.isFull { isDue = true }
                    case .rows(let count):
                        report.read += count - 1
                        item.findings.rowsRead += count - 1
                        if item.batch.isFull { isDue = true }
                    case .blank: report.blank += 1
                    case .leftOut(let why):
                        report.leaveOut(why, line: stream.line)
                        // It may still have named a store, a product or a day.
                        if item.batch.isFull { isDue = true }
                    case .problem(let column, let expected):
                        refuse(column: column, value: column.flatMap { value(of: $0, part, mapping, stream) }, expected)
                        // Good rows are imported although others are rejected, so their dates must not rest on a guess.
                        if request.rejects != nil, reader.dates.findsMixture {
                            throw ImportRestart.dates([file: reader.dates.findings])
                        }
                    case .problemAt(let place, let expected):
                        refuse(place: place, value: Self.text(of: place, stream), expected)
                    case .contradiction:
                        throw ImportRestart.dates([file: reader.dates.findings])
                    }
                    if part + 1 < rowsPerRecord, isDue { try pass() }
                }
            }
            report.read += 1
            item.findings.rowsRead += 1
            if isDue { try pass() }
        }
        if !request.isPiped { identifiers.warn(of: item.batch.identifiers, in: &report) }
        report.dates = dates(of: reader.dates)
        report.hasTimes = reader.dates.hasTimes
        report.countedWords = reader.countedWords
        item.findings.report = report
        item.findings.index = index
        try emit(item)
    }

    /// The series of the current record, as far as it can be read.
    private static func series(_ stream: RecordStream, _ mapping: ColumnMapping, _ request: ImportRequest)
        -> SeriesName?
    {
        func text(_ column: ImportColumn) -> String? {
            guard let place = mapping.indexes[column], stream.fields.indices.contains(place) else { return nil }
            let field = stream.fields[place]
            return stream.text(of: field) ?? String(decoding: stream.bytes[field.start..<field.end], as: UTF8.self)
        }
        guard let product = text(.productID) else { return nil }
        return SeriesName(
            product: product, store: mapping.indexes[.storeID] == nil ? request.store : text(.storeID) ?? "")
    }

    /// The first text of a record, if it says that the record has totals.
    private static func total(_ stream: RecordStream) -> String? {
        guard let first = stream.fields.first(where: { !$0.isEmpty }) else { return nil }
        let bytes = stream.bytes[first.start..<first.end]
        return IdentifierForm.isTotal(Array(bytes)[...])
            ? DisplayText.value(of: UnsafeBufferPointer(rebasing: bytes)) : nil
    }

    private func value(of column: ImportColumn, _ part: Int, _ mapping: ColumnMapping, _ stream: RecordStream)
        -> String?
    {
        if let given = mapping.given[column] { return given.text }
        let isStock = column == ProductColumns.initialInventory && !mapping.stores.isEmpty
        let isOfPeriod = column == StatementColumns.quantity && !mapping.periods.isEmpty
        guard
            let place = isStock
                ? mapping.stores[part].place
                : isOfPeriod ? mapping.periods[part].place : mapping.indexes[column],
            stream.fields.indices.contains(place)
        else { return nil }
        return Self.text(of: place, stream)
    }

    private static func text(of place: Int, _ stream: RecordStream) -> String {
        let field = stream.fields[place]
        return DisplayText.value(of: UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end]))
    }

    private func dates(of column: DateColumn) -> FileReport.Dates {
        if let order = request.dateOrder { return .given(order) }
        if let shown = column.findings.shown { return .shown(shown) }
        return column.hasAmbiguous ? .assumedMonthFirst : .unambiguous
    }
}

extension ImportSource {
    init(_ context: ImportContext) {
        self.init(
            request: context.request, inputs: context.inputs, dates: context.known.dates,
            firstImportID: context.log.firstImportID, stores: context.stores, products: context.products)
    }
}
