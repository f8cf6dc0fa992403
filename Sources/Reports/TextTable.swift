import Platform

/// Text in aligned columns.
package struct TextTable {
    package enum Alignment { case left, right }

    package struct Column {
        package var title: String
        package var alignment: Alignment = .left
        /// Characters in the longest value, if that is known beforehand.
        package var width = 0

        package init(title: String, alignment: Alignment = .left, width: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.width = width
        }
    }

    private let columns: [Column]

    package init(_ columns: [Column]) {
        self.columns = columns.map { column in
            var column = column
            column.width = max(column.width, column.title.count)
            return column
        }
    }

    var header: String { line(columns.map(\.title)) }
    var rule: String { line(columns.map { String(repeating: "─", count: $0.width) }) }

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
        let table = TextTable(
            columns.enumerated().map { index, column in
                var column = column
                column.width = rows.lazy.map { $0[index].count }.max() ?? 0
                return column
            })
        return [table.header, table.rule] + rows.map(table.line)
    }

    /// Aligned rows without a header.
    package static func lines(_ rows: [[String]], indent: String) -> [String] {
        let titles = (rows.first ?? []).map { _ in Column(title: "") }
        return lines(titles, rows).dropFirst(2).map { indent + $0 }
    }
}
