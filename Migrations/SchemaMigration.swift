/// One step of the schema: SQL that is part of the binary and never changes once it is released.
package struct SchemaMigration: Sendable {
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
