/// What is told of a kind of file that can be imported: to the command line, to reports, and to the docs.
package struct FileKind: Hashable, Sendable {
    /// As `--kind` and messages have it.
    package let name: String
    /// The columns that such a file can have, in the order in which they are written.
    package let columns: [ImportColumn]

    private init(_ kind: any ImportKind.Type) {
        name = kind.name
        columns = kind.columns
    }

    /// All kinds, the usual one first.
    package static let all: [FileKind] = ImportKinds.all.map { FileKind($0) }

    package static func named(_ name: String) -> FileKind? { all.first { $0.name == name } }

    /// The columns of all kinds, each once.
    package static var allColumns: [ImportColumn] {
        var columns: [ImportColumn] = []
        for column in all.flatMap(\.columns) where !columns.contains(column) { columns.append(column) }
        return columns
    }

    /// The columns that no other kind has.
    package var ownColumns: [ImportColumn] {
        let others = Self.all.filter { $0 != self }.flatMap(\.columns)
        return columns.filter { !others.contains($0) }
    }
}
