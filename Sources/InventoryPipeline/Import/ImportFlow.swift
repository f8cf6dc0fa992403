import CSV
import Foundation
import InventoryStore
import Platform

/// What to import, and how to read it.
package struct ImportRequest: Sendable {
    /// Paths; `-` is standard input.
    package var files: [String]
    /// The store of rows in files without a column for it.
    package var store = defaultStore
    /// Columns by the names that they have in the files.
    package var map: [FileColumn: String] = [:]
    /// nil finds the delimiter in each header.
    package var delimiter: UInt8?
    package var decimalSeparator = UInt8(ascii: ".")
    /// nil finds the order of day and month in each column.
    package var dateOrder: DateOrder?
    /// Where bad rows go; nil makes one of them fail the import.
    package var rejects: String?
    /// What the files are; nil finds it in their headers.
    package var kind: FileKind?
    /// Whether series that no file of products has are removed.
    package var replaces = false
    /// Whether the former receipts of the stores that a file of receipts names stay.
    package var adds = false
    /// Everything but the commit.
    package var isDryRun = false

    package init(files: [String]) {
        self.files = files
    }

    package static let defaultStore = "main"
}

/// How one file was read.
package struct FileReport: Sendable {
    package enum Dates: Equatable, Sendable {
        /// No date had two meanings.
        case unambiguous
        case given(DateOrder)
        /// A date in the file shows the order.
        case shown(DateOrder, text: String, line: Int)
        /// Every date could be either: the month was taken to come first.
        case assumedMonthFirst
    }

    package var name: String
    package var dialect: Dialect
    package var mapping: ColumnMapping
    package var dates = Dates.unambiguous
    package var read = 0
    package var rejected = 0
    package var blank = 0
    /// Identifiers that are probably not what was meant: the first few, and how many there are.
    package private(set) var notes: [IdentifierWarning] = []
    package private(set) var noteCount = 0

    static let notesShown = 5

    init(name: String, dialect: Dialect, mapping: ColumnMapping) {
        self.name = name
        self.dialect = dialect
        self.mapping = mapping
    }

    var notesLeft: Int { Self.notesShown - notes.count }

    /// - Parameter first: ``notesLeft`` at most.
    mutating func add(_ first: [IdentifierWarning], of count: Int) {
        noteCount += count
        notes += first
    }
}

/// What an import did.
package struct ImportSummary: Sendable {
    package var files: [FileReport]
    /// In the order of the files.
    package var counts: [ImportCounts]
    package var former: FormerRows
    package var problems: ProblemList
    package var seconds: Double
    package var isDryRun: Bool

    package var total: ImportCounts { counts.reduce(ImportCounts(), +) }
}

/// An import that bad rows have stopped; nothing was written.
package struct ImportRefused: Error {
    package var problems: ProblemList
    package var rowsRead: Int
}

/// CSV files into `inventory` or `receipt`, in one transaction.
///
///     read + parse (a thread) ──▶ batches ──▶ ascending? ──yes──▶ inventory
///                                   │            └──no──▶ sorted runs ──merge──▶ inventory
///                                   └──▶ sorted runs ──merge──▶ receipt
///
/// Files of products that are sorted by store and product stream straight through: parsing is on one core while SQLite writes
/// on the other. From the first batch on that is out of order, rows are sorted first, because a B-tree that is filled at random
/// places is slow and half empty.
///
/// What an attempt finds out too late (see ``ImportRestart``) begins the import again with that knowledge. As nothing is
/// committed until the end, that needs no repair.
package enum ImportFlow {
    /// - Parameter report: called with the summary as the last thing before the commit. An error of it stops the import: who
    ///   can't be told of a result must not find one.
    /// - Throws: ``ImportRefused`` for bad rows, ``PipelineError`` for files that can't be read, ``StoreError`` for the
    ///   database, ``Interrupted``.
    @discardableResult
    package static func run(
        _ request: ImportRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in },
        report: (ImportSummary) throws -> Void = { _ in }
    ) throws -> ImportSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let folder = AtomicFile.folder(of: database.path)
        let inputs = try request.files.map {
            try ImportInput(path: $0, temporaryFolder: folder, interruption: database.interruption)
        }
        let kind = try kind(of: inputs, request)
        var knowledge = ImportAttempt()
        while true {
            do {
                return try database.write("import into") { transaction in
                    var summary = try attempt(
                        request, kind, inputs, knowledge, database, temporaryFolder: folder, transaction, progress)
                    summary.seconds = (clock.now - start).inSeconds
                    try report(summary)
                    return request.isDryRun ? .rollback(summary) : .commit(summary)
                }
            } catch let restart as ImportRestart {
                knowledge.learn(from: restart)
            } catch is FullReplacementFailed {
                knowledge.isPartial = true
            }
        }
    }

    /// What the files are, which is one kind for all: positions that some of them change would decide on the receipts of others.
    ///
    /// - Throws: ``PipelineError`` where they are of two, where a header can't be read, and for options that go with another.
    private static func kind(of inputs: [ImportInput], _ request: ImportRequest) throws -> FileKind {
        let kinds =
            try request.kind.map { [$0] }
            ?? inputs.map { input in
                let header = try RecordStream(input, delimiter: request.delimiter).readHeader()
                let kind = FileKind.seen(in: header)
                // A header that is neither is the first thing to mend.
                _ = try ColumnMapping(header: header, kind: kind, named: request.map, file: input.name)
                return kind
            }
        let kind = kinds.first ?? .products
        let names = inputs.map(\.name)
        if let other = kinds.firstIndex(where: { $0 != kind }) {
            throw PipelineError(
                "Nothing was imported: \(names[0]) has \(kind.rawValue) and \(names[other]) has "
                    + "\(kinds[other].rawValue); import them one after the other, products first.")
        }
        if request.replaces, kind == .receipts {
            throw PipelineError(
                "Nothing was imported: \(names.joined(separator: ", ")) has receipts, which always replace those of the "
                    + "stores that they name; --replace is for products.")
        }
        if request.adds, kind == .products {
            throw PipelineError(
                "Nothing was imported: \(names.joined(separator: ", ")) has products, and --add is for receipts; products "
                    + "that are not in the files stay without it.")
        }
        return kind
    }

    private static func attempt(
        _ request: ImportRequest, _ kind: FileKind, _ inputs: [ImportInput], _ knowledge: ImportAttempt,
        _ database: InventoryDatabase, temporaryFolder: String, _ transaction: WriteTransaction,
        _ progress: ProgressHandler
    ) throws -> ImportSummary {
        let ledger = try ImportLedger(request, database)
        let stores = try transaction.snapshot.storeIdentifiers()
        let products = try transaction.snapshot.productIdentifiers()
        // Where there is no store there is nothing to compare with.
        let isCompared = kind == .products && stores.greatestKey > 0
        let preparation = BatchPreparation(known: isCompared ? database : nil)
        let sink: any ImportSink =
            switch kind {
            case .products:
                try PositionSink(
                    request, knowledge, ledger, preparation, transaction, database.interruption,
                    temporaryFolder: temporaryFolder)
            case .receipts:
                try ReceiptSink(
                    request, ledger, stores: stores, products: products, transaction, database.interruption,
                    temporaryFolder: temporaryFolder)
            }
        let source = ImportSource(
            request: request, kind: kind, inputs: inputs, dateFindings: knowledge.dates,
            firstImportID: sink.firstImportID, stores: stores, products: products)

        try OrderedPipeline<ImportItem, ImportItem>(workers: 1, depth: 4, interruption: database.interruption).run(
            source: source.run,
            worker: { try preparation.run($0) { $0.batch } },
            sink: { item in
                try ledger.take(item)
                try sink.take(item)
                progress(FlowProgress(unit: "rows", done: ledger.rowsRead, fraction: item.fraction))
            })
        try sink.drain()

        if ledger.problems.total > 0, request.rejects == nil {
            throw ImportRefused(problems: ledger.problems, rowsRead: ledger.rowsRead)
        }
        let (counts, former) = try sink.finish()
        try ledger.rejects?.finish()
        return ImportSummary(
            files: ledger.files, counts: counts, former: former, problems: ledger.problems, seconds: 0,
            isDryRun: request.isDryRun)
    }
}

/// What is done with batches of positions on another thread than the one that writes: their records are made, and their rows are
/// compared with what was there before the import.
struct BatchPreparation: Sendable {
    /// What rows are compared with; nil where there is nothing, or the writer has to do it. From the beginning of the import's
    /// transaction on nobody else writes, so that a view of the data that begins later is the one of that moment.
    let known: InventoryDatabase?

    /// Prepares all items of a pipeline.
    func run<Item>(_ work: Work<Item, Item>, _ batch: (Item) -> InventoryBatch) throws {
        guard let known else {
            return try work.process { item in
                batch(item).encode()
                return item
            }
        }
        try known.readApart { snapshot in
            try work.process { item in
                batch(item).encode()
                try snapshot.compare(batch(item))
                return item
            }
        }
    }
}

/// What an attempt has found out too late for itself.
enum ImportRestart: Error {
    /// A file shows how its dates are to be read, after some were read in another way.
    case dates(file: Int, DateColumn.Findings)
    /// The rows are out of order after some of them said nothing new, or the terms of one can't be planned with. Those leave no
    /// mark in the inventory, so that only sorting all rows can show whether one comes a second time.
    case unsorted
}

/// What earlier attempts of an import have found out.
struct ImportAttempt: Sendable {
    /// By the position of the file.
    private(set) var dates: [Int: DateColumn.Findings] = [:]
    private(set) var isUnsorted = false
    /// The files do not have the whole inventory, although there are as many rows.
    var isPartial = false

    mutating func learn(from restart: ImportRestart) {
        switch restart {
        case .dates(let file, let findings): dates[file] = findings
        case .unsorted: isUnsorted = true
        }
    }
}
