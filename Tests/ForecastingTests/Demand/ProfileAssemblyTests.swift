import TestSupport
import Testing

@testable import Forecasting

/// Profiles from daily totals: chains of parents, closed days, histories that are too short.
@Suite struct ProfileAssemblyTests {
    /// A Monday, on which the stores are open.
    private static let firstDay = 18_001
    private static let flat = GroupFactors.flat.weekdays

    /// Totals with weekdays, a season and some noise; closed on Sundays.
    private static func totals(
        _ generator: inout SeededGenerator, days: Int, level: Double, begin: Int = 0
    ) -> [Double] {
        (0..<days).map { day in
            let weekday = CivilDate.weekday(ofDayNumber: firstDay + day)
            guard weekday != 7, day >= begin else { return 0 }
            let season = 1 + 0.5 * Real.sin(2 * .pi * Double(day) / 365.25)
            let mean = level * (0.5 + 0.2 * Double(weekday)) * season
            return max(1, (mean * Double.random(in: 0.9...1.1, using: &generator)).rounded())
        }
    }

    private static func isOpen(_ store: OpenDays, _ days: Int) -> [Bool] {
        (0..<days).map { store.isOpen(onDay: firstDay + $0) }
    }

    @Test func factorsComeFromParents() throws {
        var generator = SeededGenerator("profile assembly")
        let days = 800
        let groups: [ProfileAssembly.Group] = [
            .init(store: 0, category: 0, totals: Self.totals(&generator, days: days, level: 100)),
            .init(store: 0, category: 1, totals: Self.totals(&generator, days: days, level: 30)),
            .init(store: 1, category: 0, totals: Self.totals(&generator, days: days, level: 50, begin: 400)),
            // Under 35 days.
            .init(store: 1, category: 1, totals: Self.totals(&generator, days: days, level: 20, begin: days - 20)),
        ]
        let found = ProfileAssembly(firstDay: Self.firstDay, groups: groups)

        func sum(_ places: [Int]) -> [Double] {
            (0..<days).map { day in places.reduce(0) { $0 + groups[$1].totals[day] } }
        }
        func weekdays(_ totals: [Double], _ store: [Double], _ parent: [Double]) -> [Double] {
            WeekdayFactors(
                totals: totals, closed: ClosedDays.find(in: store), firstDay: Self.firstDay, parent: parent
            ).factors
        }
        let all = sum([0, 1, 2, 3])
        let (first, second) = (sum([0, 1]), sum([2, 3]))
        let ofAll = weekdays(all, all, Self.flat)
        let ofSecond = weekdays(second, second, ofAll)
        let ofFirst = weekdays(first, first, ofAll)
        let expected = [
            weekdays(groups[0].totals, first, ofFirst), weekdays(groups[1].totals, first, ofFirst),
            weekdays(groups[2].totals, second, ofSecond), ofSecond,
        ]
        for place in groups.indices { #expect(found.factors(ofGroup: place).weekdays == expected[place], "\(place)") }

        // The season: of all, of the category, of the group if it has 500 days.
        func exposure(_ place: Int) -> [Double] {
            let closed = ClosedDays.find(in: groups[place].store == 0 ? first : second)
            return (0..<days).map { day in
                closed[day] ? 0 : expected[place][CivilDate.weekday(ofDayNumber: Self.firstDay + day) - 1]
            }
        }
        func season(_ places: [Int], _ parent: YearlyFactor?) -> YearlyFactor {
            let units = places.map { groups[$0].totals.reduce(0, +) }
            let exposures = places.map(exposure)
            let mean = (0..<days).map { day in
                zip(exposures, units).reduce(0) { $0 + $1.0[day] * $1.1 } / units.reduce(0, +)
            }
            let weeks = YearlyFactor.weeks(totals: sum(places), factors: mean, firstDay: Self.firstDay)
            return YearlyFactor(weeks: weeks, parent: parent)
        }
        let ofYear = season([0, 1, 2, 3], nil)
        let (ofOne, ofOther) = (season([0, 2], ofYear), season([1, 3], ofYear))
        let seasons = [season([0], ofOne), season([1], ofOther), ofOne, ofOther]
        for place in groups.indices {
            let yearly = try #require(found.factors(ofGroup: place).yearly)
            #expect(zip(yearly, seasons[place].factors).allSatisfy { abs($0 - $1) < 1e-6 }, "\(place)")
        }

        // And they are what the totals were made with.
        let factors = found.factors(ofGroup: 0)
        let mean = (1...6).reduce(0) { $0 + (0.5 + 0.2 * Double($1)) } / 7
        for weekday in 1...6 {
            #expect(abs(factors.weekdays[weekday - 1] - (0.5 + 0.2 * Double(weekday)) / mean) < 0.03)
        }
        #expect(factors.weekdays[6] == 0)
        let profile = DemandProfile(factors, of: found.stores[0], through: Self.firstDay + days + 365)
        for day in stride(from: 100, to: days + 365, by: 31) {
            let weekday = CivilDate.weekday(ofDayNumber: Self.firstDay + day)
            let season = 1 + 0.5 * Real.sin(2 * .pi * Double(day) / 365.25)
            let expected = weekday == 7 ? 0 : (0.5 + 0.2 * Double(weekday)) / mean * season
            #expect(
                abs(profile.factors[day] - expected) < 0.08 * max(1, expected),
                "\(day): \(profile.factors[day]) \(expected)")
        }
    }

    @Test func storesThatAreClosedNow() {
        var generator = SeededGenerator("closed stores")
        let open = Self.totals(&generator, days: 200, level: 100)
        for closedDays in [0, 13, 14, 40] {
            let totals = open.enumerated().map { $0.offset < 200 - closedDays ? $0.element : 0 }
            let found = ProfileAssembly(
                firstDay: Self.firstDay,
                groups: [.init(store: 0, category: 0, totals: totals), .init(store: 1, category: 0, totals: open)])
            let isDormant = closedDays >= 14
            #expect(found.stores.map(\.isDormant) == [isDormant, false], "\(closedDays)")
            let profile = DemandProfile(found.factors(ofGroup: 0), of: found.stores[0], through: Self.firstDay + 260)
            #expect(profile.days == Self.firstDay...Self.firstDay + 261)
            #expect((profile.sum(from: Self.firstDay + 200, to: Self.firstDay + 230) == 0) == isDormant)
            // Sundays, and the days up to now.
            let closed = (0..<200).filter { profile.factors[$0] == 0 }
            let sundays = (0..<200).filter { CivilDate.weekday(ofDayNumber: Self.firstDay + $0) == 7 }
            #expect(Set(closed) == Set(sundays).union(200 - closedDays..<200), "\(closedDays)")
        }
    }

    @Test func shortHistoriesAreFlat() {
        let found = ProfileAssembly(
            firstDay: Self.firstDay,
            groups: [.init(store: 0, category: 0, totals: [0, 0] + [Double](repeating: 3, count: 34))])
        #expect(found.factors(ofGroup: 0) == .flat && GroupFactors.flat.isFlat)
        let profile = DemandProfile(found.factors(ofGroup: 0), of: found.stores[0], through: Self.firstDay + 99)
        #expect(profile.isFlat && profile.days == Self.firstDay + 2...Self.firstDay + 100)
        let week = GroupFactors(weekdays: [2, 0, 1, 1, 1, 1, 1])
        #expect(!week.isFlat && !DemandProfile(week, of: found.stores[0], through: Self.firstDay + 99).isFlat)
        // A day later the weekdays are fitted.
        let longer = ProfileAssembly(
            firstDay: Self.firstDay,
            groups: [.init(store: 0, category: 0, totals: (0..<37).map { $0 < 2 ? 0 : Double(3 + $0 % 7) })])
        #expect(!longer.factors(ofGroup: 0).isFlat)
    }

    @Test func nothingSoldAndNothingThere() {
        #expect(ProfileAssembly(firstDay: 0, groups: []).stores.isEmpty)
        let found = ProfileAssembly(
            firstDay: 0,
            groups: [.init(store: 1, category: 2, totals: [0, 0, 0]), .init(store: 0, category: 0, totals: [])])
        #expect(found.factors(ofGroup: 0) == .flat && found.factors(ofGroup: 1) == .flat)
        // Of the first store no day is known, of the second three without sales.
        #expect(found.stores.map(\.firstDay) == [0, 3])
        #expect(DemandProfile(.flat, of: found.stores[1], through: 0).factors.isEmpty)
    }
}
