import Foundation
import TestSupport
import Testing

/// A column of a table, as the schema in a database file declares it.
struct StoredColumn: Sendable {
    var table: String
    var name: String
    /// `INTEGER`, `REAL`, `TEXT`, or empty where none is declared.
    var type: String
    /// What tells the rows of the table apart: the columns of its primary key, or `rowid`.
    var rowKey: String

    var fullName: String { "\(table).\(name)" }

    /// All columns of all tables but those that are computed from others.
    static func all(in workspace: Workspace) throws -> [StoredColumn] {
        try workspace.query(
            """
            SELECT stored.name, declared.name, declared.type, coalesce((
                SELECT group_concat(part.name, ', ') FROM pragma_table_info(stored.name) AS part WHERE part.pk > 0), 'rowid')
            FROM sqlite_schema AS stored, pragma_table_xinfo(stored.name) AS declared
            WHERE stored.type = 'table' AND declared.hidden = 0
            """
        ).map { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            try #require(fields.count == 4)
            return StoredColumn(table: fields[0], name: fields[1], type: fields[2], rowKey: fields[3])
        }
    }
}

/// A value that does not belong into a column.
enum DamagedValue: String, CaseIterable, Sendable {
    case null, negative, zero, huge, fraction, word, empty, otherText, bytes

    /// The value as SQL; nil if it is nothing unusual for a column of the type.
    func sql(for column: StoredColumn) -> String? {
        switch (self, column.type) {
        case (.null, _): "NULL"
        case (.negative, "INTEGER"): "-1"
        case (.negative, "REAL"): "-5.25"
        case (.zero, "INTEGER"), (.zero, "REAL"): "0"
        case (.huge, "INTEGER"): "9223372036854775807"
        case (.huge, "REAL"): "1e300"
        case (.fraction, "INTEGER"): "1.5"
        case (.word, "INTEGER"), (.word, "REAL"): "'word'"
        case (.empty, "TEXT"), (.empty, ""): "''"
        // As long as the text that was there, so that a table is as wide as before.
        case (.otherText, "TEXT"), (.otherText, ""):
            "nullif(replace(printf('%*s', length(\(column.name)), ''), ' ', '\(Self.otherLetter)'), '')"
        case (.bytes, "TEXT"), (.bytes, ""): "x'ff'"
        default: nil
        }
    }

    /// What other text consists of: a letter that is in no text of the tests four times in a row.
    static let otherLetter = "q"
}

/// One value of one row that is replaced in a database file.
struct ColumnDamage: CustomStringConvertible, Sendable {
    var column: StoredColumn
    var value: DamagedValue
    /// Chooses the row.
    var choice: Int
    /// The text that was there.
    private(set) var former = ""

    init(_ column: StoredColumn, _ value: DamagedValue, choice: Int) {
        self.column = column
        self.value = value
        self.choice = choice
    }

    var description: String { "\(column.fullName) = \(value.rawValue)" }

    /// Does it to a file, around the constraints of the table: they are not in the schema while the value is written.
    ///
    /// - Returns: false if all rows have the value already, or if SQLite refuses it all the same. The file is of no use then.
    mutating func apply(to database: String, in folder: TemporaryFolder) throws -> Bool {
        guard let new = value.sql(for: column) else { return false }
        let (table, name, key) = (column.table, column.name, column.rowKey)
        // A text in place of none is one more that is shown.
        let isText = value == .empty || value == .bytes
        let condition = "\(name) IS NOT \(new)" + (isText ? " AND \(name) IS NOT NULL" : "")
        let row = """
            (\(key)) IN (SELECT \(key) FROM "\(table)" WHERE \(condition) ORDER BY \(key) LIMIT 1 OFFSET \(choice) % (
                SELECT max(count(*), 1) FROM "\(table)" WHERE \(condition)))
            """
        let script = """
            CREATE TEMP TABLE kept AS SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = '\(table)';
            PRAGMA writable_schema = ON;
            UPDATE main.sqlite_schema
                SET sql = replace(replace(replace(sql, ' NOT NULL', ''), ') STRICT, ', ') '), ') STRICT', ')')
                WHERE type = 'table' AND name = '\(table)';
            PRAGMA writable_schema = RESET;
            CREATE TEMP TABLE former AS SELECT \(name) AS value FROM "\(table)" WHERE \(row);
            UPDATE "\(table)" SET \(name) = \(new) WHERE \(row);
            PRAGMA writable_schema = ON;
            UPDATE main.sqlite_schema SET sql = (SELECT sql FROM temp.kept) WHERE type = 'table' AND name = '\(table)';
            SELECT 'former ' || coalesce(value, '') FROM temp.former;
            """
        let finished = try Command.sqlite3(script, in: folder, database: database)
        guard finished.status == 0, finished.error == "", let line = finished.lines.first else { return false }
        former = String(line.dropFirst("former ".count))
        return value != .otherText || !former.isEmpty
    }

    /// What an output may have been before a text was replaced in it: CSV quotes some texts and others not.
    func undone(_ output: String) -> [String] {
        // No output has SQLite's statistics.
        guard value == .otherText, !former.isEmpty, !column.table.hasPrefix("sqlite_") else { return [output] }
        let new = String(repeating: DamagedValue.otherLetter, count: former.count)
        let quoted = "\"\(former.replacing("\"", with: "\"\""))\""
        return [former, quoted].map { output.replacing(new, with: $0) }
    }
}
