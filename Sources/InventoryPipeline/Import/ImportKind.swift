/// A kind of file that can be imported: its columns, how it is recognised, how a record becomes a row, and where rows
/// go.
///
/// Each kind has its own folder. To add one, conform to this protocol and add the kind to ``ImportKinds/all``, which
/// `--kind`, `--map` and the detection of headers read.
protocol ImportKind: Sendable {
    associatedtype Reader: RowReader
    associatedtype Sink: ImportSink where Sink.Batch == Reader.Batch

    /// The name in `--kind` and in messages: `products`.
    static var name: String { get }
    /// What such a file says, and what its import does: a sentence or two for `--help`.
    static var summary: String { get }
    /// The columns that such a file can have, in the order in which they are written.
    static var columns: [ImportColumn] { get }
    /// Whether an import can remove stored rows that are missing from the files (`--replace`).
    static var canReplace: Bool { get }
    /// Whether rows can be added to the stored ones instead of replacing them (`--add`).
    static var canAdd: Bool { get }

    /// Whether a header shows that a file is of this kind.
    ///
    static func isDetected(in names: [HeaderName]) -> Bool
    /// Whether a file could be of this kind if the user says so: for a hint in the message about its header.
    static func isPossible(in names: [HeaderName]) -> Bool

    /// The columns that a file would still need, given those that it has.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn]
    /// The values of columns that a file doesn't have.
    static func fallbacks(_ request: ImportRequest, file: String) -> [ImportColumn: GivenValue]

    /// - Throws: ``StoreError``.
    static func sink(_ context: ImportContext) throws -> Sink

    /// Runs one attempt of an import. It is a requirement, so that the compiler specialises the loop over rows for each
    /// kind.
    static func attempt(_ context: ImportContext, _ progress: ProgressHandler) throws -> ImportSummary
}

extension ImportKind {
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        columns.filter { !$0.isOptional && !known.contains($0) }
    }

    static func fallbacks(_ request: ImportRequest, file: String) -> [ImportColumn: GivenValue] { [:] }

    /// The description of the kind.
    static var fileKind: FileKind {
        FileKind(
            name: name, summary: summary, columns: columns, canReplace: canReplace, canAdd: canAdd)
    }
}
