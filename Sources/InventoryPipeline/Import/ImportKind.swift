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
    /// What is told of the kind.
    static var fileKind: FileKind { FileKind(name: name, columns: columns) }
}
