import TestSupport
import Testing

@testable import Forecasting

@Suite struct YearlyFactorTests {
    @Test("Yearly factors: every known answer")
    func knownAnswers() throws {
        var found: [String: YearlyFactor] = [:]
        let rows = try DemandTables.table("03_yearly_weeks")
        for group in ["parent", "child"] {
            let weeks = try rows.filter { $0["group"] == group }.map {
                YearlyFactor.Week(
                    middleDay: try DemandTables.day($0, "middle_day"), level: try DemandTables.number($0, "z"))
            }
            try #require(weeks.count > 50)
            found[group] = YearlyFactor(weeks: weeks, parent: found["parent"])
        }
        let expected = try DemandTables.table("03_yearly_expected")
        #expect(expected.count == 80)
        for row in expected {
            let factor = try #require(row["group"].flatMap { found[$0] })
            let harmonic = Int(try DemandTables.number(row, "k"))
            let place = harmonic - 1 + (row["kind"] == "sin" ? YearlyFactor.harmonics : 0)
            let answer = try DemandTables.number(row, "coefficient")
            #expect(abs(factor.coefficients[place] - answer) <= 1e-6, "\(row) \(factor.coefficients[place])")
        }
        let days = try DemandTables.table("03_yearly_factors_expected")
        #expect(days.count == 366)
        for group in ["parent", "child"] {
            let factors = try #require(found[group]).factors
            #expect(factors.count == 366)
            for (row, factor) in zip(days, factors) {
                #expect(
                    DemandTables.isClose(factor, try DemandTables.number(row, group), within: 1e-6), "\(group) \(row)")
            }
        }
    }

    @Test func weeksAreCountedBackFromTheLastDay() {
        let totals = [Double](repeating: 100, count: 3) + [Double](repeating: 1, count: 7) + [0, 0, 0, 0, 0, 0, 9]
        let factors = [Double](repeating: 1, count: 10) + [0, 0, 0, 0, 0, 0, 0.5]
        let weeks = YearlyFactor.weeks(totals: totals, factors: factors, firstDay: 10)
        // The last one was open for half a day.
        #expect(weeks == [.init(middleDay: 16, level: 1), .init(middleDay: 23, level: 0)])
        #expect(YearlyFactor.weeks(totals: [1, 2], factors: [1, 1], firstDay: 0) == [])
    }

    @Test func whatSaysNothingIsTheParent() {
        let parent = YearlyFactor(weeks: (0..<100).map { .init(middleDay: 7 * $0, level: $0 % 52 < 26 ? 1 : 3) })
        #expect(parent.coefficients.contains { abs($0) > 0.1 })
        for weeks in [[], [YearlyFactor.Week(middleDay: 3, level: 0)]] {
            #expect(YearlyFactor(weeks: weeks, parent: parent) == parent)
            #expect(YearlyFactor(weeks: weeks).factors.allSatisfy { $0 == 1 })
        }
        // One week, and one that sold a thousand million times as much as the next, are fitted.
        #expect(YearlyFactor(weeks: [.init(middleDay: 3, level: 5)], parent: parent).factors.allSatisfy { $0 > 0 })
        let steep = YearlyFactor(weeks: [.init(middleDay: 3, level: 1e9), .init(middleDay: 10, level: 1e-9)])
        #expect(steep.factors.allSatisfy { $0 > 0 && $0.isFinite })
    }

    @Test func equationsAreSolved() throws {
        var generator = SeededGenerator("cholesky")
        for count in 1...12 {
            let root = (0..<count).map { _ in (0..<count).map { _ in Double.random(in: -1...1, using: &generator) } }
            let matrix = (0..<count).map { row in
                (0..<count).map { column in
                    (0..<count).reduce(row == column ? 0.1 : 0) { $0 + root[row][$1] * root[column][$1] }
                }
            }
            let x = (0..<count).map { _ in Double.random(in: -9...9, using: &generator) }
            let right = matrix.map { zip($0, x).reduce(0) { $0 + $1.0 * $1.1 } }
            let found = try #require(Cholesky.solve(matrix, right))
            #expect(zip(found, x).allSatisfy { abs($0 - $1) < 1e-9 })
        }
        #expect(Cholesky.solve([[1, 2], [2, 1]], [1, 1]) == nil)
    }

    @Test func daysOfAYear() {
        #expect(CivilDate(isoText: "2023-01-01")?.dayOfYear == 0)
        #expect(CivilDate(isoText: "2023-03-01")?.dayOfYear == 59)
        #expect(CivilDate(isoText: "2024-03-01")?.dayOfYear == 60)
        #expect(CivilDate(isoText: "2023-12-31")?.dayOfYear == 364)
        #expect(CivilDate(isoText: "2024-12-31")?.dayOfYear == 365)
    }
}
