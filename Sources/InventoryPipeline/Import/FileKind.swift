/// The description of a kind of file that can be imported, for the command line, for reports and for the docs.
package struct FileKind: Hashable, Sendable {
    /// The name in `--kind` and in messages.
    package let name: String
    /// The columns that such a file can have, in the order in which they are written.
    package let columns: [ImportColumn]

    /// The columns that such a file must have.
    var required: [ImportColumn] { columns.filter { !$0.isOptional } }
}
