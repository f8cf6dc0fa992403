internal import BulkSQLite
internal import GRDB
import InvdbMigrations

/// A schema: the migrations that make it, in the order in which they are applied.
struct Schema: Sendable {
    /// The schema of this program.
    static let current = Schema(migrations: schemaMigrations)

    let migrations: [SchemaMigration]

    /// The number of the newest schema: the `user_version` of a file that has it.
    var version: Int { migrations.count }

    /// - Throws: ``StoreError`` of kind `refused` if the program doesn't know the version.
    func requireKnown(version found: Int, _ path: String) throws {
        guard found > 0 else { throw StoreError(.noTables, while: .open, path: path) }
        guard found <= version else {
            throw StoreError(.newerSchema(file: found, known: version), while: .open, path: path)
        }
    }

    /// Applies the migrations that the file lacks, each in a transaction of its own.
    ///
    /// - Parameter target: the version to stop at; nil means the newest.
    func migrate(_ connection: DatabaseQueue, to target: Int? = nil) throws {
        var migrator = DatabaseMigrator()
        for (index, step) in migrations.prefix(target ?? version).enumerated() {
            migrator.registerMigration(step.name) { db in
                try db.execute(sql: step.sql)
                try db.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
        try migrator.migrate(connection)
    }

    /// The fingerprint of a version's definitions; nil if it is not known.
    func fingerprint(ofVersion version: Int) -> String? {
        migrations.indices.contains(version - 1) ? migrations[version - 1].fingerprint : nil
    }

    /// The definitions of all tables, indexes and views of a version, in the form of ``SchemaText``.
    ///
    /// They come from a database in memory to which the migrations were applied. So they are the text that SQLite stores, also
    /// after a migration that changes a table or replaces a view.
    func definitions(ofVersion version: Int) throws -> Set<String> {
        let made = try SchemaModel.definitions(after: migrations.prefix(version).map(\.sql))
        return Set(made.map(SchemaText.normalized)).subtracting(SchemaText.statistics).union(SchemaText.migrator)
    }
}
