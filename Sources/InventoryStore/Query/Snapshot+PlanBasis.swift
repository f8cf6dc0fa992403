internal import BulkSQLite
import Forecasting
internal import GRDB

/// What the orders of one series are computed from, and the stored orders.
package struct PlanBasis: Sendable {
    package var key: SeriesKey
    package var series: SeriesTitle
    /// The category of its product; nil if none is known.
    package var category: String?
    package var position: StockPosition
    package var positionOrigin: StatedOrigin
    /// The terms that a file stated for the series; nil if there are none.
    package var stated: StatedTerms?
    package var statedOrigin: StatedOrigin?
    /// Ascending by day.
    package var receipts: [(receipt: Receipt, origin: StatedOrigin)] = []
    /// The open and closed days of the store.
    package var calendar = StoreCalendar.empty
    /// The last import of receipts that named the store; 0 if there is none.
    package var receiptsImportID = 0
    /// The last import that changed the calendar of the store; 0 if there is none.
    package var calendarImportID = 0
    /// The last import of sales, and the last one that the estimate of demand includes; 0 if there is none.
    package var salesImportID = 0
    /// The last file that has changed the sales of the store; nil if that isn't known.
    package var salesFile: String?
    package var demandImportID = 0
    /// The estimate of the demand from the history of sales; nil if there is none.
    package var demand: DemandBasis?
    /// The events that concern it, with what was learned of them.
    package var events = EventBook.empty
    /// What is stated ahead of its demand, ascending by days.
    package var statedDemand: [(demand: StatedDemand, origin: StatedOrigin)] = []
    /// The last import of events that concern its store, and of demand stated ahead; 0 if there is none.
    package var eventsImportID = 0
    package var statedDemandImportID = 0
    /// What happened to its stock up to the last day of sales; nil if the position is later.
    package var roll: StockRoll?
    /// The run that made the results; nil if there are none.
    package var run: Run?
    /// The stored orders, in the order of their days.
    package var orders: [StoredOrder] = []
}

/// What the estimate of the demand of one series came from.
package struct DemandBasis: Sendable {
    package var estimate: DemandRow
    package var group: StoredGroup
    /// The weights of the four averages.
    package var weights: SIMD4<Double>

    /// What a forecast needs of it.
    package var rate: DemandRate {
        DemandRate(
            profile: estimate.profile, rate: min(estimate.rate, StockLimits.quantity),
            hasEnded: estimate.label == .ended,
            spread: DemandSpread(
                Dispersion(phi: estimate.noise, c: estimate.spread, d: estimate.drift), isWhole: estimate.isWhole,
                isAssumed: false))
    }
}

extension Snapshot {
    /// The basis of the plan of each selected series, ascending by key.
    ///
    /// - Parameter limit: the maximum number of series to read.
    /// - Throws: ``StoreError`` of kind `unknownName` if a store, a product or the scenario does not exist.
    package func planBases(
        of selection: SeriesSelection, scenario: String, limit: Int
    ) throws -> [PlanBasis] {
        let id = try scenarioID(of: scenario)
        var list = SelectList()
        let key = list.add("series_key")
        let storeID = list.add("store_id")
        let productID = list.add("product_id")
        let name = list.add("product.name")
        let position = list.add(InventoryTable.Position.self, of: InventoryTable.name)
        let origin = list.add(OriginColumns.self, of: InventoryTable.name)
        let receiptsImportID = list.add("receipts_import_id")
        let calendarImportID = list.add("calendar_import_id")
        let salesImportID = list.add("sales_import_id")
        let salesFile = list.add(
            "(SELECT file FROM import WHERE import_id = store.sales_import_id AND kind = '\(ClosingPositions.kind)')")
        let demandImportID = list.add("demand_import_id")
        let eventsImportID = list.add("events_import_id")
        let statedDemandImportID = list.add("stated_demand_import_id")
        let category = list.add("product.category")
        var bases: [PlanBasis] = []
        for range in try ranges(of: selection) where bases.count < limit {
            try db.scan(
                list,
                """
                FROM \(OriginColumns.joined(to: InventoryTable.name)) LEFT JOIN store USING (store_key) LEFT JOIN product USING (product_key)
                WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?
                """, StatementArguments(range) + [limit - bases.count]
            ) { row in
                var basis = PlanBasis(
                    key: SeriesKey(rowID: try row.int(key, in: range)),
                    series: SeriesTitle(
                        storeID: try row.name(at: storeID), productID: try row.name(at: productID),
                        name: row.optionalText(name)),
                    position: try position.read(row),
                    positionOrigin: try origin.read(row))
                basis.receiptsImportID = try row.int(receiptsImportID, in: StoredBounds.logReferences)
                basis.calendarImportID = try row.int(calendarImportID, in: StoredBounds.logReferences)
                basis.salesImportID = try row.int(salesImportID, in: StoredBounds.logReferences)
                basis.salesFile = try row.optionalName(at: salesFile)
                basis.demandImportID = try row.int(demandImportID, in: StoredBounds.logReferences)
                basis.eventsImportID = try row.int(eventsImportID, in: StoredBounds.logReferences)
                basis.statedDemandImportID = try row.int(statedDemandImportID, in: StoredBounds.logReferences)
                basis.category = try row.optionalName(at: category)
                bases.append(basis)
            }
        }
        let (days, ends, events) = (try storeDays(), try historyEnds(), try eventBook())
        return try bases.map { basis in
            var basis = basis
            let key = basis.key.rowID
            basis.calendar = days.calendar(of: basis.key.store)
            basis.demand = try demandBasis(of: basis.key)
            let concerning = events.events(
                ofStore: basis.key.store, category: basis.category, product: basis.key.product)
            basis.events = EventBook(concerning, learned: events.learned)
            try readStatedDemand(of: key, into: &basis)
            basis.roll = try stockRolls(in: CollectionOfOne(key...key), ends)[key]
            try readTerms(of: key, into: &basis)
            try readReceipts(of: key, into: &basis)
            try readPlan(of: key, scenario: id, into: &basis)
            return basis
        }
    }

    private func demandBasis(of series: SeriesKey) throws -> DemandBasis? {
        guard let estimate = try demand(of: series) else { return nil }
        guard let group = try demandGroup(estimate.profile), let weights = try weights(ofBucket: estimate.bucket) else {
            throw DatabaseError.damaged("there is no profile \(estimate.profile), or no class \(estimate.bucket)")
        }
        return DemandBasis(estimate: estimate, group: group, weights: weights)
    }

    private func readTerms(of key: Int, into basis: inout PlanBasis) throws {
        var list = SelectList()
        let terms = list.add(TermsTable.Columns.self, of: TermsTable.name)
        let origin = list.add(OriginColumns.self, of: TermsTable.name)
        try db.scan(
            list, "FROM \(OriginColumns.joined(to: TermsTable.name)) WHERE series_key = ?", [key]
        ) { row in
            basis.stated = try terms.read(row)
            basis.statedOrigin = try origin.read(row)
        }
    }

    private func readReceipts(of key: Int, into basis: inout PlanBasis) throws {
        var list = SelectList()
        let receipt = list.add(ReceiptTable.Columns.self, of: ReceiptTable.name)
        let origin = list.add(OriginColumns.self, of: ReceiptTable.name)
        try db.scan(
            list,
            """
            FROM \(OriginColumns.joined(to: ReceiptTable.name)) WHERE series_key = ?
            ORDER BY receipt_day, import_id, source_line
            """, [key]
        ) { row in basis.receipts.append((try receipt.read(row), try origin.read(row))) }
    }

    private func readStatedDemand(of key: Int, into basis: inout PlanBasis) throws {
        var list = SelectList()
        let demand = list.add(StatedDemandTable.Columns.self, of: StatedDemandTable.name)
        let origin = list.add(OriginColumns.self, of: StatedDemandTable.name)
        try db.scan(
            list,
            "FROM \(OriginColumns.joined(to: StatedDemandTable.name)) WHERE series_key = ? ORDER BY first_day", [key]
        ) { row in basis.statedDemand.append((try demand.read(row), try origin.read(row))) }
    }

    private func readPlan(of key: Int, scenario: Int, into basis: inout PlanBasis) throws {
        let keys = StretchKey.range(scenario: scenario, series: key...key)
        var list = SelectList()
        let made = list.add("run_id")
        var runID: Int?
        try db.scan(list, "FROM projection WHERE stretch_key BETWEEN ? AND ? LIMIT 1", StatementArguments(keys)) {
            row in
            runID = try row.int(made, in: StoredBounds.logIDs)
        }
        if let runID {
            list = SelectList()
            let run = list.add(RunTable.Columns.self, of: "run")
            try db.scan(list, "FROM run WHERE run_id = ?", [runID]) { row in basis.run = try run.read(row) }
            guard basis.run != nil else { throw DatabaseError.damaged("run \(runID) is not in the log") }
        }
        list = SelectList()
        let order = list.add(OrderTable.Columns.self, of: ResultTable.orders.name)
        try db.scan(
            list, "FROM order_plan WHERE order_key BETWEEN ? AND ? ORDER BY order_key", StatementArguments(keys)
        ) { row in basis.orders.append(try order.read(row)) }
    }
}
