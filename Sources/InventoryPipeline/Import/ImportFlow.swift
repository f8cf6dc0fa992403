import CSV
import Forecasting
import Foundation
import InventoryStore

/// What to import, and how to read it.
public struct ImportRequest: Sendable {
    /// Paths; `-` is standard input.
    public var files: [String]
    /// The store of rows in files without a column for it.
    public var store = defaultStore
    /// Columns by the names that they have in the files.
    public var map: [ProductColumn: String] = [:]
    /// nil finds the delimiter in each header.
    public var delimiter: UInt8?
    public var decimalSeparator = UInt8(ascii: ".")
    /// nil finds the order of day and month in each column.
    public var dateOrder: DateOrder?
    /// Where bad rows go; nil makes one of them fail the import.
    public var rejects: String?
    /// Whether series that no file has are removed.
    public var replaces = false
    /// Everything but the commit.
    public var isDryRun = false

    public init(files: [String]) {
        self.files = files
    }

    public static let defaultStore = "main"
}

/// How one file was read.
public struct FileReport: Sendable {
    public enum Dates: Equatable, Sendable {
        /// No date had two meanings.
        case unambiguous
        case given(DateOrder)
        /// A date in the file shows the order.
        case shown(DateOrder, text: String, line: Int)
        /// Every date could be either: the month was taken to come first.
        case assumedMonthFirst
    }

    public var name: String
    public var delimiter: UInt8
    public var mapping: ColumnMapping
    public var dates: Dates
    public var read: Int
    public var rejected: Int
    public var blank: Int
}

/// What an import did.
public struct ImportSummary: Sendable {
    public var files: [FileReport]
    /// In the order of the files.
    public var counts: [ImportCounts]
    public var removed: Int
    public var problems: ProblemList
    public var seconds: Double
    public var isDryRun: Bool

    public var total: ImportCounts { counts.reduce(ImportCounts(), +) }
}

/// An import that bad rows have stopped; nothing was written.
public struct ImportRefused: Error {
    public var problems: ProblemList
    public var rowsRead: Int
}

/// CSV files into `inventory`, in one transaction.
///
///     read + parse (a thread) ──▶ batches ──▶ ascending? ──yes──▶ inventory
///                                                └──no──▶ sorted runs ──merge──▶ inventory
///
/// Files that are sorted by store and product stream straight through: parsing is on one core while SQLite writes on the
/// other. From the first batch on that is out of order, rows are sorted first, because a B-tree that is filled at random
/// places is slow and half empty. A date that contradicts the order assumed so far begins the import again with that
/// knowledge; as nothing is committed yet, that needs no repair.
public enum ImportFlow {
    /// - Throws: ``ImportRefused`` for bad rows, ``PipelineError`` for files that can't be read, ``StoreError`` for the database.
    public static func run(
        _ request: ImportRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in }
    ) throws -> ImportSummary {
        let clock = ContinuousClock()
        let start = clock.now
        var evidence: [Int: DateColumn.Evidence] = [:]
        while true {
            do {
                var summary = try database.write("import into") { transaction in
                    try attempt(request, evidence, database.path, transaction, progress)
                }
                summary.seconds = (clock.now - start).inSeconds
                return summary
            } catch let contradiction as DateContradiction {
                evidence[contradiction.file] = contradiction.evidence
            }
        }
    }

    private static func attempt(
        _ request: ImportRequest, _ evidence: [Int: DateColumn.Evidence], _ databasePath: String,
        _ transaction: WriteTransaction, _ progress: ProgressHandler
    ) throws -> InventoryDatabase.Outcome<ImportSummary> {
        let folder = URL(fileURLWithPath: databasePath).deletingLastPathComponent().path
        let writer = try ImportWriter(
            transaction, files: request.files, replaces: request.replaces, importedAt: Timestamp.now())
        let source = ImportSource(
            request: request, evidence: evidence, firstImportID: writer.firstImportID,
            stores: try transaction.snapshot.storeIdentifiers(),
            products: try transaction.snapshot.productIdentifiers(),
            temporaryFolder: folder)
        let sink = try ImportSink(
            request, writer, transaction.snapshot, databasePath: databasePath, temporaryFolder: folder)

        try OrderedPipeline<ImportItem, ImportItem>(workers: 1, depth: 4).run(
            source: source.run,
            worker: { work in try work.process { $0 } },
            sink: { item in
                try sink.take(item)
                progress(FlowProgress(unit: "rows", done: sink.rowsRead, fraction: item.fraction))
            })
        try sink.drain()

        if sink.problems.total > 0, request.rejects == nil {
            throw ImportRefused(problems: sink.problems, rowsRead: sink.rowsRead)
        }
        if request.replaces, sink.rowsWritten == 0 {
            throw PipelineError(
                "Nothing was imported: \(request.files.joined(separator: ", ")) has no rows, "
                    + "and --replace would have removed everything.")
        }
        let removed = try writer.finish(sink.files.map { ($0.read, $0.rejected, $0.blank) })
        try sink.rejects?.finish()
        let summary = ImportSummary(
            files: sink.files, counts: writer.counts, removed: removed, problems: sink.problems, seconds: 0,
            isDryRun: request.isDryRun)
        return request.isDryRun ? .rollback(summary) : .commit(summary)
    }
}

/// Thrown where a file shows that its days come before its months, after some were read the other way.
struct DateContradiction: Error {
    var file: Int
    var evidence: DateColumn.Evidence
}

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
    let evidence: [Int: DateColumn.Evidence]
    let firstImportID: Int32
    let stores: IdentifierTable
    let products: IdentifierTable
    let temporaryFolder: String

    /// Bad rows that are handed on at once, so that a file of nothing else takes no memory.
    private static let badRowLimit = 1000

    func run(emit: (ImportItem) throws -> Void) throws {
        var stores = stores
        var products = products
        for (index, path) in request.files.enumerated() {
            let stream = try RecordStream(path: path, delimiter: request.delimiter, temporaryFolder: temporaryFolder)
            try read(stream, file: index, &stores, &products, emit)
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
                    throw DateContradiction(file: file, evidence: shown)
                }
            }
            report.read += 1
            item.rowsRead += 1
            if item.batch.isFull || item.badRows.count == Self.badRowLimit {
                item.fraction = fraction(of: stream)
                try emit(item)
                item = ImportItem(file: file)
            }
        }
        report.dates = dates(of: reader.dates)
        item.report = report
        item.fraction = fraction(of: stream)
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

    private func fraction(of stream: RecordStream) -> Double? {
        request.files.count == 1 && stream.size > 0 ? Double(stream.position) / Double(stream.size) : nil
    }

    private func dates(of column: DateColumn) -> FileReport.Dates {
        if let order = request.dateOrder { return .given(order) }
        if let shown = column.shown { return .shown(shown.order, text: shown.text, line: shown.line) }
        return column.hasAmbiguous ? .assumedMonthFirst : .unambiguous
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// The present as text, for logs: `2024-01-05T12:00:00Z`.
public enum Timestamp {
    public static func now() -> String { Date.now.formatted(.iso8601) }
}
