/// What is told of a kind of file that can be imported: to the command line, to reports, and to the docs.
package struct FileKind: Hashable, Sendable {
    /// As `--kind` and messages have it.
    package let name: String
    /// The columns that such a file can have, in the order in which they are written.
    package let columns: [ImportColumn]

    /// The columns that such a file must have.
    var required: [ImportColumn] { columns.filter { !$0.isOptional } }
}
