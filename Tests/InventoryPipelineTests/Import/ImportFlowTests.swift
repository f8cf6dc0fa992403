import Forecasting
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct ImportFlowTests {
    private static let header =
        "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"

    private func startDates(_ database: InventoryDatabase) throws -> [String] {
        try database.read { snapshot in
            try snapshot.series(ResultFilter()).map {
                "\($0.productID) \(CivilDate(dayNumber: $0.position.startDay).isoText)"
            }
        }
    }

    @Test func aPipeIsReadOnceThoughItsDatesBeginAgain() throws {
        let folder = try TemporaryFolder()
        let database = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create)
        let pipe = try OneTimePipe(Self.header + "1,1/2/23,50,10,8,30,1\n2,31/1/23,50,10,8,30,1\n")
        defer { withExtendedLifetime(pipe) {} }
        let summary = try ImportFlow.run(ImportRequest(files: [pipe.path]), database: database)
        #expect(
            summary.files.map(\.dates) == [.shown(DateFindings.Evidence(order: .dayFirst, text: "31/1/23", line: 3))])
        #expect(try startDates(database) == ["1 2023-02-01", "2 2023-01-31"])
    }

    @Test func aSeriesThatComesTwiceIsRefusedAlsoWhereItIsKnown() throws {
        let folder = try TemporaryFolder()
        let database = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create)
        // More than a batch: the first rows are written before the last one is read.
        var text = Self.header
        for product in 0..<PositionBatch.capacity + 10 { text += "\(product),2023-01-01,50,10,8,30,1\n" }
        let path = try folder.write(text, to: "a.csv")
        _ = try ImportFlow.run(ImportRequest(files: [path]), database: database)
        try folder.write(text + "1,2023-01-01,99,10,8,30,1\n", to: "a.csv")
        let refused = #expect(throws: ImportRefused.self) {
            _ = try ImportFlow.run(ImportRequest(files: [path]), database: database)
        }
        #expect(
            refused?.problems.first == [
                RowProblem(
                    file: path, line: PositionBatch.capacity + 12,
                    expected: .firstRow(store: "main", product: "1", file: nil, line: 3))
            ])
    }

    private enum Twist: CaseIterable {
        case none, shuffled, firstMissing, lastMissing, otherInstead, oneUnchanged, repeated
    }

    /// Whether a file has the whole inventory shows at its end, when most of it is written. Whatever it is that shows, the inventory
    /// is then that of a dictionary.
    @Test("A file with the whole inventory, or nearly, counts and stores as a dictionary")
    func filesThatHaveTheWholeInventoryOrNearly() throws {
        var generator = SeededGenerator("whole inventory")
        let folder = try TemporaryFolder()
        let database = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create)
        // Three batches, the last one of some rows.
        let products = (0..<2 * PositionBatch.capacity + 100).map { "P\(100_000 + $0)" }
        var inventory: [String: Int] = [:]
        func imports(_ rows: [(product: String, quantity: Int)]) throws -> ImportCounts {
            let lines = rows.map { "\($0.product),2023-01-01,\($0.quantity),10,8,30,1\n" }
            let path = try folder.write(Self.header + lines.joined(), to: "a.csv")
            return try ImportFlow.run(ImportRequest(files: [path]), database: database).counts[0]
        }
        func check() throws {
            let stored = try database.read { try $0.series(ResultFilter()) }
            #expect(stored.count == inventory.count)
            let different = stored.filter { inventory[$0.productID].map(Double.init) != $0.position.onHand }
            #expect(different.isEmpty)
        }
        #expect(try imports(products.map { ($0, 0) }).inserted == products.count)
        for product in products { inventory[product] = 0 }

        for (round, twist) in (Twist.allCases + Twist.allCases).shuffled(using: &generator).enumerated() {
            var rows = inventory.keys.sorted().map { (product: $0, quantity: round + 1) }
            let place = Int.random(in: rows.indices, using: &generator)
            var expected = ImportCounts()
            switch twist {
            case .none: break
            case .shuffled: rows.shuffle(using: &generator)
            case .firstMissing: rows.removeFirst()
            case .lastMissing: rows.removeLast()
            case .otherInstead:
                rows.remove(at: place)
                rows.append((product: "Q\(round)", quantity: round + 1))
                expected.inserted = 1
            case .oneUnchanged:
                rows[place].quantity = inventory[rows[place].product] ?? 0
                expected.unchanged = 1
            case .repeated:
                rows.append((product: rows[place].product, quantity: 99))
                #expect(throws: ImportRefused.self) { _ = try imports(rows) }
                try check()
                continue
            }
            expected.read = rows.count
            expected.updated = rows.count - expected.inserted - expected.unchanged
            #expect(try imports(rows) == expected, "\(twist)")
            for row in rows { inventory[row.product] = row.quantity }
            try check()
        }
    }
}

extension Snapshot {
    fileprivate func series(_ filter: ResultFilter) throws -> [SeriesDetail] {
        var series: [SeriesDetail] = []
        try forEachSeriesDetail(filter) { series.append($0) }
        return series
    }
}
