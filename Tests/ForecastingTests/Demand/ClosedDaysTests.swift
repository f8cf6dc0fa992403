import TestSupport
import Testing

@testable import Forecasting

/// Which days without sales are taken for closed ones.
@Suite struct ClosedDaysTests {
    private static func poisson(_ mean: Double, _ generator: inout SeededGenerator) -> Double {
        var (count, left) = (0.0, Real.exp(mean) * Double.random(in: 0..<1, using: &generator))
        var term = 1.0
        while left > term {
            left -= term
            count += 1
            term *= mean / count
        }
        return count
    }

    @Test("A store that sells little is open on the days without a sale", arguments: [0.05, 0.1, 0.3, 0.5, 0.8])
    func slowStores(mean: Double) {
        var generator = SeededGenerator("slow stores \(mean)")
        for _ in 0..<50 {
            let totals = (0..<400).map { _ in Self.poisson(mean, &generator) }
            let open = OpenDays(totals: totals, firstDay: 18_000)
            let share = Double(open.closed.count { $0 }) / Double(max(1, open.closed.count))
            #expect(share < 0.15, "\(share) of the days")
            let factors = WeekdayFactors(
                totals: Array(totals.suffix(open.closed.count)), closed: open.closed, firstDay: open.firstDay,
                parent: [Double](repeating: 1, count: 7))
            #expect(factors.factors.allSatisfy { $0 > 0 })
        }
    }

    @Test("A store that sells little is open, also if it happens to sell often at first")
    func slowStoreThatBeginsWell() {
        // Single units: on six weekdays on three of four days, later on every other one, and on the seventh on one of five.
        let totals = (0..<400).map { day in
            let share = day % 7 == 6 ? 20 : day < 112 ? 75 : 50
            return day * 37 % 100 < share ? 1.0 : 0
        }
        let closed = ClosedDays.find(in: totals).count { $0 }
        #expect(closed < 10, "\(closed) days")
    }

    @Test("Weekends, holidays and a month of repairs are found, however the history begins", arguments: 0..<7)
    func regularDays(firstOpen: Int) {
        var generator = SeededGenerator("regular days \(firstOpen)")
        for mean in [20.0, 300] {
            let expected = (0..<300).map { day in
                let weekday = (day + firstOpen) % 7
                return weekday >= 5 || day == 130 || (200..<230).contains(day)
            }
            let totals = expected.map { $0 ? 0 : max(1, Self.poisson(mean, &generator)) }
            let unusual = ([130] + Array(200..<230)).filter { ($0 + firstOpen) % 7 < 5 }
            #expect(OpenDays(totals: totals, firstDay: 0).unusuallyClosed == unusual)
            // The first weekends can't be told from days without a sale.
            #expect(ClosedDays.find(in: totals).dropFirst(8) == expected.dropFirst(8))
        }
    }

    @Test("Weekdays that are all closed most of the time have no factors of 0")
    func rarelyOpen() {
        // Open one day in nine, so on each weekday in turn.
        let closed = (0..<400).map { $0 % 9 != 0 }
        let factors = WeekdayFactors(
            totals: closed.map { $0 ? 0 : 5 }, closed: closed, firstDay: 18_000,
            parent: [Double](repeating: 1, count: 7))
        #expect(factors.factors.allSatisfy { $0 > 0 })
    }
}
