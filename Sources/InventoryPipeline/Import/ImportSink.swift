import CSV
import Forecasting
import InventoryStore

/// Takes the parsed rows in the order of the files and brings them into the database.
///
/// Rows go straight through as long as their keys ascend, and are sorted from the first batch on in which they don't.
final class ImportSink {
    let rejects: RejectsFile?
    private(set) var problems = ProblemList()
    private(set) var files: [FileReport] = []
    private(set) var rowsRead = 0
    private(set) var rowsWritten = 0

    private let request: ImportRequest
    private let writer: ImportWriter
    private let snapshot: Snapshot
    private let interruption: Interruption
    private let sorted: SortedRows
    private var isSorting: Bool
    private var last = SeriesKey.lowest
    /// Rejected rows by file that were found here and not by the parser.
    private var lateRejects: [Int: Int] = [:]

    init(
        _ request: ImportRequest, _ knowledge: ImportKnowledge, _ writer: ImportWriter, _ snapshot: Snapshot,
        _ database: InventoryDatabase, temporaryFolder: String
    ) throws {
        self.request = request
        self.writer = writer
        self.snapshot = snapshot
        interruption = database.interruption
        sorted = SortedRows(folder: temporaryFolder)
        isSorting = knowledge.isUnsorted
        rejects = try request.rejects.map { path in
            try RejectsFile(path: path, inputs: request.files.map { $0 == "-" ? "/dev/stdin" : $0 } + [database.path])
        }
    }

    func take(_ item: ImportItem) throws {
        rowsRead += item.rowsRead
        for bad in item.badRows {
            problems.add(bad.problem, file: item.file)
            try rejects?.add(bad.problem, record: bad.record)
        }
        try writer.writeIdentifiers(of: item.batch)
        if !isSorting, !item.batch.ascends(after: last) {
            guard !writer.hasUnchanged else { throw ImportRestart.unsorted }
            isSorting = true
        }
        if isSorting {
            try sorted.add(item.batch)
        } else if item.batch.count > 0 {
            last = item.batch.rows[item.batch.count - 1].key
            try write(item.batch)
        }
        if let report = item.report { files.append(report) }
    }

    /// Writes the rows that had to be sorted, of which the first of each series counts.
    func drain() throws {
        var batch = InventoryBatch()
        var previous: InventoryBatch.Row?
        try sorted.drain { row in
            if let first = previous, first.key == row.key {
                return try reject(
                    DuplicateRow(row: row, firstImportID: first.importID, firstLine: first.line))
            }
            previous = row
            batch.append(row)
            if batch.isFull {
                try write(batch)
                batch = InventoryBatch()
            }
        }
        try write(batch)
        for (file, count) in lateRejects where files.indices.contains(file) { files[file].rejected += count }
    }

    private func write(_ batch: InventoryBatch) throws {
        try interruption.check()
        rowsWritten += batch.count
        try writer.write(batch, duplicate: reject)
    }

    /// Only sorted rows can have duplicates, and those are written after the reports of all files have come.
    private func reject(_ duplicate: DuplicateRow) throws {
        let file = Int(duplicate.row.importID - writer.firstImportID)
        let first = Int(duplicate.firstImportID - writer.firstImportID)
        let name = files[file].name
        let (store, product) = try snapshot.identifiers(of: duplicate.row.key)
        let place = first == file ? "line \(duplicate.firstLine)" : "\(files[first].name):\(duplicate.firstLine)"
        let problem = RowProblem(
            file: name, line: Int(duplicate.row.line), column: nil, value: nil,
            expected: "store \(ShownText.of(store)), product \(ShownText.of(product)) is here a second "
                + "time, first in \(place)")
        lateRejects[file, default: 0] += 1
        problems.add(problem, file: file)
        try rejects?.add(problem, record: record(of: duplicate.row, store, product, in: files[file].mapping))
    }

    /// The record of a row whose text is gone: what was read from it, in the columns of its file.
    private func record(
        of row: InventoryBatch.Row, _ store: String, _ product: String, in mapping: ColumnMapping
    ) -> [UInt8] {
        var fields = [[UInt8]](repeating: [], count: mapping.header.count)
        for (column, index) in mapping.indexes {
            fields[index] =
                switch column {
                case .storeID: FieldText.quoted(store)
                case .productID: FieldText.quoted(product)
                case .sellStartDate: Array(CivilDate(dayNumber: Int(row.startDay)).isoText.utf8)
                case .initialInventory: Array(FieldText.number(row.onHand).utf8)
                case .salesRate: Array(FieldText.number(row.salesRate).utf8)
                case .restockingRate: Array(FieldText.number(row.restockingRate).utf8)
                case .durationDays: Array(String(row.durationDays).utf8)
                case .forecastFrequency: Array(String(row.frequency).utf8)
                }
        }
        return Array(fields.joined(separator: [Dialect.comma]))
    }
}

/// The file that bad rows go to: CSV with the file, the line, the reason and the record as it was.
final class RejectsFile {
    private let output: OutputFile
    private let text = TextBuffer()

    init(path: String, inputs: [String]) throws {
        output = try OutputFile(path: path, inputs: inputs)
        text.append("file,line,reason,record\n")
    }

    func add(_ problem: RowProblem, record: [UInt8]) throws {
        text.append(FieldText.quoted(problem.file))
        text.append(",\(problem.line),")
        text.append(FieldText.quoted(problem.reason))
        text.append(",")
        text.append(FieldText.quoted(record))
        text.append("\n")
        if text.count > 1 << 16 { try flush() }
    }

    /// Makes the file appear.
    func finish() throws {
        try flush()
        try output.finish()
    }

    private func flush() throws {
        try output.write(text)
        text.removeAll()
    }
}
