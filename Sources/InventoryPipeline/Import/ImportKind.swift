import Platform

/// A kind of file that can be imported: its columns, how it is recognised, how a record becomes a row, and where rows go.
///
/// A kind is a folder of its own. To add one, conform to this and add the kind to ``ImportKinds/all``: `--kind`, `--map` and the
/// detection of headers go through that list.
protocol ImportKind: Sendable {
    associatedtype Reader: RowReader
    associatedtype Sink: ImportSink where Sink.Batch == Reader.Batch

    /// As `--kind` and messages have it: `products`.
    static var name: String { get }
    /// The columns that such a file can have, in the order in which they are written.
    static var columns: [ImportColumn] { get }
    /// Whether rows that a file does not have can be removed (`--replace`).
    static var canReplace: Bool { get }
    /// Whether rows can be added to those that an import would replace (`--add`).
    static var canAdd: Bool { get }

    /// Whether a header shows the rows of a file to be of this kind.
    ///
    /// - Parameter names: in the form of ``ImportColumn/normalized(_:)``.
    static func isDetected(in names: [String]) -> Bool
    /// Whether a file could be of this kind, if somebody says so: for a hint in the message about its header.
    static func isPossible(in names: [String]) -> Bool

    /// - Throws: ``StoreError``.
    static func sink(_ context: ImportContext) throws -> Sink

    /// One attempt of an import. A requirement, because the loop over rows is then compiled for each kind.
    static func attempt(_ context: ImportContext, _ progress: ProgressHandler) throws -> ImportSummary
}

extension ImportKind {
    /// The columns that such a file must have.
    static var required: [ImportColumn] { columns.filter { !$0.isOptional } }

    static func attempt(_ context: ImportContext, _ progress: ProgressHandler) throws -> ImportSummary {
        let sink = try sink(context)
        let source = ImportSource<Self>(context)
        let ledger = context.ledger
        try OrderedPipeline<ImportItem<Sink.Batch>, ImportItem<Sink.Batch>>(
            workers: 1, depth: 4, interruption: context.interruption
        ).run(
            source: source.run,
            worker: sink.preparation,
            sink: { item in
                try ledger.take(item.findings)
                try sink.take(item.batch, fraction: item.fraction)
                progress(FlowProgress(unit: "rows", done: ledger.rowsRead, fraction: item.fraction))
            })
        try sink.drain()
        if ledger.problems.total > 0, context.request.rejects == nil {
            throw ImportRefused(problems: ledger.problems, rowsRead: ledger.rowsRead)
        }
        let former = try sink.finish()
        try ledger.rejects?.finish()
        return ImportSummary(
            kind: name, files: ledger.files, counts: context.log.counts, former: former, problems: ledger.problems,
            seconds: 0, isDryRun: context.request.isDryRun)
    }
}

/// The kinds of files that can be imported.
enum ImportKinds {
    static let all: [any ImportKind.Type] = [Products.self, Receipts.self]

    static func type(of kind: FileKind) -> any ImportKind.Type { all.first { $0.name == kind.name } ?? all[0] }

    /// What a header shows the rows of a file to be: the first kind is what nothing shows to be another one.
    static func detected(inHeader header: [String]) -> any ImportKind.Type {
        let names = header.map(ImportColumn.normalized)
        return all.dropFirst().first { $0.isDetected(in: names) } ?? all[0]
    }

    /// Another kind that a file with a header could be of.
    static func possible(inHeader header: [String], insteadOf kind: any ImportKind.Type) -> (any ImportKind.Type)? {
        let names = header.map(ImportColumn.normalized)
        return all.first { $0.name != kind.name && $0.isPossible(in: names) }
    }
}
