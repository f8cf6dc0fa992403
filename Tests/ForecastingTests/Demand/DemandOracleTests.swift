import Foundation
import TestSupport
import Testing

@testable import Forecasting

/// Known answers of the demand estimator: states, exposures, rates.
@Suite struct DemandOracleTests {
    @Test("States: every known answer")
    func states() throws {
        var states: [String: DemandState] = [:]
        let expected = try DemandTables.table("01_state_expected")
        let sales = try DemandTables.table("01_state_sales")
        #expect(sales.count == expected.count && sales.count > 30)
        for (sale, row) in zip(sales, expected) {
            let series = try #require(sale["series"])
            let day = try DemandTables.day(sale, "date")
            states[series, default: DemandState()].add(try DemandTables.number(sale, "quantity"), on: day)
            let state = try #require(states[series])
            #expect(state.firstSale.map { CivilDate(dayNumber: $0).isoText } ?? "" == row["first_sale"])
            if state.firstSale != nil { #expect(CivilDate(dayNumber: state.lastSale).isoText == row["last_sale"]) }
            #expect(DemandTables.isClose(state.sums(before: day + 1), try DemandTables.vector(row, "a")), "\(row)")
        }
    }

    @Test("Exposures: every known answer")
    func exposures() throws {
        let profile = try DemandTables.profile("04_profile")
        for row in try DemandTables.table("04_exposure_expected") {
            let (first, day) = (try DemandTables.day(row, "first_sale"), try DemandTables.day(row, "date"))
            #expect(DemandTables.isClose(profile.sum(before: day), try DemandTables.number(row, "c")))
            #expect(
                DemandTables.isClose(profile.discountedSums(before: day), try DemandTables.vector(row, "d")), "\(row)")
            #expect(
                DemandTables.isClose(
                    profile.exposure(before: day, firstSale: first), try DemandTables.vector(row, "b")), "\(row)")
        }
    }

    @Test("Rates, classes and sums of forecasts: every known answer")
    func rates() throws {
        let profile = try DemandTables.profile("04_profile")
        let sales = try DemandTables.table("01_state_sales")
        var rows = 0
        for row in try DemandTables.table("05_rates_expected") {
            let day = try DemandTables.day(row, "date")
            var state = DemandState()
            for sale in sales where sale["series"] == row["series"] {
                let sold = try DemandTables.day(sale, "date")
                if sold < day { state.add(try DemandTables.number(sale, "quantity"), on: sold) }
            }
            let usual = try DemandTables.number(row, "r0")
            let found = try #require(DemandRates(state, profile, before: day, usualRate: usual))
            #expect(DemandTables.isClose(found.rates, try DemandTables.vector(row, "r")), "\(row)")
            #expect(DemandTables.isClose(found.rate(DemandRates.firstWeights), try DemandTables.number(row, "rate_w0")))
            #expect(DemandTables.isClose(found.zeroRun, try DemandTables.number(row, "zero_run")))
            #expect(try Double(found.bucket) == DemandTables.number(row, "bucket"), "\(row)")
            for days in [7, 14, 28] {
                let sum = found.rate(DemandRates.firstWeights) * profile.sum(from: day, to: day + days)
                #expect(DemandTables.isClose(sum, try DemandTables.number(row, "sum\(days)")), "\(row)")
            }
            rows += 1
        }
        #expect(rows > 20)
    }

    @Test("Days on which nothing was left: every known answer")
    func censoredDays() throws {
        let profile = try DemandTables.profile("09_profile_south")
        var state = DemandState()
        for (sale, row) in zip(
            try DemandTables.table("12_censored_sales"), try DemandTables.table("12_censored_expected"))
        {
            let day = try DemandTables.day(sale, "date")
            let units = try DemandTables.number(sale, "quantity")
            let isCensored = try DemandTables.number(sale, "closing_stock") <= 0
            #expect(try isCensored == (DemandTables.number(row, "censored") == 1))
            if isCensored, let rates = DemandRates(state, profile, before: day, usualRate: 0.9) {
                state.addCensored(units, on: day, rates: rates.rates, factor: profile.sum(from: day, to: day + 1))
            } else {
                state.add(units, on: day)
            }
            #expect(DemandTables.isClose(state.sums(before: day + 1), try DemandTables.vector(row, "a")), "\(row)")
            let rates = try #require(DemandRates(state, profile, before: day + 1, usualRate: 0.9))
            #expect(DemandTables.isClose(rates.rates, try DemandTables.vector(row, "r")), "\(row)")
        }
    }

    @Test("Weights of the rates: every known answer")
    func weights() throws {
        for (row, expected) in zip(
            try DemandTables.table("06_weights_input"), try DemandTables.table("06_weights_expected"))
        {
            var sums = RateWeights()
            sums.weeks = try DemandTables.number(row, "n")
            for place in 0..<4 {
                for other in 0..<4 { sums.products[place][other] = try DemandTables.number(row, "g\(place)\(other)") }
                sums.sales[place] = try DemandTables.number(row, "h\(place)")
            }
            let near = SIMD4(try (0..<4).map { try DemandTables.number(row, "w0_\($0)") })
            let found = sums.weights(near: near)
            let answer = try DemandTables.vector(expected, "w")
            #expect((0..<4).allSatisfy { abs(found[$0] - answer[$0]) <= 1e-9 }, "\(found) \(answer)")
        }
    }

    @Test("Parameters of the dispersion: every known answer")
    func dispersion() throws {
        for (row, expected) in zip(
            try DemandTables.table("07_dispersion_input"), try DemandTables.table("07_dispersion_expected"))
        {
            var sums = DispersionSums()
            sums.weight = try DemandTables.number(row, "n")
            for place in 0..<3 {
                for other in 0..<3 { sums.products[place][other] = try DemandTables.number(row, "g\(place)\(other)") }
                sums.errors[place] = try DemandTables.number(row, "h\(place)")
            }
            let found = sums.parameters
            let answer = try DemandTables.dispersion(expected)
            #expect(
                abs(found.phi - answer.phi) <= 1e-9 && abs(found.c - answer.c) <= 1e-9
                    && abs(found.d - answer.d) <= 1e-9, "\(found) \(answer)")
        }
    }

    @Test("Closed days and weekday factors: every known answer")
    func weekdays() throws {
        let totals = try DemandTables.table("02_weekday_totals")
        let closed = try DemandTables.table("02_closed_expected")
        var found: [String: WeekdayFactors] = [:]
        for row in try DemandTables.table("02_weekday_expected") {
            let group = try #require(row["group"])
            let days = totals.filter { $0["group"] == group }
            let first = try DemandTables.day(try #require(days.first), "date")
            let units = try days.map { try DemandTables.number($0, "total") }
            // The answers are those of the rule without the condition on slow stores, of which group b is one.
            let isClosed = ClosedDays.find(in: units, maySellLittle: false)
            let dates = isClosed.indices.filter { isClosed[$0] }.map { CivilDate(dayNumber: first + $0).isoText }
            #expect(dates == closed.filter { $0["group"] == group }.compactMap { $0["date"] })
            let parent = row["parent"].flatMap { found[$0]?.factors } ?? [Double](repeating: 1, count: 7)
            let factors = WeekdayFactors(totals: units, closed: isClosed, firstDay: first, parent: parent)
            #expect(
                DemandTables.isClose(factors.dispersion, try DemandTables.number(row, "phi")),
                "\(group): \(factors.dispersion)")
            let expected = try ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map {
                try DemandTables.number(row, $0)
            }
            #expect(zip(factors.factors, expected).allSatisfy(DemandTables.isClose), "\(group): \(factors.factors)")
            found[group] = factors
        }
        #expect(found.count == 3)
    }

    /// Whatever the input: a closed day changes no rate, and twice the sales with twice the prior are twice the rates.
    @Test func propertiesOfRates() throws {
        var generator = SeededGenerator("demand")
        for _ in 0..<300 {
            let first = Int.random(in: -3000...20_000, using: &generator)
            var factors = (0..<200).map { _ in Double.random(in: 0...2, using: &generator) }
            let closed = Int.random(in: 100..<199, using: &generator)
            factors[closed] = 0
            let profile = DemandProfile(firstDay: first, factors: factors)
            var (state, double) = (DemandState(), DemandState())
            for day in 0..<closed where Bool.random(using: &generator) {
                let units = Double.random(in: -1...9, using: &generator)
                state.add(units, on: first + day)
                double.add(2 * units, on: first + day)
            }
            guard let before = DemandRates(state, profile, before: first + closed, usualRate: 0.7),
                let after = DemandRates(state, profile, before: first + closed + 1, usualRate: 0.7),
                let twice = DemandRates(double, profile, before: first + closed, usualRate: 1.4)
            else { continue }
            #expect((0..<4).allSatisfy { abs(before.rates[$0] - after.rates[$0]) <= 1e-9 * (1 + before.rates[$0]) })
            // The prior counts half a sale in both, so only what was sold doubles.
            #expect((0..<4).allSatisfy { twice.rates[$0] > before.rates[$0] - 1e-12 })
            #expect((0..<DemandRates.bucketCount).contains(before.bucket))
        }
    }
}
