import Forecasting
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct SeriesQueryTests {
    @Test func aSeriesHasItsPositionItsSourceAndItsResults() throws {
        var generator = SeededGenerator("series query")
        let fixture = try StoreFixture()
        var rows: [StoreFixture.Row] = []
        for store in 1...3 {
            for product in 1...5 {
                rows.append(
                    .init(
                        store: "S\(store)", product: "P\(product)", position: .random(using: &generator),
                        line: Int32(rows.count + 2), file: product % 2))
            }
        }
        try fixture.importing([rows], files: 2)
        // S3 is not forecast.
        try fixture.forecasting(SeriesSelection(stores: ["S1", "S2"]))
        for product in 1...5 {
            let filter = ResultFilter(selection: SeriesSelection(products: ["P\(product)"]))
            let found = try fixture.database.read { try $0.series(filter) }
            let expected = rows.filter { $0.product == "P\(product)" }.map { row in
                var detail = SeriesDetail(
                    key: found.first { $0.storeID == row.store }?.key ?? .lowest, storeID: row.store,
                    productID: row.product, position: row.position,
                    origin: StatedOrigin(
                        file: "file\(row.file).csv", line: Int(row.line), importID: row.file + 1))
                if row.store != "S3" {
                    Projection.project(row.position, options: fixture.options) { detail.stretches.append($0) }
                }
                return detail
            }
            #expect(found == expected)
            #expect(found.map(\.stockoutDay) == expected.map { $0.stretches.compactMap(\.stockoutDay).first })
        }
        // Another scenario has no results of these.
        try fixture.forecasting(SeriesSelection(stores: ["S3"]), scenario: "promo")
        let promo = try fixture.database.read { try $0.series(ResultFilter(scenario: "promo")) }
        #expect(promo.count == 15)
        #expect(promo.filter { $0.storeID != "S3" && !$0.stretches.isEmpty }.isEmpty)
    }
}

extension Snapshot {
    fileprivate func series(_ filter: ResultFilter) throws -> [SeriesDetail] {
        var series: [SeriesDetail] = []
        try forEachSeriesDetail(filter) { series.append($0) }
        return series
    }
}
