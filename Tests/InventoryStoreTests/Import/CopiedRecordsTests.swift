import BulkSQLite
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct CopiedRecordsTests {
    /// What makes it fast: whole records are copied, none is taken apart and put together again.
    @Test func recordsAreCopied() throws {
        let fixture = try StoreFixture()
        try fixture.database.write(.importInto) { transaction in
            let db = transaction.db
            for table in ["inventory", "projection"] {
                try db.execute(sql: "DROP INDEX IF EXISTS projection_stockout")
                let opcodes = try transaction.batches(like: table).show(TableImage()) { source in
                    try Row.fetchAll(db, sql: "EXPLAIN INSERT OR ROLLBACK INTO main.\(table) SELECT * FROM \(source)")
                        .map { $0["opcode"] as String }
                }
                #expect(opcodes.contains("RowData") || opcodes.contains("RowCell"))
                #expect(!opcodes.contains("Column") && !opcodes.contains("MakeRecord"))
            }
            return .rollback(())
        }
    }
}
