internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

/// Whether a file has just the tables, indexes and views that the migrations make.
///
/// A file of somebody else may bring triggers, views or expressions in columns that do what we don't expect, so its
/// schema is looked at before anything else is read. Reading `sqlite_schema` parses the definitions and runs none of them.
enum SchemaCheck {
    /// What does not belong to the schema, or is missing, as one phrase for the user: "the trigger t is not one of invdb's".
    ///
    /// - Parameter version: the number of steps that have made the file.
    static func difference(_ db: Database, from schema: Schema, version: Int) throws -> String? {
        var expected = try schema.definitions(ofVersion: version)
        var difference: String?
        var list = SelectList()
        let (typePlace, namePlace) = (list.add("type"), list.add("name"))
        let (tablePlace, sqlPlace) = (list.add("tbl_name"), list.add("sql"))
        try db.scan(list, "FROM main.sqlite_schema") { row in
            guard difference == nil else { return }
            let (type, name) = (row.text(typePlace), row.text(namePlace))
            if row.isNull(sqlPlace) {
                // SQLite makes the indexes behind PRIMARY KEY and UNIQUE by itself, under names that nobody else may use.
                guard type == "index", name.hasPrefix("sqlite_autoindex_\(row.text(tablePlace))_") else {
                    difference = "\(type) \(DisplayText.of(name)) is not one of invdb's"
                    return
                }
                return
            }
            let definition = SchemaText.normalized(row.text(sqlPlace))
            guard expected.remove(definition) != nil || SchemaText.statistics.contains(definition) else {
                difference = "the \(type) \(DisplayText.of(name)) is not as invdb makes it"
                return
            }
        }
        return difference ?? expected.min().map { "“\(DisplayText.of($0))” is missing" }
    }

    /// Refuses a file whose schema is not ours, or whose header in the log says that it is not.
    static func verify(_ db: Database, is schema: Schema, path: String) throws {
        // The log may have a newer first page than the one whose header was looked at.
        guard try Int.fetchOne(db, sql: "PRAGMA main.application_id") == Int(FileFormat.applicationID) else {
            throw StoreError(.foreignLog, while: .open, path: path)
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA main.user_version") ?? 0
        try schema.requireKnown(version: version, path)
        if let difference = try difference(db, from: schema, version: version) {
            throw StoreError(.changedSchema(difference), while: .open, path: path)
        }
    }
}
