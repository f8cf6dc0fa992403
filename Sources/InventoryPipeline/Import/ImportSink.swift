import CSV
import InventoryStore

/// Takes the parsed rows in the order of the files and brings them into the database.
protocol ImportSink {
    /// What was read, and what was wrong with it.
    var ledger: ImportLedger { get }
    /// Files have the import ids from this one on, in their order.
    var firstImportID: Int32 { get }

    func take(_ item: ImportItem) throws

    /// Writes what is left when all items have been taken.
    func drain() throws

    /// Writes down the counts.
    ///
    /// - Returns: what became of the rows of each file, and of what was there before.
    func finish() throws -> (counts: [ImportCounts], former: FormerRows)
}

/// What became of rows that were there before an import and are not in it.
package enum FormerRows: Equatable, Sendable {
    case kept
    /// Series that a replacing import does not have.
    case removed(series: Int)
    /// Receipts of the stores that an import of receipts names.
    case replaced(receipts: Int, stores: Int)
}

/// Keeps account of an import: its files, its rows, and all that is wrong with them.
final class ImportLedger {
    let rejects: RejectsFile?
    private(set) var problems = ProblemList()
    private(set) var files: [FileReport] = []
    private(set) var rowsRead = 0

    init(_ request: ImportRequest, _ database: InventoryDatabase) throws {
        rejects = try request.rejects.map { path in
            try RejectsFile(path: path, inputs: request.files.map { $0 == "-" ? "/dev/stdin" : $0 } + [database.path])
        }
    }

    /// Rows read, rejected and blank for each file.
    var rowCounts: [(read: Int, rejected: Int, blank: Int)] { files.map { ($0.read, $0.rejected, $0.blank) } }

    /// Takes all of an item but its rows.
    func take(_ item: ImportItem) throws {
        rowsRead += item.rowsRead
        for bad in item.badRows {
            problems.add(bad.problem, file: item.file)
            try rejects?.add(bad.problem, record: bad.record)
        }
        if let report = item.report { files.append(report) }
    }

    /// Rejects a row that was found to be wrong after the reports of all files have come. Its text is gone: what is put into
    /// the file of rejects is what was read from it, in the columns of its file.
    ///
    /// - Parameter column: the column that is wrong, with what it says; nil where the row as a whole is.
    func reject(
        file: Int, line: Int32, column: (FileColumn, value: String)? = nil, _ expected: String,
        value: (FileColumn) -> [UInt8]
    ) throws {
        let mapping = files[file].mapping
        let problem = RowProblem(
            file: files[file].name, line: Int(line),
            column: column.map { column in
                mapping.indexes[column.0].map { mapping.header[$0] } ?? column.0.rawValue
            }, value: column?.value, expected: expected)
        files[file].rejected += 1
        problems.add(problem, file: file)
        guard let rejects else { return }
        var fields = [[UInt8]](repeating: [], count: mapping.header.count)
        for (column, index) in mapping.indexes { fields[index] = value(column) }
        try rejects.add(problem, record: Array(fields.joined(separator: [Dialect.comma])))
    }
}
