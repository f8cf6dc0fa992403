/// Maps the columns of a file to ours.
package struct ColumnMapping: Equatable, Sendable {
    /// The header as it is in the file, without the spaces around each name.
    package let header: [String]
    /// The columns that files of this kind can have, in their order.
    package let columns: [ImportColumn]
    /// The place of each of our columns in the file, from 0.
    package let indexes: [ImportColumn: Int]

    /// The places of the columns that are not read.
    package var unused: [Int] {
        let used = Set(indexes.values)
        return header.indices.filter { !used.contains($0) }
    }

    /// Finds the columns: first those that `named` assigns, then those with our own names, then those with synonyms.
    ///
    /// - Parameter other: another kind that the file may be of, for a hint in the message about a missing column.
    /// - Throws: ``InputError`` if a column is missing, or if several columns of the file could be meant.
    init(
        header fields: [String], columns: [ImportColumn], named: [ImportColumn: String], file: String,
        other: FileKind? = nil
    ) throws {
        let header = fields.map { $0.trimmingSpaces() }
        let names = header.map(ImportColumn.normalized)
        var places: [ImportColumn: Int] = [:]
        func find(_ column: ImportColumn, where matches: (Int) -> Bool) throws {
            let found = header.indices.filter { matches($0) && !places.values.contains($0) }
            guard found.count <= 1 else {
                throw InputError.ambiguousColumn(
                    file: file, column: column.name, candidates: found, header: header)
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
                throw InputError.columnReadTwice(
                    file: file, name: wanted, first: taken.key.name, second: column.name)
            }
            guard places[column] != nil else {
                throw InputError.noSuchColumn(file: file, name: wanted, column: column.name, header: header)
            }
        }
        for column in columns where places[column] == nil {
            try find(column) { names[$0] == column.name }
        }
        for column in columns where places[column] == nil {
            try find(column) { column.synonyms.contains(names[$0]) }
        }
        let missing = columns.filter { !$0.isOptional }.filter { places[$0] == nil }
        if !missing.isEmpty {
            let isRow = places.isEmpty && Self.isRow(header)
            throw InputError.missingColumns(
                file: file, columns: missing.map(\.name), header: header,
                guess: isRow ? .aRow : other.map { .otherKind($0.name, columns: $0.required.map(\.name)) })
        }
        self.header = header
        self.columns = columns
        indexes = places
    }

    /// Whether any name in a header is a number, which means that the header is missing.
    private static func isRow(_ names: [String]) -> Bool {
        names.contains { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") } }
    }
}

extension String {
    /// The text without the spaces and tabs around it.
    func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        var text = self[...]
        while let first = text.first, isSpace(first) { text.removeFirst() }
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
