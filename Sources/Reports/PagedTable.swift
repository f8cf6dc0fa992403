import Platform

/// A table that is printed while its rows are read, many rows at a time.
package struct PagedTable {
    private let table: TextTable
    private var page: String

    /// - Parameter columns: the columns, each with the width of its values.
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

    /// Prints the remaining rows, and a last line.
    package func finish(_ line: String) throws {
        try StandardOutput.write(page + line + "\n")
    }
}

extension [TextTable.Column] {
    /// Widens the columns to fit a row.
    mutating func fit(_ cells: [String]) {
        for (index, cell) in zip(indices, cells) {
            self[index].width = Swift.max(self[index].width, DisplayText.ofIdentifier(cell).count)
        }
    }
}
