import TestSupport
import Testing

@testable import Forecasting

@Suite struct CalendarTests {
    @Test(arguments: [
        ("mon-fri", [1, 2, 3, 4, 5]), ("Mon,WED,fri", [1, 3, 5]), ("sat-mon", [1, 6, 7]),
        ("monday-sunday", Array(1...7)),
        ("tues,thurs", [2, 4]), ("7", [7]), ("1-3", [1, 2, 3]), ("sun", [7]), ("wed-wed", [3]),
    ])
    func weekdaysAreRead(_ text: String, _ expected: [Int]) throws {
        let days = try #require(Weekdays(text))
        #expect((1...7).filter(days.contains) == expected)
        #expect(Weekdays(days.text) == days)
    }

    @Test(arguments: ["", "mon-", "-fri", "m", "mo", "mon fri", "mon-tue-wed", "8", "0", "mondays", "mon,,fri"])
    func otherTextsAreNoWeekdays(_ text: String) { #expect(Weekdays(text) == nil) }

    /// Against a walk over the days, also before 1970, where day numbers are negative.
    @Test func workingDaysAreThoseOfAWalkOverTheDays() throws {
        var generator = SeededGenerator("working days")
        for _ in 0..<400 {
            let start = Int.random(in: -20_000...30_000, using: &generator)
            var exceptions: [Int: Bool] = [:]
            for _ in 0..<Int.random(in: 0...30, using: &generator) {
                exceptions[start + Int.random(in: -30...60, using: &generator)] = Bool.random(using: &generator)
            }
            var names: [String] = []
            for name in Weekdays.names where Int.random(in: 0..<3, using: &generator) > 0 { names.append(name) }
            let weekdays = try #require(Weekdays(names.isEmpty ? "sun" : names.joined(separator: ",")))
            let working = WorkingDays(weekdays, exceptions: exceptions)
            func isWorking(_ day: Int) -> Bool {
                exceptions[day] ?? weekdays.contains(CivilDate(dayNumber: day).weekday)
            }
            let count = Int.random(in: 0...30, using: &generator)
            var expected = start
            while !isWorking(expected) { expected += 1 }
            #expect(working.first(from: start) == expected)
            #expect((working.first(from: start) == start) == isWorking(start))
            for _ in 0..<count {
                expected += 1
                while !isWorking(expected) { expected += 1 }
            }
            #expect(working.adding(count, to: start) == expected, "\(count) from \(start): \(weekdays) \(exceptions)")
        }
    }

    @Test func closedDaysAreRangesThatDoNotTouch() {
        let calendar = StoreCalendar([5: false, 7: false, 6: false, 9: false, 8: true, 12: false])
        #expect(calendar.closed == [5...7, 9...9, 12...12])
        #expect(calendar.closedDays(from: 6, to: 9) == 3)
        #expect(calendar.closedDays(from: 13, to: 20) == 0)
    }

    @Test("A closed day sells and restocks nothing, and what arrives on it is there")
    func closedDaysRest() {
        let position = StockPosition(
            startDay: 100, onHand: 10, salesRate: 3, restockingRate: 1, durationDays: 6, frequency: 1)
        var stretches: [Stretch] = []
        Projection.project(
            position, options: ProjectionOptions(), receipts: [Receipt(day: 102, quantity: 5)],
            closed: [90...91, 101...102, 104...104]
        ) { stretches.append($0) }
        let levels = stretches.flatMap { stretch in
            (stretch.firstDay...stretch.lastDay).map { stretch.level(on: $0) }
        }
        #expect(levels == [8, 8, 13, 11, 11, 9])
        #expect(stretches.map(\.sales) == [3, 0, 0, 3, 0, 3])
    }
}
