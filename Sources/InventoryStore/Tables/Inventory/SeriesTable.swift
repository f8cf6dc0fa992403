internal import BulkSQLite

/// A table whose rows belong to series, by their `series_key`. Each row also has the import and the line that stated it.
protocol SeriesTable: Sendable {
    /// The columns of a row's value.
    associatedtype Values: BulkSQLite.Columns

    static var name: String { get }
}

/// How to check that the values of a row are within their bounds.
struct RowCheck {
    private let read: (ScannedRow) throws -> Void

    init<C: BulkSQLite.Columns>(_ columns: C.Type, of table: String, addedTo list: inout SelectList) {
        let columns = list.add(C.self, of: table)
        read = { _ = try columns.read($0) }
    }

    /// The columns of a row of a series, with its import and its line.
    init(_ table: any SeriesTable.Type, addedTo list: inout SelectList) {
        func check<T: SeriesTable>(_ table: T.Type) -> RowCheck {
            RowCheck(stated: T.Values.self, of: T.name, addedTo: &list)
        }
        self = check(table)
    }

    /// The columns of a row that a file stated, with its import and its line.
    init<C: BulkSQLite.Columns>(stated columns: C.Type, of table: String, addedTo list: inout SelectList) {
        let values = RowCheck(columns, of: table, addedTo: &list)
        let importID = list.add("import_id")
        let line = list.add("source_line")
        read = { row in
            try values.read(row)
            _ = try row.int(importID, in: StoredBounds.logIDs)
            _ = try row.int(line, in: StoredBounds.lines)
        }
    }

    /// The column that can't be read, with its content; nil if all can.
    func fault(_ row: ScannedRow) -> String? { Snapshot.read { try read(row) }.fault }
}
