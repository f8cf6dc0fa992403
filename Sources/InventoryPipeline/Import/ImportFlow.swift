import InventoryStore
import Platform

/// CSV files into the database, in one transaction.
///
///     read + parse (a thread) ──▶ batches ──▶ prepare (a thread) ──▶ sink of the kind (the caller's thread)
///
///     products    ascending? ──yes──▶ inventory, supply_terms
///                     └──no──▶ sorted runs ──merge──▶ inventory, supply_terms
///     receipts    sorted runs ──merge──▶ receipt
///
/// Files of products that are sorted by store and product stream straight through: parsing is on one core while SQLite writes
/// on the other. From the first batch on that is out of order, rows are sorted first, because a B-tree that is filled at random
/// places is slow and half empty.
///
/// Some things an attempt finds out too late. It then begins again with what it learned; as nothing is committed until the end,
/// that needs no repair:
///
/// | when | what was learned (``ImportAttempt``) | what the next attempt does |
/// | --- | --- | --- |
/// | a date shows that the day comes first, after others were read month first | `dates` of the file | reads all dates of the file so |
/// | a date is of the other order, and bad rows are rejected | `dates` of the file | refuses dates with two meanings |
/// | a batch is out of order after unchanged rows were skipped, or amid a full replacement | `isUnsorted` | sorts all rows |
/// | a row is refused before the end of the files | `isUnsorted` | sorts all rows, and finds the first of each series |
/// | the rows do not replace the whole inventory although there are as many (``FullReplacementFailed``) | `isPartial` | replaces range by range |
package enum ImportFlow {
    /// - Parameter report: called with the summary as the last thing before the commit. An error of it stops the import: who
    ///   can't be told of a result must not find one.
    /// - Throws: ``ImportRefused`` for bad rows, ``InputError`` for files and options, ``SystemError`` for files that can't be
    ///   read, ``OutputRefused`` for the file of rejects, ``StoreError`` for the database, ``Interrupted``.
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
        var known = ImportAttempt()
        while true {
            do {
                return try database.write(.importInto) { transaction in
                    var summary = try kind.attempt(
                        ImportContext(request, inputs, known, database, transaction, temporaryFolder: folder), progress)
                    summary.seconds = (clock.now - start).inSeconds
                    try report(summary)
                    return request.isDryRun ? .rollback(summary) : .commit(summary)
                }
            } catch let restart as ImportRestart {
                known.learn(from: restart)
            } catch is FullReplacementFailed {
                known.isPartial = true
            }
        }
    }

    /// What the files are, which is one kind for all: positions that some of them change would decide on the receipts of others.
    ///
    /// - Throws: ``InputError`` if they are of two, if a header can't be read, and for options that go with another.
    private static func kind(of inputs: [ImportInput], _ request: ImportRequest) throws -> any ImportKind.Type {
        let kinds =
            try request.kind.map { [ImportKinds.type(of: $0)] }
            ?? inputs.map { input in
                let header = try RecordStream(input, delimiter: request.delimiter).readHeader()
                let kind = ImportKinds.detected(inHeader: header)
                // A header that is of no kind is the first thing to mend.
                _ = try ColumnMapping(
                    header: header, columns: kind.columns, named: request.map, file: input.name,
                    other: ImportKinds.possible(inHeader: header, insteadOf: kind))
                return kind
            }
        let kind = kinds.first ?? ImportKinds.all[0]
        let names = inputs.map(\.name)
        if let other = kinds.firstIndex(where: { $0.name != kind.name }) {
            throw InputError.differentKinds(
                first: FileOfKind(file: names[0], kind: kind.name),
                other: FileOfKind(file: names[other], kind: kinds[other].name))
        }
        if request.replaces, !kind.canReplace { throw InputError.receiptsAlwaysReplace(files: names) }
        if request.adds, !kind.canAdd { throw InputError.productsNeverAdd(files: names) }
        return kind
    }
}
