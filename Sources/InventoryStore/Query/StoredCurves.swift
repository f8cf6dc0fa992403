internal import BulkSQLite
import Forecasting
internal import GRDB

/// The curves of a scenario, each read when it is first asked for.
package final class StoredCurves {
    private let snapshot: Snapshot
    private let scenario: Int
    private var known: [Int32: FactorCurve] = [:]

    package convenience init(_ snapshot: Snapshot, scenario: String) throws {
        self.init(snapshot, scenario: try snapshot.scenarioID(of: scenario))
    }

    init(_ snapshot: Snapshot, scenario: Int) {
        self.snapshot = snapshot
        self.scenario = scenario
    }

    /// The curve that a stretch follows; nil if it has no profile.
    ///
    /// - Throws: `DatabaseError` if the curve is damaged, or doesn't have all days of the stretch.
    @inline(__always)
    package func curve(of stretch: Stretch) throws -> FactorCurve? {
        stretch.profile == 0 ? nil : try curve(stretch)
    }

    @inline(never)
    private func curve(_ stretch: Stretch) throws -> FactorCurve {
        let profile = stretch.profile
        let curve: FactorCurve
        if let found = known[profile] {
            curve = found
        } else {
            curve = try read(profile)
            known[profile] = curve
        }
        guard curve.days.contains(stretch.firstDay), curve.days.contains(stretch.endDay) else {
            throw DatabaseError.damaged("profile \(profile) doesn't have all days of its stretches")
        }
        return curve
    }

    private func read(_ profile: Int32) throws -> FactorCurve {
        var list = SelectList()
        let key = list.add("profile_day_key")
        let sum = list.add("factor_sum")
        var (firstDay, sums) = (0, [Double]())
        let keys = ProfileDayTable.range(scenario: scenario, profile: profile)
        try snapshot.db.scan(
            list, "FROM profile_day WHERE profile_day_key BETWEEN ? AND ? ORDER BY profile_day_key",
            StatementArguments(keys)
        ) { row in
            let day = ProfileDayTable.day(of: row.int(key))
            if sums.isEmpty { firstDay = day }
            guard day == firstDay + sums.count else {
                throw DatabaseError.damaged("profile \(profile) has no factor_sum of day \(firstDay + sums.count)")
            }
            sums.append(try row.double(sum, upTo: StockLimits.factorSum))
        }
        guard let curve = FactorCurve(profile: profile, firstDay: firstDay, sums: sums) else {
            throw DatabaseError.damaged("the factor_sum of profile \(profile) don't ascend")
        }
        return curve
    }
}
