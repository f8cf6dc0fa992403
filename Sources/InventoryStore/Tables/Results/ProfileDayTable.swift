internal import BulkSQLite
import Forecasting
internal import GRDB
import InvdbMigrations

/// `profile_day`: the curves of the stretches that have a profile. A row is the sum of the factors of all days before a day; its key is
///
///     scenario_id (6 bits) | profile (31) | days since 1900-01-01 (22)
enum ProfileDayTable {
    static let name = "profile_day"
    /// The numbers of the profiles of a scenario.
    static let profiles = 1...1 << KeyLayout.profileBits - 1

    /// All valid keys.
    static let keys =
        range(scenario: 0).lowerBound...range(scenario: StretchKey.greatestScenario).upperBound

    /// The keys of all profiles of a scenario.
    static func range(scenario: Int) -> ClosedRange<Int> {
        key(scenario, 0, KeyLayout.firstDay)...key(scenario + 1, 0, KeyLayout.firstDay) - 1
    }

    /// The keys of a profile.
    static func range(scenario: Int, profile: Int32) -> ClosedRange<Int> {
        key(scenario, Int(profile), KeyLayout.firstDay)...key(scenario, Int(profile) + 1, KeyLayout.firstDay) - 1
    }

    private static func key(_ scenario: Int, _ profile: Int, _ day: Int) -> Int {
        (scenario << KeyLayout.profileBits | profile) << KeyLayout.profileDayBits + (day - KeyLayout.firstDay)
    }

    static func day(of key: Int) -> Int { key & (1 << KeyLayout.profileDayBits - 1) + KeyLayout.firstDay }

    static func profile(of key: Int) -> Int { key >> KeyLayout.profileDayBits & profiles.upperBound }

    static func scenario(of key: Int) -> Int { key >> (KeyLayout.profileDayBits + KeyLayout.profileBits) }

    /// The numbers of the profiles of a scenario, ascending: one search of the table for each.
    static func profiles(ofScenario scenario: Int, _ db: Database) throws -> [Int] {
        let all = range(scenario: scenario)
        var found: [Int] = []
        var first = all.lowerBound
        while first <= all.upperBound,
            let key = try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT min(profile_day_key) FROM profile_day WHERE profile_day_key BETWEEN ? AND ?"),
                arguments: [first, all.upperBound])
        {
            let profile = profile(of: key)
            guard profiles.contains(profile) else { throw DatabaseError.damaged("profile_day_key is \(key)") }
            found.append(profile)
            first = range(scenario: scenario, profile: Int32(profile)).upperBound + 1
        }
        return found
    }

    /// Removes the curves of a scenario.
    static func remove(scenario: Int, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM profile_day WHERE profile_day_key BETWEEN ? AND ?",
            arguments: StatementArguments(range(scenario: scenario)))
    }

    /// Removes the curves of a scenario that no stretch refers to any more.
    static func removeUnused(scenario: Int, _ db: Database) throws {
        let stretches = StretchKey.range(scenario: scenario)
        let used = Set(
            try Int.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT profile FROM projection WHERE stretch_key BETWEEN ?1 AND ?2
                    UNION SELECT DISTINCT profile FROM planned_projection WHERE stretch_key BETWEEN ?1 AND ?2
                    """, arguments: StatementArguments(stretches)))
        for profile in try profiles(ofScenario: scenario, db) where !used.contains(profile) {
            try db.cachedStatement(sql: "DELETE FROM profile_day WHERE profile_day_key BETWEEN ? AND ?").execute(
                arguments: StatementArguments(range(scenario: scenario, profile: Int32(profile))))
        }
    }

    /// Copies the baseline's curves into another scenario.
    static func copyBaseline(to scenario: Int, _ db: Database) throws {
        let baseline = range(scenario: 0)
        try db.execute(
            sql: """
                INSERT INTO profile_day (profile_day_key, factor_sum) SELECT profile_day_key + ?, factor_sum
                FROM profile_day WHERE profile_day_key BETWEEN ? AND ? ORDER BY profile_day_key
                """,
            arguments: [range(scenario: scenario).lowerBound - baseline.lowerBound] + StatementArguments(baseline))
    }

    /// The rows of some days of curves, which ascend by their profiles, as images.
    static func images(of curves: [(curve: FactorCurve, days: ClosedRange<Int>)], scenario: Int) -> [TableImage] {
        var rows = TableImages()
        var record = RecordEncoder()
        for (curve, days) in curves {
            for day in days {
                record.removeAll()
                record.appendRowID()
                record.append(curve.sum(before: day))
                rows.append(rowID: key(scenario, Int(curve.profile), day), record)
            }
        }
        rows.finish()
        return rows.images
    }
}
