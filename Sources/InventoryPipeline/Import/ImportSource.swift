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
    let evidence: [Int: DateColumn.Evidence]
    let firstImportID: Int32
    let stores: IdentifierTable
    let products: IdentifierTable

    /// Bad rows that are handed on at once, so that a file of nothing else takes no memory.
    private static let badRowLimit = 1000

    func run(emit: (ImportItem) throws -> Void) throws {
        var stores = stores
        var products = products
        let total = inputs.reduce(0) { $0 + $1.size }
        var done = 0
        for (index, input) in inputs.enumerated() {
            let stream = try RecordStream(input, delimiter: request.delimiter)
            try read(stream, file: index, &stores, &products) { item in
                var item = item
                if total > 0 { item.fraction = Double(done + stream.position) / Double(total) }
                try emit(item)
            }
            done += stream.position
        }
    }

    private func read(
        _ stream: RecordStream, file: Int, _ stores: inout IdentifierTable, _ products: inout IdentifierTable,
        _ emit: (ImportItem) throws -> Void
    ) throws {
        let mapping = try header(of: stream)
        var reader = PositionReader(
            mapping: mapping, importID: firstImportID + Int32(file),
            dates: DateColumn(given: request.dateOrder, shown: evidence[file]),
            decimalSeparator: request.decimalSeparator, defaultStore: request.store)
        var report = FileReport(
            name: stream.name, delimiter: stream.parser.dialect.delimiter, mapping: mapping, dates: .unambiguous,
            read: 0,
            rejected: 0, blank: 0)
        var item = ImportItem(file: file)
        func reject(_ column: ProductColumn?, _ expected: String) {
            let place = column.flatMap { mapping.indexes[$0] }
            let value = place.flatMap { place in
                stream.parser.fields.indices.contains(place)
                    ? String(
                        decoding: stream.bytes[stream.parser.fields[place].start..<stream.parser.fields[place].end],
                        as: UTF8.self) : nil
            }
            report.rejected += 1
            item.badRows.append(
                ImportItem.BadRow(
                    problem: RowProblem(
                        file: stream.name, line: stream.line,
                        column: place.map { mapping.header[$0] } ?? column?.rawValue,
                        value: value, expected: expected),
                    record: Array(stream.rawRecord)))
        }
        reading: while true {
            switch try stream.next() {
            case .end:
                break reading
            case .blank:
                report.blank += 1
            case .tooLong:
                reject(nil, "the record is longer than 16 MiB; is a quote not closed?")
            case .malformed(.unclosedQuote):
                reject(nil, "a quote opens in this row and is never closed")
            case .malformed(.textAfterQuote):
                reject(nil, "there is text after a closing quote; quotes inside a quoted field are doubled")
            case .record:
                switch reader.read(stream, stores: &stores, products: &products, into: item.batch) {
                case .row(let row): item.batch.append(row)
                case .blank: report.blank += 1
                case .problem(let column, let expected): reject(column, expected)
                case .contradiction:
                    guard let shown = reader.dates.shown else { continue }
                    throw ImportRestart.dates(file: file, shown)
                }
            }
            report.read += 1
            item.rowsRead += 1
            if item.batch.isFull || item.badRows.count == Self.badRowLimit {
                try emit(item)
                item = ImportItem(file: file)
            }
        }
        report.dates = dates(of: reader.dates)
        item.report = report
        try emit(item)
    }

    private func header(of stream: RecordStream) throws -> ColumnMapping {
        while true {
            switch try stream.next() {
            case .blank: continue
            case .end: throw PipelineError("\(stream.name) has no header line and no rows.")
            case .tooLong, .malformed:
                throw PipelineError("\(stream.name):\(stream.line): the header line can't be read; check its quotes.")
            case .record:
                let fields = try stream.parser.fields.map { field in
                    guard let text = stream.text(of: field) else {
                        throw PipelineError("\(stream.name): the header is not UTF-8 text; save the file as UTF-8.")
                    }
                    return text
                }
                return try ColumnMapping(header: fields, named: request.map, file: stream.name)
            }
        }
    }

    private func dates(of column: DateColumn) -> FileReport.Dates {
        if let order = request.dateOrder { return .given(order) }
        if let shown = column.shown { return .shown(shown.order, text: shown.text, line: shown.line) }
        return column.hasAmbiguous ? .assumedMonthFirst : .unambiguous
    }
}
