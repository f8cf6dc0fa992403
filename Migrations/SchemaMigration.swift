/// One step of the schema: SQL that is part of the binary and never changes once it is released.
package struct SchemaMigration: Sendable {
    package let name: String
    package let sql: String
    /// SHA-256 of the definitions that a file has after this step, so that a command need not make them to know a file for its own.
    /// Without it the check of a file takes some milliseconds longer. `SchemaCheckTests` says which it is.
    package let fingerprint: String?

    package init(name: String, sql: String, fingerprint: String? = nil) {
        self.name = name
        self.sql = sql
        self.fingerprint = fingerprint
    }
}
