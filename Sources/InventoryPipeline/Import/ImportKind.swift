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
    /// What such a file has, for sentences: `products`, `a calendar`.
    static var contents: String { get }
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
    /// - Parameter names: with those that a profile gives to columns beside the usual ones.
    static func isDetected(in names: HeaderNames) -> Bool
    /// Whether a file could be of this kind if the user says so: for a hint in the message about its header.
    static func isPossible(in names: [HeaderName]) -> Bool

    /// The columns that a file would still need, given those that it has.
    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn]
    /// The values of columns that a file doesn't have, given those that it has.
    static func fallbacks(_ request: ImportRequest, file: String, _ known: Set<ImportColumn>)
        -> [ImportColumn: GivenValue]

    /// Whether the rows of a file are about all stores.
    static func isOfAllStores(_ mapping: ColumnMapping, _ request: ImportRequest) -> Bool

    /// - Throws: ``StoreError``.
    static func sink(_ context: ImportContext) throws -> Sink

    /// Runs one attempt of an import. It is a requirement, so that the compiler specialises the loop over rows for each
    /// kind.
    static func attempt(_ context: ImportContext, _ progress: ProgressHandler) throws -> ImportSummary
}

extension ImportKind {
    static var contents: String { name }

    static func missing(_ known: Set<ImportColumn>) -> [ImportColumn] {
        columns.filter { !$0.isOptional && !known.contains($0) }
    }

    static func fallbacks(_ request: ImportRequest, file: String, _ known: Set<ImportColumn>)
        -> [ImportColumn: GivenValue]
    { [:] }

    static func isOfAllStores(_ mapping: ColumnMapping, _ request: ImportRequest) -> Bool { false }

    /// Whether names could be the header of a file of this kind: no column is missing, whatever else may be wrong.
    static func fits(_ names: [String], _ request: ImportRequest, file: String) -> Bool {
        do {
            _ = try ColumnMapping(
                header: names, columns: columns, missing: missing, request, file: file,
                fallbacks: { fallbacks(request, file: file, $0) })
            return true
        } catch InputError.missingColumns, InputError.noSuchColumn, InputError.noColumn {
            return false
        } catch {
            return true
        }
    }

    /// The description of the kind.
    static var fileKind: FileKind {
        FileKind(
            name: name, contents: contents, summary: summary, columns: columns, canReplace: canReplace, canAdd: canAdd)
    }
}
