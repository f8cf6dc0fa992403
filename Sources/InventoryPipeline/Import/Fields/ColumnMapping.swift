import Platform

/// Which column of a file is read as what.
package struct ColumnMapping: Equatable, Sendable {
    /// The header as it is in the file, without the spaces around each name.
    package let header: [String]
    /// The columns that files of its kind can have, in their order.
    package let columns: [ImportColumn]
    /// Where each column of ours is in the file.
    package let indexes: [ImportColumn: Int]

    /// The places of the columns that nothing is read from.
    package var unused: [Int] {
        let used = Set(indexes.values)
        return header.indices.filter { !used.contains($0) }
    }

    /// Finds the columns: those that `named` settles, then those with our own names, then synonyms.
    ///
    /// - Throws: ``PipelineError`` where a column is missing, or two could be meant.
    init(header fields: [String], kind: any ImportKind.Type, named: [ImportColumn: String], file: String) throws {
        let header = fields.map { $0.trimmingSpaces() }
        let names = header.map(ImportColumn.normalized)
        var places: [ImportColumn: Int] = [:]
        func find(_ column: ImportColumn, where matches: (Int) -> Bool) throws {
            let found = header.indices.filter { matches($0) && !places.values.contains($0) }
            guard found.count <= 1 else {
                let candidates = found.map { "“\(DisplayText.of(header[$0]))” (column \($0 + 1))" }.joined(
                    separator: " and ")
                throw PipelineError(
                    "\(file): more than one column could be \(column.name): \(candidates); "
                        + "say which with --map \(column.name)=NAME, or rename the other.")
            }
            if let place = found.first { places[column] = place }
        }
        for (column, name) in named.sorted(by: { $0.key.name < $1.key.name }) {
            let wanted = name.trimmingSpaces()
            try find(column) { header[$0] == wanted }
            if places[column] == nil { try find(column) { header[$0].lowercased() == wanted.lowercased() } }
            if let taken = places.first(where: {
                header[$0.value].lowercased() == wanted.lowercased() && $0.key != column
            }),
                places[column] == nil
            {
                throw PipelineError(
                    "\(file): the column “\(wanted)” can't be read as both \(taken.key.name) and \(column.name)."
                )
            }
            guard places[column] != nil else {
                throw PipelineError(
                    "\(file): there is no column “\(wanted)” to read as \(column.name); "
                        + "the header has \(Self.list(header)).")
            }
        }
        for column in kind.columns where places[column] == nil {
            try find(column) { names[$0] == column.name }
        }
        for column in kind.columns where places[column] == nil {
            try find(column) { column.synonyms.contains(names[$0]) }
        }
        let missing = kind.columns.filter { !$0.isOptional }.filter { places[$0] == nil }
        if let first = missing.first {
            throw PipelineError(
                "\(file): no column for \(missing.map(\.name).joined(separator: ", ")); the header has "
                    + "\(Self.list(header)). "
                    + (places.isEmpty && Self.isRow(header)
                        ? "This looks like a row: put a line with the names of the columns above it."
                        : "Say which it is with --map \(first.name)=NAME."
                            + Self.hint(header, kind)))
        }
        self.header = header
        columns = kind.columns
        indexes = places
    }

    /// What to add to the message about a header that lacks columns and may be of another kind; or nothing.
    private static func hint(_ header: [String], _ kind: any ImportKind.Type) -> String {
        guard let other = ImportKinds.possible(inHeader: header, insteadOf: kind) else { return "" }
        let columns = other.columns.filter { !$0.isOptional }.map(\.name).joined(separator: ", ")
        return " \(other.name.prefix(1).uppercased() + other.name.dropFirst()) have the columns \(columns), and "
            + "--kind \(other.name) reads them."
    }

    /// Whether a header has numbers for names.
    private static func isRow(_ names: [String]) -> Bool {
        names.contains { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") } }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).map { DisplayText.of($0, limit: 40) }
        return shown.map { "“\($0)”" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}

extension String {
    /// Without the spaces and tabs around it.
    func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        var text = self[...]
        while let first = text.first, isSpace(first) { text.removeFirst() }
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
