import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

@Suite struct TableImageTests {
    /// Rows that all take the same room in a page, of which 23 fill it to its last byte.
    private func rows(_ count: Int, textLength: Int = 688) -> [SampleRow] {
        let text = String(repeating: "x", count: textLength)
        return (0..<count).map {
            // Keys of three bytes, and values of three.
            SampleRow(key: 1 << 18 + $0, a: .integer(100_000 + $0), b: .real(0.5), c: .text(text))
        }
    }

    /// How many of `rows` a leaf has room for, from the format: a page less its header, a cell and its pointer a row.
    private func leafCapacity(textLength: Int) -> Int {
        // Header: its length, three types of one byte (NULL, integer, real), the type of the text; then the values.
        let payload = 1 + 3 + 2 + 3 + 8 + textLength
        return (PageWriter.size - 8) / (2 + 3 + payload + 2)
    }

    @Test func imagesOfAnySizeAreTables() throws {
        let leaf = leafCapacity(textLength: 688)
        for count in [0, 1, 2, leaf - 1, leaf, leaf + 1, 2 * leaf, 2 * leaf + 1, 10 * leaf + 7] {
            let rows = rows(count)
            let image = SampleRow.image(of: rows)
            #expect(image.rowCount == count && !image.isFull)
            let fixture = try ImageFixture()
            try fixture.write { db in
                try ImageFixture.insertPlainly(rows, db)
                let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
                try batches.show(image) { (table) throws in
                    #expect(try ImageFixture.contents(db, table) == ImageFixture.contents(db, "plain"), "\(count)")
                    // Up, down, and from the middle: the keys in the root lead to the right leaf.
                    for row in rows.reversed() {
                        #expect(
                            try Int.fetchOne(db, sql: "SELECT a FROM \(table) WHERE key = ?", arguments: [row.key])
                                .map(SampleValue.integer) == row.a)
                    }
                    #expect(
                        try Int.fetchOne(
                            db, sql: "SELECT count(*) FROM \(table) WHERE key < ?",
                            arguments: [1 << 18]) == 0)
                }
                batches.close()
            }
            // The root is a leaf itself as long as one is enough.
            let leaves = max(1, (count + leaf - 1) / leaf)
            #expect(image.page(leaves) != nil && image.page(leaves + 1) == nil, "\(count)")
            #expect(image.page(0)?.pointee == (leaves == 1 ? 0x0D : 0x05))
            if leaves == 1 { #expect(image.page(0) == image.page(1)) }
        }
    }

    @Test func anImageIsFullWithItsLastLeaf() throws {
        let length = RecordEncoder.longestText
        let leaf = leafCapacity(textLength: length)
        // Full as soon as the last leaf is begun; what is in it already fits.
        let most = (TableImage.leafLimit - 1) * leaf + 1
        let rows = rows(most, textLength: length)
        #expect(!SampleRow.image(of: rows.dropLast()).isFull)
        let image = SampleRow.image(of: rows)
        #expect(image.isFull)
        let fixture = try ImageFixture()
        try fixture.write { db in
            try ImageFixture.insertPlainly(rows, db)
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            try batches.insert(image, into: "copied")
            batches.close()
            try ImageFixture.expectSameTables(db)
        }
        #expect(image.page((TableImage.leafLimit + 1) - 1) != nil && image.page((TableImage.leafLimit + 1)) == nil)
    }

    @Test func keysOfAnySignAndSize() throws {
        var generator = SeededGenerator("keys of an image")
        let fixture = try ImageFixture()
        try fixture.write { db in
            var keys = Set([Int.min + 1, -1, 0, 1, .max - 1, .max])
            for _ in 0..<4_000 {
                keys.insert(
                    Int.random(in: -.max ... .max, using: &generator) >> Int.random(in: 0...63, using: &generator))
            }
            let rows = keys.sorted().map { SampleRow(key: $0, a: .null, b: .real(1), c: .text("x")) }
            try ImageFixture.insertPlainly(rows, db)
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            try batches.insert(SampleRow.image(of: rows), into: "copied")
            batches.close()
            try ImageFixture.expectSameTables(db)
        }
    }
}
