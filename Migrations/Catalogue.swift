/// All migrations, in the order in which they are applied.
package let schemaMigrations: [SchemaMigration] = [.v001]
