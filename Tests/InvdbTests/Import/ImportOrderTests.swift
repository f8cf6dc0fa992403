import TestSupport
import Testing

/// Rows in any order, in files larger than a batch, make the same inventory.
@Suite struct ImportOrderTests {
    private static func row(_ series: Int) -> String {
        "S\(series % 7),\(series / 7),\(1 + series % 12)/\(1 + series % 28)/24,\(series % 1000).25,\(series % 9),3,30,1"
    }

    @Test func shuffledRowsAndColumnsOfStores() throws {
        var generator = SeededGenerator("shuffled rows")
        let folder = try TemporaryFolder()
        let rows = (0..<2000).map(Self.row)
        try folder.importGood(ProductFile.of(rows, header: ProductFile.headerWithStore))
        let inventory = try folder.inventory()
        #expect(inventory.count == 2000)
        for _ in 0..<3 {
            let other = try TemporaryFolder()
            try other.importGood(ProductFile.of(rows.shuffled(using: &generator), header: ProductFile.headerWithStore))
            #expect(try other.inventory() == inventory)
        }
        // One after the other or together, it is the same.
        let parts = try TemporaryFolder()
        let shuffled = rows.shuffled(using: &generator)
        try parts.write(ProductFile.of(Array(shuffled[..<700]), header: ProductFile.headerWithStore), to: "a.csv")
        try parts.write(ProductFile.of(Array(shuffled[700...]), header: ProductFile.headerWithStore), to: "b.csv")
        #expect(try parts.importing("b.csv").status == 0)
        #expect(try parts.importing("a.csv").counts == "read 700, inserted 700, updated 0, unchanged 0, rejected 0")
        #expect(try parts.inventory() == inventory)
    }

    @Test func anUnsortedFileLargerThanABatch() throws {
        var generator = SeededGenerator("large unsorted file")
        let folder = try TemporaryFolder()
        let count = 105_000
        let rows = (0..<count).map(Self.row)
        let output = try folder.importGood(ProductFile.of(rows, header: ProductFile.headerWithStore))
        #expect(output.contains("read 105,000, inserted 105,000, updated 0, unchanged 0, rejected 0"))
        #expect(try folder.rows("PRAGMA integrity_check") == ["ok"])

        // The same rows in another order say nothing new; a new row and two that changed are found among them.
        var again = rows
        again[100] = "S2,14,1/1/24,5000,1,3,30,1"
        again[104_999] = "S6,14999,1/1/24,5000,1,3,30,1"
        again.append("S0,new,1/1/24,1,1,3,30,1")
        try folder.write(
            ProductFile.of(again.shuffled(using: &generator), header: ProductFile.headerWithStore), to: "again.csv")
        let finished = try folder.importing("again.csv", "--replace")
        #expect(finished.status == 0)
        #expect(finished.counts == "read 105,001, inserted 1, updated 2, unchanged 104,998, rejected 0, removed 0")
        let other = try TemporaryFolder()
        try other.importGood(ProductFile.of(again, header: ProductFile.headerWithStore))
        #expect(try folder.inventory() == other.inventory())
    }
}
