/// One step of the schema: SQL that is in the binary and never changes once it is released.
public struct SchemaMigration: Sendable {
    public let name: String
    public let sql: String
}

/// All steps, in the order in which they are applied.
public let schemaMigrations: [SchemaMigration] = [
    SchemaMigration(name: "v001_initial", sql: String(decoding: PackageResources.v001_initial_sql, as: UTF8.self))
]
