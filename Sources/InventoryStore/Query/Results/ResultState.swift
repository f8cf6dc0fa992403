internal import BulkSQLite
internal import GRDB

/// How far the results of a scenario agree with what is stored now, by the identifiers of stores.
package struct ResultState: Equatable, Sendable {
    package let scenario: String
    /// Whether orders are wanted, and not only projections.
    package let needsPlan: Bool
    /// Whether the scenario has what is wanted.
    package internal(set) var isThere = false
    /// Whether the scenario has any orders.
    package internal(set) var hasOrders = false
    /// Stores with results that are older than the stock, the receipts, the terms or the calendar that they came from.
    package internal(set) var older: [String] = []
    /// Stores without any results, and those in which some series have none. Only of the baseline: other scenarios may well be of
    /// some stores and products.
    package internal(set) var without: [String] = []
    package internal(set) var incomplete: [String] = []
    /// Stores whose planned orders a later forecast has removed.
    package internal(set) var lostPlan: [String] = []
    /// The options of the last run of the scenario, or of its last plan if there are orders or are to be, as the log has them; nil if there is
    /// none, or if the results are fresh.
    package internal(set) var lastOptions: String?

    package var isFresh: Bool {
        isThere && older.isEmpty && without.isEmpty && incomplete.isEmpty && (!needsPlan || lostPlan.isEmpty)
    }
}

extension Snapshot {
    /// The state of the results of some stores, which the view `freshness_by_scenario` tells.
    ///
    /// - Parameter needsPlan: whether orders are wanted. Where there are none, the projections are searched for those of a plan.
    /// - Throws: ``StoreError`` of kind `unknownName` if the scenario or a store does not exist.
    package func resultState(
        of scenario: String, in selection: SeriesSelection = .all, needsPlan: Bool = false
    ) throws -> ResultState {
        let id = try scenarioID(of: scenario)
        var state = ResultState(scenario: scenario, needsPlan: needsPlan)
        state.hasOrders = try hasOrders(in: scenario)
        state.isThere = try needsPlan ? hasPlan(in: scenario) : hasResults(in: scenario)
        guard state.isThere else { return state }
        let keys = try resolve(selection)
        for store in try storesToLookAt(scenario: id, keys.stores) {
            if store.hasLostPlan { state.lostPlan.append(store.name) }
            guard store.hasChanged else { continue }
            let results =
                try keys.products.map { try freshness(of: $0, in: store.key, scenario: id) }
                ?? String.fetchOne(
                    db, sql: "SELECT results FROM freshness_by_scenario WHERE scenario = ? AND store_id = ?",
                    arguments: [scenario, store.name])
            switch results {
            case "older": state.older.append(store.name)
            case "none" where id == 0: state.without.append(store.name)
            case "incomplete" where id == 0: state.incomplete.append(store.name)
            default: break
            }
        }
        guard !state.isFresh else { return state }
        state.lastOptions = try String.fetchOne(
            db,
            sql:
                "SELECT options FROM run WHERE scenario = ? AND (instr(options, '\"plan\":') > 0 OR NOT ?) ORDER BY run_id DESC LIMIT 1",
            arguments: [scenario, needsPlan || state.hasOrders])
        return state
    }

    /// The same of some products of a store.
    private func freshness(of products: [Int32], in store: Int32, scenario: Int) throws -> String {
        let found = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT results FROM json_each(?1) AS product CROSS JOIN series_freshness
                WHERE scenario_id = ?2 AND series_key = ?3 | product.value
                """,
            arguments: [KeyList.json(products), scenario, SeriesKey(store: store, product: 0).rowID])
        if found.contains("older") { return "older" }
        guard found.contains("none") else { return "current" }
        return found.contains("current") ? "incomplete" : "none"
    }

    /// The stores of which `store_result` doesn't say that their results include all that is stored, and those that have lost their
    /// plan.
    private func storesToLookAt(
        scenario: Int, _ keys: [Int32]?
    ) throws -> [(key: Int32, name: String, hasChanged: Bool, hasLostPlan: Bool)] {
        var found: [(key: Int32, name: String, hasChanged: Bool, hasLostPlan: Bool)] = []
        var list = SelectList()
        let key = list.add("store.store_key")
        let name = list.add("store_id")
        let changes = [
            "changed_import_id", "receipts_import_id", "calendar_import_id", "sales_import_id", "demand_import_id",
        ].map { list.add($0) }
        let included = list.add("coalesce(store_result.import_id, 0)")
        let lostPlan = list.add("coalesce(lost_plan, 0)")
        try db.scan(
            list,
            """
            FROM store LEFT JOIN store_result
                ON store_result.scenario_id = ?1 AND store_result.store_key = store.store_key
            WHERE series_count > 0 AND (?2 IS NULL OR store.store_key IN (SELECT value FROM json_each(?2)))
            ORDER BY store.store_key
            """, [scenario, keys.map(KeyList.json)]
        ) { row in
            let included = try row.int(included, in: StoredBounds.logReferences)
            let newest = try changes.map { try row.int($0, in: StoredBounds.logReferences) }.max() ?? 0
            let hasLostPlan = try row.int(lostPlan, in: 0...1) == 1
            guard newest > included || hasLostPlan else { return }
            found.append(
                (
                    Int32(try row.int(key, in: StoredBounds.storeKeys)), try row.name(at: name), newest > included,
                    hasLostPlan
                ))
        }
        return found
    }
}
