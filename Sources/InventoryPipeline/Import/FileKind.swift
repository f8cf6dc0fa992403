/// The description of a kind of file that can be imported, for the command line, for reports and for the docs.
package struct FileKind: Hashable, Sendable {
    /// The name in `--kind` and in messages.
    package let name: String
    /// What a file of this kind has, for sentences: `products`, `a calendar`.
    package let contents: String
    /// What such a file says, and what its import does.
    package let summary: String
    /// The columns that such a file can have, in the order in which they are written.
    package let columns: [ImportColumn]
    /// Whether `--replace`, and whether `--add`, goes with such files.
    package let canReplace: Bool
    package let canAdd: Bool

    /// The columns that such a file must have.
    package var required: [ImportColumn] { columns.filter { !$0.isOptional } }

    /// The columns that such a file may leave out.
    package var optional: [ImportColumn] { columns.filter(\.isOptional) }
}
