internal import BulkSQLite

/// The file and the line, from 1, that stated a value in an import.
package struct StatedOrigin: Equatable, Sendable {
    package var file: String
    package var line: Int
    package var importID: Int
    /// Whether its file has what was sold.
    package var isOfSales = false
}

/// The columns of a ``StatedOrigin``. The statement selects from ``joined(to:)``.
struct OriginColumns: Columns {
    private let file: Place
    private let line: Place
    private let importID: Place
    private let kind: Place

    /// - Parameter table: a table with the columns `import_id` and `source_line`.
    init(addedTo list: inout SelectList, of table: String) {
        file = list.add("import.file")
        line = list.add("\(table).source_line")
        importID = list.add("\(table).import_id")
        kind = list.add("import.kind")
    }

    /// A table joined with the files that its rows came from. A row whose import is missing stays, so that reading it fails.
    static func joined(to table: String) -> String { "\(table) LEFT JOIN import USING (import_id)" }

    func read(_ row: ScannedRow) throws -> StatedOrigin {
        StatedOrigin(
            file: try row.name(at: file), line: try row.int(line, in: StoredBounds.lines),
            importID: try row.int(importID, in: StoredBounds.logIDs),
            isOfSales: try row.name(at: kind) == ClosingPositions.kind)
    }
}
