import Forecasting
import Foundation
import InventoryStore
import Platform
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct SortedRowsTests {
    /// Rows of few series, so that keys repeat; the line tells them apart.
    private func rows(_ count: Int, keys: Int32, using generator: inout SeededGenerator) -> [InventoryRow] {
        (0..<count).map { line in
            InventoryRow(
                key: SeriesKey(
                    store: Int32.random(in: 1...keys, using: &generator),
                    product: Int32.random(in: 1...keys, using: &generator)),
                position: StockPosition(
                    startDay: line, onHand: Double(line) / 4, salesRate: Double(line), restockingRate: 0.1,
                    durationDays: line % 100, frequency: 1 + line % 7),
                importID: Int32(line % 3), line: Int32(line))
        }
    }

    private func text(_ row: InventoryRow) -> String { "\(row)" }

    /// Sorts rows that come in batches of random sizes.
    private func sorted(
        _ rows: [InventoryRow], memoryRows: Int, in folder: TemporaryFolder,
        using generator: inout SeededGenerator
    ) throws -> [InventoryRow] {
        let sorted = SortedRows<InventoryRow>(folder: folder.path, memoryRows: memoryRows)
        var rest = rows[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(Int.random(in: 0...300, using: &generator)))
            rest = rest.dropFirst(batch.count)
            try sorted.add(batch)
        }
        #expect(sorted.count == rows.count)
        var result: [InventoryRow] = []
        try sorted.drain { result.append($0) }
        var again = 0
        try sorted.drain { _ in again += 1 }
        #expect(again == 0)
        return result
    }

    /// The same by the definition of a stable sort.
    private func plainlySorted(_ rows: [InventoryRow]) -> [InventoryRow] {
        rows.enumerated().sorted {
            ($0.element.key.store, $0.element.key.product, $0.offset)
                < ($1.element.key.store, $1.element.key.product, $1.offset)
        }.map(\.element)
    }

    @Test(arguments: [
        // Everything in memory; runs of a batch each; runs of several batches and a rest in memory.
        (2000, 1_000_000), (2000, 1), (3000, 700), (0, 1), (1, 1), (1, 1000),
    ])
    func sortsAndKeepsTheOrderOfEqualKeys(count: Int, memoryRows: Int) throws {
        var generator = SeededGenerator("sorted rows")
        let folder = try TemporaryFolder()
        for keys in [Int32(1), 7, 1000] {
            let rows = rows(count, keys: keys, using: &generator)
            let result = try sorted(rows, memoryRows: memoryRows, in: folder, using: &generator)
            #expect(result.map(text) == plainlySorted(rows).map(text))
        }
        // The temporary files have no name.
        #expect(try folder.names().isEmpty)
    }

    @Test func runsThatAreLongerThanABlock() throws {
        var generator = SeededGenerator("long runs")
        let folder = try TemporaryFolder()
        // A run is read in blocks of 4,096 rows.
        let rows = rows(40_000, keys: 150, using: &generator)
        let result = try sorted(rows, memoryRows: 18_000, in: folder, using: &generator)
        #expect(result.count == rows.count)
        // Without the 40,000 numbers where it fails.
        let isSorted = result.map(\.line) == plainlySorted(rows).map(\.line)
        #expect(isSorted)
    }

    /// Receipts go by their day too, from the first year that a date may have to the last.
    @Test func receiptsAreSortedBySeriesAndDay() throws {
        var generator = SeededGenerator("sorted receipts")
        let folder = try TemporaryFolder()
        let days: [Int32] = [-25_567, -1, 0, 1, 19_723, 376_199]
        let receipts = try (0..<3000).map { line in
            ReceiptRow(
                key: [
                    .lowest, SeriesKey(store: 1, product: 1), SeriesKey(store: 1, product: SeriesKey.greatestProduct),
                ]
                .randomElement(using: &generator) ?? .lowest,
                day: try #require(days.randomElement(using: &generator)), quantity: 1, importID: 1, line: Int32(line))
        }
        let sorted = SortedRows<ReceiptRow>(folder: folder.path, memoryRows: 700)
        for start in stride(from: 0, to: receipts.count, by: 100) {
            try sorted.add(Array(receipts[start..<start + 100]))
        }
        var result: [ReceiptRow] = []
        try sorted.drain { result.append($0) }
        let expected = receipts.sorted {
            ($0.key.store, $0.key.product, $0.day, $0.line) < ($1.key.store, $1.key.product, $1.day, $1.line)
        }
        #expect(result.map { "\($0)" } == expected.map { "\($0)" })
    }

    @Test func anErrorOfTheBodyEndsIt() throws {
        struct Failure: Error {}
        var generator = SeededGenerator("failing body")
        let folder = try TemporaryFolder()
        let sorted = SortedRows<InventoryRow>(folder: folder.path, memoryRows: 10)
        try sorted.add(rows(100, keys: 10, using: &generator))
        var seen = 0
        #expect(throws: Failure.self) {
            try sorted.drain { _ in
                seen += 1
                if seen == 5 { throw Failure() }
            }
        }
        #expect(seen == 5)
    }

    @Test func aFolderThatIsNotThere() throws {
        var generator = SeededGenerator("missing folder")
        let sorted = SortedRows<InventoryRow>(folder: "/nowhere", memoryRows: 1)
        let two = rows(2, keys: 1, using: &generator)
        try sorted.add(two)
        #expect(throws: SystemError(.make, "a temporary file in /nowhere", code: ENOENT)) { try sorted.next() }
    }
}
