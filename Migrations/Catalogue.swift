/// One step of the schema: SQL that is in the binary and never changes once it is released.
public struct SchemaMigration: Sendable {
    public let name: String
    public let sql: String

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// All steps, in the order in which they are applied.
public let schemaMigrations: [SchemaMigration] = [.v001]
