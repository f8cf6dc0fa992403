import Platform

/// A table that is printed while its rows are read, many rows at a time.
///
/// The first rows set the widths of the columns. If a later row needs more, the columns are wider from there on.
struct PagedTable {
    private var table: TextTable
    /// The first rows; nil after they have been printed.
    private var head: [[String]]? = []
    private var page = ""

    private static let headCount = 1000

    init(_ columns: [TextTable.Column]) {
        table = TextTable(columns)
    }

    mutating func add(_ cells: [String]) throws {
        table.fit(cells)
        guard head != nil else { return try addLine(cells) }
        head?.append(cells)
        if head?.count == Self.headCount { try addHead() }
    }

    /// Prints the remaining rows, and a last line.
    mutating func finish(_ line: String) throws {
        try addHead()
        try StandardOutput.write(page + line + "\n")
    }

    private mutating func addHead() throws {
        guard let rows = head else { return }
        head = nil
        page = table.header + "\n" + table.rule + "\n"
        for row in rows { try addLine(row) }
    }

    private mutating func addLine(_ cells: [String]) throws {
        page += table.line(cells) + "\n"
        guard page.utf8.count > 1 << 16 else { return }
        try StandardOutput.write(page)
        page = ""
    }
}
