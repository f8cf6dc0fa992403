internal import BulkSQLite
import Forecasting
internal import GRDB

/// Where something was stated: a line of a file that was imported.
package struct StatedOrigin: Equatable, Sendable {
    package var file: String
    package var line: Int
    package var importID: Int
}

/// What the orders of one series come from, and what they were when they were planned.
package struct PlanBasis: Sendable {
    package var storeID: String
    package var productID: String
    package var position: StockPosition
    package var positionOrigin: StatedOrigin
    /// The terms that the series states; nil where it states none.
    package var stated: StatedTerms?
    package var statedOrigin: StatedOrigin?
    /// Ascending by day.
    package var receipts: [(receipt: Receipt, origin: StatedOrigin)] = []
    /// The last import of receipts that named the store.
    package var receiptsImportID = 0
    /// The run that made the results; nil where there are none.
    package var run: Run?
    /// The newest import at the time of the run.
    package var runImportID = 0
    /// The orders that are stored, in the order of their days.
    package var orders: [StoredOrder] = []
}

extension Snapshot {
    /// What the plan of each selected series comes from, ascending by key.
    ///
    /// - Parameter limit: how many series are read at most.
    /// - Throws: ``StoreError`` of kind `unknownName` for a store, a product or a scenario that there is not.
    package func planBases(
        of selection: SeriesSelection, scenario: String, limit: Int
    ) throws -> [PlanBasis] {
        let id = try scenarioID(of: scenario)
        var bases: [(key: Int, basis: PlanBasis)] = []
        for range in try ranges(of: selection) where bases.count < limit {
            try db.scan(
                """
                SELECT series_key, store_id, product_id, start_day, on_hand, sales_rate, restocking_rate, duration_days,
                    forecast_frequency, import.file, source_line, import_id, receipts_import_id
                FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) JOIN import USING (import_id)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?
                """, StatementArguments(range) + [limit - bases.count]
            ) { row in
                var basis = PlanBasis(
                    storeID: row.text(1), productID: row.text(2), position: try row.position(3),
                    positionOrigin: row.origin(9))
                basis.receiptsImportID = row.int(12)
                bases.append((try row.int(0, in: range), basis))
            }
        }
        return try bases.map { key, basis in
            var basis = basis
            try readSupply(of: key, into: &basis)
            try readReceipts(of: key, into: &basis)
            try readPlan(of: key, scenario: id, into: &basis)
            return basis
        }
    }

    private func readSupply(of key: Int, into basis: inout PlanBasis) throws {
        try db.scan(
            """
            SELECT lead_time_days, review_period_days, safety_stock, cover_days, min_order_quantity, order_multiple,
                max_order_quantity, unit_cost, import.file, source_line, import_id
            FROM supply_terms JOIN import USING (import_id) WHERE series_key = ?
            """, [key]
        ) { row in
            basis.stated = try row.supply(0)
            basis.statedOrigin = row.origin(8)
        }
    }

    private func readReceipts(of key: Int, into basis: inout PlanBasis) throws {
        try db.scan(
            """
            SELECT receipt_day, quantity, import.file, source_line, import_id
            FROM receipt JOIN import USING (import_id) WHERE series_key = ?
            ORDER BY receipt_day, import_id, source_line
            """, [key]
        ) { row in
            let receipt = Receipt(
                day: try row.int(0, in: CivilDate.dayNumbers), quantity: try row.double(1, upTo: StockLimits.quantity))
            basis.receipts.append((receipt, row.origin(2)))
        }
    }

    private func readPlan(of key: Int, scenario: Int, into basis: inout PlanBasis) throws {
        let keys = StretchKey.range(scenario: scenario, series: key...key)
        try db.scan(
            """
            SELECT run_id, started_at, scenario, options, series, stockouts, orders, seconds, invdb_version, import_id
            FROM run WHERE run_id = (SELECT run_id FROM projection WHERE stretch_key BETWEEN ? AND ? LIMIT 1)
            """, StatementArguments(keys)
        ) { row in
            basis.run = row.run()
            basis.runImportID = row.int(9)
        }
        try db.scan(
            """
            SELECT order_day, arrival_day, need_day, quantity, unit_cost, days_late, units_short, is_stockout
            FROM order_plan WHERE order_key BETWEEN ? AND ? ORDER BY order_key
            """, StatementArguments(keys)
        ) { row in basis.orders.append(try row.order(0)) }
    }
}

extension ScannedRow {
    /// File, line and import in three columns from `column` on.
    fileprivate func origin(_ column: Int32) -> StatedOrigin {
        StatedOrigin(file: text(column), line: int(column + 1), importID: int(column + 2))
    }
}
