internal import GRDB

/// A set of results.
public struct Scenario: Equatable, Sendable {
    public static let baseline = "baseline"

    public var name: String
    public var createdAt: String
    /// Series that have results in it.
    public var seriesCount: Int
    public var stockoutCount: Int
}

extension Snapshot {
    /// All scenarios, the baseline first.
    public func scenarios() throws -> [Scenario] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT name, created_at,
                    (SELECT count(*) FROM (SELECT DISTINCT store_key, product_key FROM projection
                        WHERE scenario_id = scenario.scenario_id)),
                    (SELECT count(*) FROM projection
                        WHERE scenario_id = scenario.scenario_id AND stockout_day IS NOT NULL)
                FROM scenario ORDER BY scenario_id
                """
        ).map { Scenario(name: $0[0], createdAt: $0[1], seriesCount: $0[2], stockoutCount: $0[3]) }
    }

    /// The key of a scenario.
    ///
    /// - Throws: ``StoreError`` of kind `unknownName`.
    func scenarioID(of name: String) throws -> Int {
        guard
            let id = try Int.fetchOne(db, sql: "SELECT scenario_id FROM scenario WHERE name = ?", arguments: [name])
        else {
            let known = try String.fetchAll(db, sql: "SELECT name FROM scenario ORDER BY scenario_id")
            throw StoreError(
                .unknownName, "No scenario is called \(name); there is \(known.joined(separator: ", ")).")
        }
        return id
    }

    /// How many stretches a scenario has, without counting them.
    public func stretchCount(in scenario: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT stretch_count FROM scenario WHERE name = ?", arguments: [scenario]) ?? 0
    }

    /// Whether there are any results in a scenario.
    public func hasResults(in scenario: String) throws -> Bool {
        let id = try scenarioID(of: scenario)
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM projection WHERE scenario_id = ?)", arguments: [id]) ?? false
    }
}

extension WriteTransaction {
    /// The key of a scenario, which is made where it does not exist.
    func scenarioID(of name: String, createdAt: String) throws -> Int {
        try db.execute(
            sql: "INSERT OR IGNORE INTO scenario (name, created_at) VALUES (?, ?)", arguments: [name, createdAt])
        return try snapshot.scenarioID(of: name)
    }

    /// Keeps a copy of the baseline under a name.
    ///
    /// - Returns: the number of series copied.
    /// - Throws: ``StoreError`` where the name is taken or the baseline is empty.
    public func saveBaseline(as name: String, createdAt: String) throws -> Int {
        guard try Int.fetchOne(db, sql: "SELECT 1 FROM scenario WHERE name = ?", arguments: [name]) == nil else {
            throw StoreError(
                .other,
                name == Scenario.baseline
                    ? "baseline is the name of the results themselves; save them under another one."
                    : "There is a scenario \(name) already; delete it first with: invdb scenario delete \(name)")
        }
        guard try snapshot.hasResults(in: Scenario.baseline) else {
            throw StoreError(.other, "There are no results to save yet; make them with: invdb forecast --store all")
        }
        let id = try scenarioID(of: name, createdAt: createdAt)
        try db.execute(
            sql: """
                INSERT INTO projection SELECT ?, store_key, product_key, first_day, last_day, opening_level, sales,
                    restocking, period, frequency, phase, stockout_day, run_id
                FROM projection WHERE scenario_id = 0 ORDER BY store_key, product_key, first_day
                """, arguments: [id])
        try db.execute(
            sql: "UPDATE scenario SET stretch_count = ? WHERE scenario_id = ?", arguments: [db.changesCount, id])
        try db.execute(
            sql: "INSERT INTO freshness SELECT ?, store_key, import_id FROM freshness WHERE scenario_id = 0",
            arguments: [id])
        try Statistics.updateResults(db)
        return try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM (SELECT DISTINCT store_key, product_key FROM projection WHERE scenario_id = ?)
                """, arguments: [id]) ?? 0
    }

    /// Removes a scenario with its results. The log keeps its runs.
    ///
    /// - Throws: ``StoreError`` for the baseline and for a name that there is not.
    public func deleteScenario(_ name: String) throws {
        let id = try snapshot.scenarioID(of: name)
        guard id != 0 else {
            throw StoreError(
                .other, "The baseline can't be deleted; make it anew with: invdb forecast --store all")
        }
        try db.execute(
            sql: """
                DELETE FROM projection WHERE scenario_id = :id;
                DELETE FROM freshness WHERE scenario_id = :id;
                DELETE FROM scenario WHERE scenario_id = :id;
                """, arguments: ["id": id])
        try Statistics.updateResults(db)
    }
}
