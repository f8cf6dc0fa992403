import Forecasting
import Foundation
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

/// One worker fails: so does the run, and its failure says where.
@Suite struct PartitionFailureTests {
    @Test func theFailureNamesTheStoresAndTheFormerRunStays() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        var text =
            "store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,"
            + "forecast_frequency\n"
        for store in 1...9 {
            for product in 1...20_000 { text += "S\(store),P\(product),2024-01-01,10,2,0,3,1\n" }
        }
        try folder.write(text, to: "products.csv")
        let database = try InventoryDatabase(path: path, access: .create)
        try ImportFlow.run(ImportRequest(files: [folder.path(of: "products.csv")]), database: database)
        let request = RunRequest(
            selection: .all, options: RunOptions(forecast: ProjectionOptions()), workers: 2, version: "1")
        let first = try RunFlow.run(request, database: database)
        #expect(first.series == 180_000)
        try database.close()

        // A page in the midst of the inventory is destroyed.
        let pages = try Command.sqlite3(
            "SELECT pageno FROM dbstat WHERE name = 'inventory' AND pagetype = 'leaf' ORDER BY path", in: folder
        ).lines.compactMap { Int($0) }
        try #require(pages.count > 20)
        let page = pages[pages.count / 2]
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(page - 1) * 16_384)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 16_384))
        try file.close()

        let damaged = try InventoryDatabase(path: path, access: .write)
        let error = #expect(throws: PartitionFailure.self) { try RunFlow.run(request, database: damaged) }
        let failure = try #require(error)
        let store =
            switch failure.partition {
            case .products(let store, _, _): store
            case .stores(let first, _): first
            default: "no name"
            }
        #expect(["S4", "S5", "S6"].contains(store))
        let cause = try #require(failure.cause as? StoreError)
        #expect((cause.operation, cause.path, cause.remedy) == (.read, path, .restoreACopy))
        try damaged.close()
        #expect(try Command.sqlite3("SELECT count(*), max(run_id) FROM run", in: folder).lines == ["1|1"])
        #expect(try Command.sqlite3("SELECT count(*) FROM forecast", in: folder).lines == ["540000"])
    }
}
