import Platform

/// A table that goes to standard output while its rows are read, many at once.
package struct PagedTable {
    private let table: TextTable
    private var page: String

    /// - Parameter columns: with the width of what is in them.
    package init(_ columns: [TextTable.Column]) {
        table = TextTable(columns)
        page = table.header + "\n" + table.rule + "\n"
    }

    package mutating func add(_ cells: [String]) throws {
        page += table.line(cells) + "\n"
        guard page.utf8.count > 1 << 16 else { return }
        try StandardOutput.write(page)
        page = ""
    }

    /// Prints what is left, and a last line.
    package func finish(_ line: String) throws {
        try StandardOutput.write(page + line + "\n")
    }
}

extension [TextTable.Column] {
    /// Makes the columns wide enough for a row.
    mutating func fit(_ cells: [String]) {
        for (index, cell) in zip(indices, cells) {
            self[index].width = Swift.max(self[index].width, DisplayText.ofIdentifier(cell).count)
        }
    }
}
