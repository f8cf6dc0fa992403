import BulkSQLite
import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

/// Encoded rows are copied into a table as they are, so the order of the values has to be that of the table's columns.
@Suite struct EncodedRowsTests {
    /// Inserts an image, and compares the table's only row with the values of its columns. All values differ, so none can be at
    /// the place of another.
    private func expect(
        _ table: String, _ image: TableImage, _ values: [String: String], location: SourceLocation = #_sourceLocation
    ) throws {
        let fixture = try StoreFixture()
        try fixture.database.write(.importInto) { transaction in
            try transaction.batches(like: table).insertByColumn(image, into: table, or: "ROLLBACK")
            let stored = try Row.fetchAll(
                transaction.db,
                sql: "SELECT name FROM pragma_table_info(?)", arguments: [table]
            ).map { row -> String in row["name"] }
            #expect(Set(stored) == Set(values.keys), sourceLocation: location)
            #expect(Set(values.values).count == values.count, sourceLocation: location)
            for column in stored {
                let value = try String.fetchOne(transaction.db, sql: "SELECT quote(\(column)) FROM \(table)")
                #expect(value == values[column], "\(table).\(column)", sourceLocation: location)
            }
            return .rollback(())
        }
        withExtendedLifetime(fixture) {}
    }

    private let key = SeriesKey(store: 1, product: 2)

    @Test func positions() throws {
        let position = StockPosition(
            startDay: 3, onHand: 4.5, salesRate: 5.5, restockingRate: 6.5, durationDays: 7, frequency: 8)
        try expect(
            "inventory",
            InventoryTable.image(of: [InventoryRow(key: key, position: position, importID: 9, line: 10)]),
            [
                "series_key": "16777218", "start_day": "3", "on_hand": "4.5", "stored_sales_rate": "550.0",
                "stored_restocking_rate": "650.0", "duration_days": "7", "forecast_frequency": "8", "import_id": "9",
                "source_line": "10",
            ])
    }

    @Test func terms() throws {
        var stated = StatedTerms()
        var values = ["series_key": "16777218", "import_id": "900", "source_line": "901"]
        for (index, term) in Term.allCases.enumerated() {
            let value = min(index + 2, term.wholeNumbers?.upperBound ?? .max)
            stated[term] = Double(value)
            values[term.name] = term.wholeNumbers == nil ? "\(value).0" : "\(value)"
        }
        try expect(
            "supply_terms",
            TermsTable.image(of: [TermsRow(key: key, stated: stated, columns: TermSet(), importID: 900, line: 901)]),
            values)
    }

    @Test(arguments: ["projection", "planned_projection"])
    func stretches(table: String) throws {
        let builder = ProjectionBuilder(scenarioID: 0, runID: 13)
        try builder.append(
            key,
            Stretch(
                firstDay: 3, lastDay: 14, openingLevel: 5.5, sales: 6.5, restocking: 7.5, period: 8, frequency: 9,
                phase: 10, stockoutDay: 11, profile: 15))
        builder.finish()
        try expect(
            table, try #require(builder.images.first),
            [
                "stretch_key": "\(16_777_218 << 13)", "first_day": "3", "last_day": "14", "opening_level": "5.5",
                "stored_sales": "650.0", "stored_restocking": "750.0", "period": "8", "frequency": "9", "phase": "10",
                "stockout_day": "11", "run_id": "13", "profile": "15",
            ])
    }

    @Test func orders() throws {
        let builder = OrderBuilder(scenarioID: 0, runID: 13)
        let order = PlannedOrder(
            orderDay: 4, arrivalDay: 8, needDay: 5, quantity: 6.5, daysLate: 3, unitsShort: 7.5, largestBacklog: 8.5,
            reason: .stockOut,
            arithmetic: OrderArithmetic())
        try builder.append(key, [order], unitCost: 9.5)
        builder.finish()
        try expect(
            "order_plan", try #require(builder.images.first),
            [
                "order_key": "\(16_777_218 << 13)", "order_day": "4", "arrival_day": "8", "need_day": "5",
                "quantity": "6.5", "unit_cost": "9.5", "days_late": "3", "units_short": "7.5", "largest_backlog": "8.5",
                "reason": "1",
                "run_id": "13",
            ])
    }
}
