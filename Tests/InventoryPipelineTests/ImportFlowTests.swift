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
        #expect(summary.files.map(\.dates) == [.shown(.dayFirst, text: "31/1/23", line: 3)])
        #expect(try startDates(database) == ["1 2023-02-01", "2 2023-01-31"])
    }

    @Test func aSeriesThatComesTwiceIsRefusedAlsoWhereItIsKnown() throws {
        let folder = try TemporaryFolder()
        let database = try InventoryDatabase(path: folder.path(of: "invdb.db"), access: .create)
        // More than a batch: the first rows are written before the last one is read.
        var text = Self.header
        for product in 0..<InventoryBatch.capacity + 10 { text += "\(product),2023-01-01,50,10,8,30,1\n" }
        let path = try folder.write(text, to: "a.csv")
        _ = try ImportFlow.run(ImportRequest(files: [path]), database: database)
        try folder.write(text + "1,2023-01-01,99,10,8,30,1\n", to: "a.csv")
        let refused = #expect(throws: ImportRefused.self) {
            _ = try ImportFlow.run(ImportRequest(files: [path]), database: database)
        }
        #expect(
            refused?.problems.first.map(\.description) == [
                "\(path):\(InventoryBatch.capacity + 12): store main, product 1 is here a second time, first in line 3"
            ])
    }

    /// As two first imports at once have it: SQLite does not wait for whoever keeps it from leaving the log.
}
