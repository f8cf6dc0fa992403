import Platform

/// Text in aligned columns.
package struct TextTable {
    package enum Alignment { case left, right }

    package struct Column {
        package var title: String
        package var alignment: Alignment = .left
        /// Characters in the longest value so far.
        fileprivate var width = 0

        package init(title: String, alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    private var columns: [Column]

    package init(_ columns: [Column]) {
        self.columns = columns
        fit(columns.map(\.title))
    }

    var header: String { line(columns.map(\.title)) }
    var rule: String { line(columns.map { String(repeating: "─", count: $0.width) }) }

    /// Widens the columns to fit a row.
    mutating func fit(_ cells: [String]) {
        for (index, cell) in zip(columns.indices, cells) {
            columns[index].width = max(columns[index].width, DisplayText.ofIdentifier(cell).count)
        }
    }

    func line(_ cells: [String]) -> String {
        let padded = zip(columns, cells).map { column, cell in
            // An identifier may contain any characters that a file can contain, and the table is printed on a terminal.
            let cell = DisplayText.ofIdentifier(cell)
            let padding = String(repeating: " ", count: max(0, column.width - cell.count))
            return column.alignment == .left ? cell + padding : padding + cell
        }
        var line = padded.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    /// A table whose rows are all known: header, rule and rows.
    package static func lines(_ columns: [Column], _ rows: [[String]]) -> [String] {
        var table = TextTable(columns)
        for row in rows { table.fit(row) }
        return [table.header, table.rule] + rows.map(table.line)
    }

    /// Aligned rows without a header.
    package static func lines(_ rows: [[String]], indent: String) -> [String] {
        let titles = (rows.first ?? []).map { _ in Column(title: "") }
        return lines(titles, rows).dropFirst(2).map { indent + $0 }
    }
}
