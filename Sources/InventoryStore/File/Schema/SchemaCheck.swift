internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

/// Checks that a file has exactly the tables, indexes and views that the migrations make.
///
/// A file from another source may have triggers, views or column expressions with unexpected effects. So the schema is checked
/// before anything else is read. Reading `sqlite_schema` parses the definitions and runs none of them.
enum SchemaCheck {
    /// The first difference from the schema, as a phrase for the user: "the trigger t is not one of invdb's". nil if there is
    /// none.
    ///
    /// - Parameter version: the number of migrations applied to the file.
    static func difference(_ db: Database, from schema: Schema, version: Int) throws -> String? {
        var found: [(title: String, definition: String)] = []
        var foreign: String?
        var list = SelectList()
        let (typePlace, namePlace) = (list.add("type"), list.add("name"))
        let (tablePlace, sqlPlace) = (list.add("tbl_name"), list.add("sql"))
        try db.scan(list, "FROM main.sqlite_schema") { row in
            let (type, name) = (row.text(typePlace), row.text(namePlace))
            guard row.isNull(sqlPlace) else {
                let definition = SchemaText.normalized(row.text(sqlPlace))
                if SchemaText.statistics.contains(definition) { return }
                return found.append(("\(type) \(DisplayText.of(name))", definition))
            }
            // SQLite makes the indexes of PRIMARY KEY and UNIQUE itself. Their names are reserved.
            if type != "index" || !name.hasPrefix("sqlite_autoindex_\(row.text(tablePlace))_") {
                foreign = "\(type) \(DisplayText.of(name)) is not one of invdb's"
            }
        }
        if let foreign { return foreign }
        if SchemaText.fingerprint(found.lazy.map(\.definition)) == schema.fingerprint(ofVersion: version) { return nil }
        // The file is not known at first sight, so what the migrations make is made.
        var expected = try schema.definitions(ofVersion: version)
        for (title, definition) in found where expected.remove(definition) == nil {
            return "the \(title) is not as invdb makes it"
        }
        return expected.min().map { "“\(DisplayText.of($0))” is missing" }
    }

    /// Refuses a file whose schema differs, or whose header in the log belongs to another program.
    static func verify(_ db: Database, is schema: Schema, path: String) throws {
        // The log may hold a newer version of the first page than the one checked before.
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
