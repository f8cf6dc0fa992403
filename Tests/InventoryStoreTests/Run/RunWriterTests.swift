import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct RunWriterTests {
    private static let results = """
        SELECT store_id, product_id, first_day, last_day, opening_level, sales, restocking, period, frequency, phase,
            stockout_day, run_id
        FROM projection JOIN store USING (store_key) JOIN product USING (product_key)
        """

    private func results(_ fixture: StoreFixture, _ scenario: Int) throws -> [String] {
        try fixture.lines(
            "\(Self.results) WHERE scenario_id = \(scenario) ORDER BY store_key, product_key, first_day")
    }

    /// What a forecast of every position with `options` gives, run id and all, as ``results``.
    private func expected(
        _ rows: [StoreFixture.Row], _ runs: [Int: (run: Int, options: ProjectionOptions)]
    ) -> [String] {
        var lines: [String] = []
        for (index, row) in rows.enumerated() {
            guard let (run, options) = runs[index] else { continue }
            Projection.project(row.position, options: options) { stretch in
                lines.append(
                    "\(row.store)|\(row.product)|\(stretch.firstDay)|\(stretch.lastDay)|\(stretch.openingLevel)|"
                        + "\(stretch.sales)|\(stretch.restocking)|\(stretch.period)|\(stretch.frequency)|"
                        + "\(stretch.phase)|\(stretch.stockoutDay.map(String.init) ?? "")|\(run)")
            }
        }
        return lines
    }

    @Test func aPartialRunRefreshesItsOwnAndNothingElse() throws {
        var generator = SeededGenerator("run writer")
        let fixture = try StoreFixture()
        let rows = (1...6).flatMap { store in
            (1...12).map {
                StoreFixture.Row(store: "S\(store)", product: "P\($0)", position: .random(using: &generator))
            }
        }
        try fixture.importing([rows])
        // The run that each series was last forecast by, for each scenario.
        var runs: [[Int: (run: Int, options: ProjectionOptions)]] = [[:], [:]]
        for round in 0..<24 {
            fixture.options = ProjectionOptions(
                startDay: Bool.random(using: &generator) ? 19_800 : nil,
                durationDays: [nil, 0, 10, 500].randomElement(using: &generator) ?? nil,
                ratesPer: Bool.random(using: &generator) ? .day : .update, lostSales: Bool.random(using: &generator))
            func some(_ letter: String, _ count: Int) -> [String] {
                Bool.random(using: &generator)
                    ? [] : (1...3).map { _ in "\(letter)\(Int.random(in: 1...count, using: &generator))" }
            }
            let selection = SeriesSelection(stores: some("S", 6), products: some("P", 12))
            // The second scenario begins in the fourth round.
            let scenario = round > 3 && Bool.random(using: &generator) ? 1 : 0
            let run = try fixture.forecasting(selection, scenario: scenario == 0 ? Scenario.baseline : "promo")
            for (index, row) in rows.enumerated()
            where (selection.stores.isEmpty || selection.stores.contains(row.store))
                && (selection.products.isEmpty || selection.products.contains(row.product))
            {
                runs[scenario][index] = (run, fixture.options)
            }
            for id in 0...1 {
                #expect(try results(fixture, id) == expected(rows, runs[id]))
                // The count that is kept is the count that is there.
                let counts = try fixture.lines("SELECT stretch_count FROM scenario WHERE scenario_id = \(id)")
                if let count = counts.first { #expect(count == "\(expected(rows, runs[id]).count)") }
            }
            try checkCalendar(fixture)
        }
    }

    /// Every day of every stretch is in the calendar.
    private func checkCalendar(_ fixture: StoreFixture) throws {
        #expect(
            try fixture.lines(
                """
                SELECT * FROM projection WHERE last_day - first_day + 1
                    <> (SELECT count(*) FROM calendar WHERE day BETWEEN first_day AND last_day)
                """
            ).isEmpty)
    }

    @Test func theCalendarSaysWhatSQLiteSays() throws {
        let fixture = try StoreFixture()
        var row = StoreFixture.Row(store: "S", product: "P")
        row.position.durationDays = 3 * 365
        try fixture.importing([[row]])
        try fixture.forecasting()
        #expect(try fixture.number("SELECT count(*) FROM calendar") == 3 * 365)
        // strftime has no ISO weeks before SQLite 3.46: the week is that of its Thursday.
        let different = """
            SELECT * FROM calendar WHERE date <> date(day * 86400, 'unixepoch')
                OR month <> strftime('%Y-%m', date)
                OR weekday <> (strftime('%w', date) + 6) % 7 + 1
                OR week <> strftime('%Y', date, '-3 days', 'weekday 4') || '-W'
                    || printf('%02d', (strftime('%j', date, '-3 days', 'weekday 4') - 1) / 7 + 1)
            """
        #expect(try fixture.lines(different).isEmpty)
    }

    @Test func theLogHasTheRun() throws {
        let fixture = try StoreFixture()
        try fixture.importing([[.init(store: "S", product: "P")]], files: 3)
        fixture.options.lostSales = false
        let run = try fixture.forecasting(scenario: "promo")
        #expect(
            try fixture.lines("SELECT * FROM run")
                == ["\(run)|2024-01-02T00:00:00Z|promo|{}|1|1||0.5|3|1.2.3"])
        #expect(
            try fixture.lines("SELECT scenario_id, name, created_at, stretch_count FROM scenario WHERE scenario_id > 0")
                == ["1|promo|2024-01-02T00:00:00Z|1"])
    }
}
