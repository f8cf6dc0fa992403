import TestSupport
import Testing

@testable import Forecasting

/// Known answers of a first import of ten series: each week of the first pass, what is learned, and the results.
@Suite struct SeriesHistoryOracleTests {
    private static let usualRate = 0.9

    private struct Database {
        var names: [String] = []
        var histories: [SeriesHistory] = []
        var cut = 0
    }

    private static func database() throws -> Database {
        let profiles = try ["north", "south"].map { ($0, try DemandTables.profile("09_profile_\($0)")) }
        var rows: [String: [SoldDay]] = [:]
        for row in try DemandTables.table("09_sales") {
            let name = try "\(#require(row["store"]))/\(#require(row["product"]))"
            let day = Int32(try DemandTables.day(row, "date"))
            rows[name, default: []].append(SoldDay(day: day, quantity: try DemandTables.number(row, "quantity")))
        }
        var database = Database()
        for name in rows.keys.sorted() {
            let profile = try #require(profiles.first { name.hasPrefix($0.0) }).1
            database.names.append(name)
            database.histories.append(
                SeriesHistory(
                    rows: try #require(rows[name]).sorted { $0.day < $1.day }, profile: profile, usualRate: usualRate))
        }
        database.cut = try #require(profiles.first).1.firstDay + 300
        return database
    }

    /// Compares each week that counts with its row.
    private struct Recorder: WeekVisitor {
        static let keepsErrors = false
        var expected: ArraySlice<DemandTables.Row>
        var visitor: WeightsVisitor
        var wrong: [String] = []

        mutating func visit(_ week: SeriesWeek) {
            guard week.counts, let row = expected.popFirst() else { return }
            let fit = visitor.usual.fit(week)
            let found: [(String, Double)] = [
                ("factor_sum", week.factorSum), ("r7", week.rates[0]), ("r28", week.rates[1]),
                ("r91", week.rates[2]), ("r364", week.rates[3]), ("rate_w0", week.firstRate),
                ("zero_run", week.zeroRun), ("bucket", Double(week.bucket)), ("forecast_w0", fit.mean),
                ("sold", week.clippedSold), ("v", fit.variance), ("e2", fit.error), ("huber", fit.huber),
            ]
            if CivilDate(dayNumber: week.firstDay).isoText != row["week"] { wrong.append("week \(row)") }
            for (name, value) in found {
                guard let answer = row[name].flatMap({ Double($0) }), DemandTables.isClose(value, answer) else {
                    wrong.append("\(name): \(value), \(row)")
                    continue
                }
            }
        }
    }

    @Test("Weeks of the first pass: every known answer")
    func weeks() throws {
        let database = try Self.database()
        let expected = try DemandTables.table("09_weeks_expected")
        var checked = 0
        for (name, history) in zip(database.names, database.histories) {
            let own = expected.filter { "\($0["store"] ?? "")/\($0["product"] ?? "")" == name }
            let pass = SeriesHistoryPass(
                profile: history.profile, usualRate: Self.usualRate, cut: database.cut, learned: LearnedDemand())
            var sums = LearningSums()
            let (left, wrong) = sums.weights.withUnsafeMutableBufferPointer {
                var recorder = Recorder(expected: own[...], visitor: WeightsVisitor($0, then: $0))
                _ = pass.walk(history.rows[...], &recorder)
                return (recorder.expected.count, recorder.wrong)
            }
            #expect(left == 0 && wrong.isEmpty, "\(name): \(wrong)")
            checked += own.count
        }
        #expect(checked == expected.count && checked > 300)
    }

    @Test("What is learned, and the results: every known answer")
    func estimate() throws {
        let database = try Self.database()
        let estimate = DemandEstimate(of: database.histories, before: database.cut)
        for row in try DemandTables.table("09_weights_expected") {
            let found =
                row["bucket"].flatMap { Int($0) }.map { estimate.learned.weights[$0] } ?? estimate.learned.overall
            let answer = try DemandTables.vector(row, "w")
            #expect((0..<4).allSatisfy { abs(found[$0] - answer[$0]) <= 1e-9 }, "\(row) \(found)")
        }
        for row in try DemandTables.table("09_dispersion_expected") {
            let found = estimate.learned.dispersion[Int(try DemandTables.number(row, "rate_bucket"))]
            let answer = try DemandTables.dispersion(row)
            for (value, expected) in [(found.phi, answer.phi), (found.c, answer.c), (found.d, answer.d)] {
                #expect(abs(value - expected) <= 1e-9 * (1 + abs(expected)), "\(row) \(found)")
            }
        }
        let expected = try DemandTables.table("09_series_expected")
        #expect(expected.count == database.names.count)
        for row in expected {
            let name = "\(row["store"] ?? "")/\(row["product"] ?? "")"
            let place = try #require(database.names.firstIndex(of: name))
            let found = try #require(estimate.results[place])
            #expect(found.state.firstSale == (try DemandTables.day(row, "first_sale")))
            #expect(found.state.lastSale == (try DemandTables.day(row, "last_sale")))
            #expect(
                DemandTables.isClose(found.state.sums(before: database.cut), try DemandTables.vector(row, "a")),
                "\(row)")
            #expect(DemandTables.isClose(found.rates.rates, try DemandTables.vector(row, "r")), "\(row)")
            #expect(Double(found.bucket) == (try DemandTables.number(row, "bucket")), "\(row)")
            var values = [
                ("rate", found.rate), ("num", found.errors.sum), ("den", found.errors.weight),
                ("s", found.errors.factor),
            ]
            let profile = database.histories[place].profile
            for days in [7, 14, 28] {
                let mean = found.rate * profile.sum(from: database.cut, to: database.cut + days)
                values += [("mean\(days)", mean), ("variance\(days)", found.variance(mean: mean, days: days))]
            }
            for (column, value) in values {
                #expect(
                    DemandTables.isClose(value, try DemandTables.number(row, column)), "\(name) \(column): \(value)")
            }
        }
    }
}
