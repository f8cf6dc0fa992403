internal import BulkSQLite
import Forecasting
internal import GRDB

/// The curves of a scenario, each read when it is first asked for.
package final class StoredCurves {
    private let snapshot: Snapshot
    private let scenario: Int
    private var known: [Int32: FactorCurve] = [:]
    /// The curve of the last series that has one of its own.
    private var own: (series: SeriesKey, curve: FactorCurve)?

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
    package func curve(of stretch: Stretch, _ series: SeriesKey) throws -> FactorCurve? {
        stretch.profile == 0 ? nil : try curve(stretch, series)
    }

    @inline(never)
    private func curve(_ stretch: Stretch, _ series: SeriesKey) throws -> FactorCurve {
        let curve: FactorCurve
        if stretch.profile == FactorCurve.ofSeries {
            curve = try ownCurve(of: series, stretch)
        } else if let found = known[stretch.profile] {
            curve = found
        } else {
            curve = try read(stretch.profile)
            known[stretch.profile] = curve
        }
        guard curve.days.contains(stretch.firstDay), curve.days.contains(stretch.endDay) else {
            throw DatabaseError.damaged("profile \(stretch.profile) doesn't have all days of its stretches")
        }
        return curve
    }

    private func ownCurve(of series: SeriesKey, _ stretch: Stretch) throws -> FactorCurve {
        if let own, own.series == series { return own.curve }
        var list = SelectList()
        let key = list.add("series_day_key")
        let columns = list.add(SeriesDayTable.Columns.self, of: ResultTable.seriesDays.name)
        var (places, sums) = ([Int](), [Double]())
        let keys = StretchKey.range(scenario: scenario, series: series.rowID...series.rowID)
        try snapshot.db.scan(
            list, "FROM series_day WHERE series_day_key BETWEEN ? AND ? ORDER BY series_day_key",
            StatementArguments(keys)
        ) { row in
            places.append(SeriesDayTable.place(of: row.int(key)))
            sums.append(try columns.read(row))
        }
        // Days follow each other, with the first one of the table after the last, so that only one has no day before it.
        let starts = places.indices.filter {
            let before = places[($0 + places.count - 1) % places.count]
            return SeriesDayTable.place(of: before + 1) != places[$0]
        }
        guard starts.count == 1 else {
            throw DatabaseError.damaged("a day of the curve of series \(series.rowID) is missing")
        }
        let firstDay = stretch.firstDay - SeriesDayTable.place(of: stretch.firstDay - places[starts[0]])
        guard
            let curve = FactorCurve(
                profile: FactorCurve.ofSeries, firstDay: firstDay, sums: Array(sums[starts[0]...] + sums[..<starts[0]]))
        else {
            throw DatabaseError.damaged("the factor_sum of series \(series.rowID) don't ascend")
        }
        own = (series, curve)
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
