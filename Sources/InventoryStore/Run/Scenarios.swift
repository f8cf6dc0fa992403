internal import BulkSQLite
internal import GRDB

/// A named set of results.
package struct Scenario: Equatable, Sendable {
    package static let baseline = "baseline"

    package var name: String
    package var createdAt: String
    /// The number of series that have results in the scenario.
    package var seriesCount: Int
    package var stockoutCount: Int
}

extension Snapshot {
    /// All scenarios, the baseline first.
    package func scenarios() throws -> [Scenario] {
        try scenarioEntries().map { entry in
            let (all, out) = try seriesCounts(inScenario: entry.id)
            return Scenario(name: entry.name, createdAt: entry.createdAt, seriesCount: all, stockoutCount: out)
        }
    }

    /// The number of series that have results in a scenario, and of those that have a stock-out. Every series with results has a
    /// stretch number 0.
    func seriesCounts(inScenario id: Int) throws -> (all: Int, out: Int) {
        var counts = (all: 0, out: 0)
        var list = SelectList()
        let all = list.add("count(*) FILTER (WHERE stretch_key & \(StretchKey.numberLimit - 1) = 0)")
        let out = list.add("count(stockout_day)")
        let table = ResultTable.projection
        let damaged = list.add("count(*) FILTER (WHERE \(table.isDamaged))")
        try db.scan(
            list, "FROM projection WHERE stretch_key BETWEEN ? AND ?",
            StatementArguments(StretchKey.range(scenario: id))
        ) { row in
            guard row.int(damaged) == 0 else { throw DatabaseError.damaged("\(table.isDamaged) in \(table.name)") }
            counts = (row.int(all), row.int(out))
        }
        return counts
    }

    /// The key of a scenario.
    ///
    /// - Throws: ``StoreError`` of kind `unknownName`.
    func scenarioID(of name: String) throws -> Int {
        let scenarios = try scenarioEntries()
        guard let found = scenarios.first(where: { $0.name == name }) else {
            throw StoreError(.unknownScenario(name, known: scenarios.map(\.name)))
        }
        return found.id
    }

    /// All scenarios, by ascending key. All are read, because a search by name would miss a damaged one.
    func scenarioEntries() throws -> [ScenarioEntry] {
        var scenarios: [ScenarioEntry] = []
        var list = SelectList()
        let columns = list.add(ScenarioTable.Columns.self, of: "scenario")
        try db.scan(list, "FROM scenario ORDER BY scenario_id") { row in scenarios.append(try columns.read(row)) }
        guard let first = scenarios.first, first.id == 0, first.name == Scenario.baseline else {
            throw DatabaseError.damaged("scenario 0 is not the baseline")
        }
        return scenarios
    }

    /// The number of stretches of a scenario, as stored in `scenario`.
    package func stretchCount(in scenario: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT stretch_count FROM scenario WHERE name = ?", arguments: [scenario]) ?? 0
    }

    /// Whether a scenario has any results.
    package func hasResults(in scenario: String) throws -> Bool {
        let keys = StretchKey.range(scenario: try scenarioID(of: scenario))
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM projection WHERE stretch_key BETWEEN ? AND ?)",
            arguments: StatementArguments(keys)) ?? false
    }
}

extension WriteTransaction {
    /// The key of a scenario. Creates the scenario if it does not exist.
    ///
    /// - Throws: ``StoreError`` if the number of scenarios is at its limit.
    func scenarioID(of name: String, createdAt: String) throws -> Int {
        let scenarios = try snapshot.scenarioEntries()
        if let found = scenarios.first(where: { $0.name == name }) { return found.id }
        // The least free number: deleted scenarios leave gaps.
        let used = Set(scenarios.map(\.id))
        guard let id = (0...StretchKey.greatestScenario).first(where: { !used.contains($0) }) else {
            throw StoreError(.tooManyScenarios(used.count))
        }
        try db.execute(
            sql: "INSERT INTO scenario (scenario_id, name, created_at) VALUES (?, ?, ?)",
            arguments: [id, name, createdAt])
        return id
    }

    /// Saves a copy of the baseline under a name.
    ///
    /// - Returns: the number of series copied.
    /// - Throws: ``StoreError`` if the name is taken or the baseline is empty.
    package func saveBaseline(as name: String, createdAt: String) throws -> Int {
        guard try !snapshot.scenarioEntries().contains(where: { $0.name == name }) else {
            throw StoreError(name == Scenario.baseline ? .nameOfTheBaseline : .scenarioExists(name))
        }
        guard try snapshot.hasResults(in: Scenario.baseline) else {
            throw StoreError(.noResultsToSave)
        }
        let id = try scenarioID(of: name, createdAt: createdAt)
        for table in ResultTable.all { try table.copyBaseline(to: id, db) }
        try ProfileDayTable.copyBaseline(to: id, db)
        let counters = ResultTable.counters.map(\.column).joined(separator: ", ")
        try db.execute(
            sql: """
                UPDATE scenario SET (\(counters)) = (SELECT \(counters) FROM scenario WHERE scenario_id = 0)
                WHERE scenario_id = ?
                """, arguments: [id])
        try db.execute(
            sql:
                "INSERT INTO store_result SELECT ?, store_key, import_id, lost_plan FROM store_result WHERE scenario_id = 0",
            arguments: [id])
        try Statistics.updateResults(db)
        return try snapshot.seriesCounts(inScenario: id).all
    }

    /// Removes a scenario with its results. The log keeps its runs.
    ///
    /// - Throws: ``StoreError`` for the baseline, and for an unknown name.
    package func deleteScenario(_ name: String) throws {
        let id = try snapshot.scenarioID(of: name)
        guard id != 0 else {
            throw StoreError(.baselineStays)
        }
        for table in ResultTable.all { try table.remove(StretchKey.range(scenario: id), db) }
        try ProfileDayTable.remove(scenario: id, db)
        try db.execute(
            sql: """
                DELETE FROM store_result WHERE scenario_id = :id;
                DELETE FROM scenario WHERE scenario_id = :id;
                """, arguments: ["id": id])
        try Statistics.updateResults(db)
    }
}
