import InventoryStore
import Platform

/// CSV files into the database, in one transaction.
///
///     read + parse (a thread) ──▶ batches ──▶ prepare (a thread) ──▶ sink of the kind (the caller's thread)
///
///     products    ascending? ──yes──▶ inventory, supply_terms
///                     └──no──▶ sorted runs ──merge──▶ inventory, supply_terms
///     receipts    sorted runs ──merge──▶ receipt
///     sales       sorted runs ──merge──▶ sold_day, sales_block
///     calendar    sorted runs ──merge──▶ store_day
///     events      in memory ───────────▶ event
///     demand      sorted runs ──merge──▶ stated_demand
///
/// Files of products that are sorted by store and product stream straight through: parsing uses one core while SQLite
/// writes on another. From the first batch that is out of order, all rows are sorted first, because a B-tree that is
/// filled in random order is slow and half empty.
///
/// An attempt may learn a fact too late to use it. The import then begins again with that fact. Nothing is committed
/// until the end, so there is nothing to repair:
///
/// | when | learned (``ImportAttempt``) | what the next attempt does |
/// | --- | --- | --- |
/// | a date shows day first, others were read month first | `dates` of the file | reads all dates of the file day first |
/// | one file shows day first, others of the same import nothing | `dates` of the others | reads all dates of these day first |
/// | a date is of the other order, and bad rows are rejected | `dates` of the file | refuses dates with two meanings |
/// | a batch is out of order after unchanged rows or in a full replacement | `isUnsorted` | sorts all rows |
/// | a row is refused before the end of the files | `isUnsorted` | sorts all rows, finds the first of each series |
/// | as many rows, not the same series (``FullReplacementFailed``) | `isPartial` | replaces range by range |
package enum ImportFlow {
    /// - Parameter report: called with the summary as the last step before the commit. If it throws, nothing is
    ///   committed: a result that could not be reported must not be stored.
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
            try ImportInput(
                path: $0, form: request.sheetForm, temporaryFolder: folder, interruption: database.interruption)
        }
        let kind = try kind(of: inputs, request)
        var known = ImportAttempt()
        while true {
            do {
                return try database.write(.importInto) { transaction in
                    var summary = try kind.attempt(
                        ImportContext(
                            kind.name, request, inputs, known, database, transaction, temporaryFolder: folder), progress
                    )
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

    /// Finds the kind of the files, which have to be of one kind. With two kinds, positions that one file changes would
    /// decide on the receipts of another.
    ///
    /// - Throws: ``InputError`` if the files are of two kinds, if a header can't be read, or if an option belongs to
    ///   another kind.
    private static func kind(of inputs: [ImportInput], _ request: ImportRequest) throws -> any ImportKind.Type {
        let kinds =
            try request.kind.map { [ImportKinds.type(of: $0)] }
            ?? inputs.map { input in
                let header = try RecordStream(input, delimiter: request.delimiter).readHeader(request) { names in
                    ImportKinds.fits(names, request, file: input.name)
                }
                let kind = ImportKinds.detected(inHeader: header, request)
                let names = header.map(HeaderName.init)
                let hasStock = names.have(ProductColumns.initialInventory)
                // A single one may as well be a value of a file without a header.
                let least = names.have(.productID) && !hasStock ? 1 : 2
                let periods = kind == Products.self ? PeriodColumns.names(in: header, least: least) : []
                if !periods.isEmpty {
                    throw InputError.periods(file: input.name, names: periods, hasStock: hasStock)
                }
                // A header that fits no kind has to be corrected before anything else.
                _ = try ColumnMapping(
                    header: header, columns: kind.columns, missing: kind.missing, request, file: input.name,
                    fallbacks: { kind.fallbacks(request, file: input.name, $0) },
                    others: ImportKinds.possible(inHeader: header, insteadOf: kind))
                return kind
            }
        let kind = kinds.first ?? ImportKinds.all[0]
        let names = inputs.map(\.name)
        if let other = kinds.firstIndex(where: { $0.name != kind.name }) {
            throw InputError.differentKinds(
                first: FileOfKind(file: names[0], kind: kind.name),
                other: FileOfKind(file: names[other], kind: kinds[other].name))
        }
        if let option = request.optionsOfKinds.first(where: { !$0.kinds.contains(kind.name) }) {
            throw InputError.optionOfOthers(option.name, files: names, kind: kind.fileKind, others: option.kinds)
        }
        return kind
    }
}
