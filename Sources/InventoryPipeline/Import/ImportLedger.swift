import CSV
import InventoryStore

/// Records what an import has read: its files, the numbers of its rows, and all problems.
final class ImportLedger {
    let rejects: RejectsFile?
    private let reason: @Sendable (RowProblem) -> String
    private(set) var problems = ProblemList()
    private(set) var files: [FileReport] = []
    private(set) var rowsRead = 0
    /// Receipts that are due before the first day of their series.
    var overdue = OverdueFound()
    /// What the rows of a calendar say.
    var days: DayCounts?
    /// What an import of sales has changed.
    var sales: SalesSummary?
    /// What the rows of events say.
    var events: EventCounts?
    /// What an import of stated demand has changed.
    var stated: StatedDemandChange?
    /// Rows whose series have no rate of sales.
    var withoutRate = 0
    /// Series whose terms allow no order with the defaults of a plan, and the first of them.
    var unplannable = 0
    var firstUnplannable: [UnplannedSeries] = []
    private let inputs: [ImportInput]
    private var indexes: [RecordIndex] = []
    private var finders: [Int: RecordFinder] = [:]

    init(_ request: ImportRequest, _ inputs: [ImportInput], _ database: InventoryDatabase) throws {
        self.inputs = inputs
        reason = request.reason
        rejects = try request.rejects.map { path in
            try RejectsFile(
                path: path, inputs: request.files.map { $0 == "-" ? "/dev/stdin" : $0 } + [database.path],
                columns: ["file", "line", "reason", "record"])
        }
    }

    /// The rows of each file that are not stored, and all that were read.
    var rowCounts: [ImportCounts] {
        files.map { file in
            var counts = ImportCounts()
            (counts.read, counts.rejected, counts.blank, counts.leftOut) = (
                file.read, file.rejected, file.blank, file.leftOutCount
            )
            return counts
        }
    }

    /// Leaves out a row that was found to say nothing after all files had been read.
    func leaveOut(_ why: LeftOut, file: Int, line: Int32) { files[file].leaveOut(why, line: Int(line)) }

    /// States how long the periods of a file are, which was found out after all files had been read.
    func setPeriods(_ finding: PeriodFinding, file: Int) { files[file].periods = finding }

    /// Files whose dates all have two meanings are written as the others of the import, if these agree: of a system's files by day,
    /// only those of its later days show what comes first.
    ///
    /// - Throws: ``ImportRestart`` if some have been read in the wrong order.
    func settleDates() throws {
        let shown = files.compactMap { file -> DateFindings.Evidence? in
            guard case .shown(var date) = file.dates else { return nil }
            date.file = date.file ?? file.name
            return date
        }
        guard let first = shown.first, shown.allSatisfy({ $0.order == first.order }) else { return }
        let open = files.indices.filter { files[$0].dates == .assumedMonthFirst }
        if first.order == .dayFirst, !open.isEmpty {
            throw ImportRestart.dates(
                Dictionary(uniqueKeysWithValues: open.map { ($0, DateFindings(shown: first)) }))
        }
        for file in open { files[file].dates = .shown(first) }
    }

    /// Takes the findings of a part of a file.
    func take(_ findings: FileFindings) throws {
        rowsRead += findings.rowsRead
        for bad in findings.badRows {
            problems.add(bad.problem, file: findings.file)
            try write(bad.problem, record: bad.record)
        }
        guard let report = findings.report else { return }
        files.append(report)
        indexes.append(findings.index)
    }

    /// Rejects a row that was found to be wrong after all files had been read.
    ///
    /// - Parameter column: the wrong column and its value; nil if the row as a whole is wrong.
    func reject(
        file: Int, line: Int32, column: (ImportColumn, value: String)? = nil, _ expected: Expectation
    ) throws {
        let mapping = files[file].mapping
        let problem = RowProblem(
            file: files[file].name, line: Int(line),
            column: column.map { column in
                mapping.indexes[column.0].map { mapping.header[$0] } ?? column.0.name
            }, value: column?.value, expected: expected)
        files[file].rejected += 1
        problems.add(problem, file: file)
        guard rejects != nil else { return }
        let finder = try finders[file] ?? RecordFinder(inputs[file], files[file].dialect, indexes[file])
        finders[file] = finder
        try write(problem, record: try finder.record(at: Int(line)))
    }

    private func write(_ problem: RowProblem, record: [UInt8]) throws {
        try rejects?.add(
            .text(problem.file), .number(problem.line), .text(reason(problem)), .bytes(record))
    }
}

/// The findings of a part of a file beside its rows: bad rows, the number of rows read, and, at its end, the report of
/// the file.
struct FileFindings: Sendable {
    /// The position of the file among those of the import.
    var file: Int
    var badRows: [BadRow] = []
    var rowsRead = 0
    /// Set only in the last part of the file.
    var report: FileReport?
    /// Where the records of the file begin, if there is a file of rejects. Set only in the last part.
    var index = RecordIndex()

    struct BadRow: Sendable {
        var problem: RowProblem
        /// The record as it is in the file.
        var record: [UInt8]
    }
}
