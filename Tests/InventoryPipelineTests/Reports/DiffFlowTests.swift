import Forecasting
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct DiffFlowTests {
    private func plan(_ path: String, scenario: String, sales: Double) throws {
        let database = try InventoryDatabase(path: path, access: .write)
        var options = ProjectionOptions()
        options.whatIf.salesFactor = sales
        var request = RunRequest(
            selection: .all, options: RunOptions(forecast: options, plan: TermDefaults()), workers: 2, version: "0")
        request.scenario = scenario
        try RunFlow.run(request, database: database)
        try database.close()
    }

    /// Readers beside each other have one view of the data, whatever is committed between their first and last moment.
    @Test func aCommitMeanwhileIsSeenAsAWholeOrNotAtAll() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "invdb.db")
        var text =
            "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"
        for product in 0..<20_000 { text += "\(product),2024-01-01,\(product % 90),5,3,30,1\n" }
        let file = try folder.write(text, to: "a.csv")
        let created = try InventoryDatabase(path: path, access: .create)
        _ = try ImportFlow.run(ImportRequest(files: [file]), database: created)
        try created.close()
        try plan(path, scenario: Scenario.baseline, sales: 1)
        try plan(path, scenario: "promo", sales: 1)

        let database = try InventoryDatabase(path: path, access: .read)
        let request = DiffRequest(first: Scenario.baseline, second: "promo", workers: 2)
        #expect(try DiffFlow.run(request, database: database).totals.changed == 0)
        var calls = 0
        let totals = try DiffFlow.run(request, database: database) { _ in
            calls += 1
            if calls == 1 { try? plan(path, scenario: "promo", sales: 2) }
        }.totals
        let after = try DiffFlow.run(request, database: database).totals
        #expect(totals == after)
        #expect(after.common == 20_000)
        #expect(after.changed > 10_000)
        #expect(after.second.quantity > after.first.quantity)
        // Three partitions, and all of them a second time.
        #expect(calls == 6)
    }

    @Test func aLimitKeepsThePairsThatComeFirst() throws {
        var generator = SeededGenerator("limits of differences")
        func outcomes(_ keys: ClosedRange<Int>) -> [SeriesOutcome] {
            keys.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }.map { key in
                var outcome = SeriesOutcome(key: key)
                outcome.unitsShort = Double(Int.random(in: 0...3, using: &generator))
                return outcome
            }
        }
        let (first, second) = (outcomes(1...200), outcomes(50...260))
        let all = DifferenceBatch(first, second, limit: .max)
        let common = Set(first.map(\.key)).intersection(second.map(\.key))
        #expect(all.totals.common == common.count)
        #expect(all.totals.onlyInFirst == first.count - common.count)
        #expect(all.totals.onlyInSecond == second.count - common.count)
        #expect(all.pairs.count == all.totals.changed)
        let order = all.pairs.sorted { ($0.ordinal, $0.first.key) < ($1.ordinal, $1.first.key) }
        for limit in [0, 1, 10, 1000] {
            let some = DifferenceBatch(first, second, limit: limit)
            #expect(some.totals == all.totals)
            #expect(some.pairs.map(\.first.key) == order.prefix(limit).map(\.first.key).sorted())
        }
    }
}
