import TestSupport
import Testing

@testable import Forecasting

/// Events: which of them count, and what is learned of them.
@Suite struct EventTests {
    @Test("Of events with one name the most specific counts on a day; those with other names multiply")
    func specificity() {
        let book = EventBook(
            [
                DemandEvent(name: "promo", days: 10...20, factor: 2),
                DemandEvent(name: "promo", days: 12...13, category: "Food", factor: 3),
                DemandEvent(name: "promo", days: 13...14, store: 1, factor: 4),
                DemandEvent(name: "promo", days: 14...14, product: 7, factor: 5),
                DemandEvent(name: "holiday", days: 13...14, factor: 0.5), DemandEvent(name: "new", days: 20...20),
            ], learned: ["new": 1.25])
        func factors(_ store: Int32, _ category: String?, _ product: Int32?) -> [Double] {
            let found = book.factors(ofStore: store, category: category, product: product)
            return (9...21).map { found[$0] }
        }
        #expect(factors(2, nil, nil) == [1, 2, 2, 2, 1, 1, 2, 2, 2, 2, 2, 2.5, 1])
        #expect(factors(2, "Food", nil) == [1, 2, 2, 3, 1.5, 1, 2, 2, 2, 2, 2, 2.5, 1])
        #expect(factors(1, "Food", nil) == [1, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2.5, 1])
        #expect(factors(1, "Food", 7) == [1, 2, 2, 3, 2, 2.5, 2, 2, 2, 2, 2, 2.5, 1])
        #expect(book.hasOwnEvents(store: 3, category: nil, product: 7))
        #expect(!book.hasOwnEvents(store: 3, category: nil, product: 8))
        #expect(book.stores == [1] && book.categories == ["Food"] && book.products == [7])
    }

    /// Two groups in two stores that sell by the day of the week, times what events do.
    private func groups(_ events: [DemandEvent], _ factors: [String: Double], days: Int) -> [ProfileAssembly.Group] {
        let book = EventBook(events, learned: factors)
        let week = [0.8, 0.9, 1, 1, 1.2, 1.6, 0.5]
        return [(0, 100.0), (1, 40)].map { store, level in
            let found = book.factors(ofStore: Int32(store + 1), category: nil)
            return ProfileAssembly.Group(
                store: store, category: 0,
                totals: (0..<days).map {
                    level * week[CivilDate.weekday(ofDayNumber: 20_000 + $0) - 1] * found[20_000 + $0]
                })
        }
    }

    @Test("Factors that made the sales are found, with closures and overlaps, and what is left is without events")
    func learning() throws {
        let first = 20_000
        var events: [DemandEvent] = []
        for start in stride(from: 15, to: 230, by: 23) {
            events.append(DemandEvent(name: "promo", days: first + start...first + start + 5))
        }
        for day in [40, 101, 160] { events.append(DemandEvent(name: "holiday", days: first + day...first + day)) }
        for day in [55, 120] {
            events.append(DemandEvent(name: "local", days: first + day...first + day + 2, store: 2))
        }
        events.append(DemandEvent(name: "stated", days: first + 70...first + 71, factor: 3))
        let truth = ["promo": 1.8, "holiday": 0, "local": 2.5]
        let known = groups(events, truth, days: 240)
        let found = EventLearning(
            known, firstDay: first,
            events: [1, 2].map { EventBook(events).events(ofStore: $0, category: nil) })
        #expect(Set(found.learned.keys) == Set(truth.keys))
        for (name, factor) in truth {
            let learned = try #require(found.learned[name])
            #expect(abs(learned.factor - factor) < 0.02, "\(name) \(learned)")
        }
        #expect(found.learned["holiday"]?.days == 6)
        #expect(found.learned["local"]?.days == 6)
        let plain = groups([], [:], days: 240)
        for (adjusted, usual) in zip(found.adjusted, plain) {
            for (day, pair) in zip(adjusted.totals, usual.totals).enumerated() {
                #expect(abs(pair.0 - pair.1) <= 0.03 * pair.1, "day \(day): \(pair)")
            }
        }
        // Without events nothing is touched.
        let untouched = EventLearning(plain, firstDay: first, events: [[], []])
        #expect(zip(untouched.adjusted, plain).allSatisfy { $0.totals == $1.totals })
        #expect(untouched.learned.isEmpty)
    }

    @Test(
        "Names that come together share what they do, and long events are compared with the days before and after them")
    func overlaps() throws {
        let first = 20_000
        func learned(_ events: [DemandEvent], _ truth: [String: Double]) -> [String: (factor: Double, days: Int)] {
            EventLearning(
                groups(events, truth, days: 300), firstDay: first,
                events: [1, 2].map { EventBook(events).events(ofStore: $0, category: nil) }
            ).learned
        }
        let starts = [30, 90, 150, 210]
        let together = ["a", "b", "c"].flatMap { name in
            starts.map { DemandEvent(name: name, days: first + $0...first + $0 + 6) }
        }
        let shared = learned(together, ["a": 2, "b": 2, "c": 2])
        #expect(abs(shared.values.reduce(1) { $0 * $1.factor } - 8) < 0.1, "\(shared)")
        // Shifted by three days.
        let shifted = starts.flatMap {
            [
                DemandEvent(name: "a", days: first + $0...first + $0 + 6),
                DemandEvent(name: "b", days: first + $0 + 3...first + $0 + 9),
            ]
        }
        let apart = learned(shifted, ["a": 2, "b": 1.5])
        #expect(abs((apart["a"]?.factor ?? 0) - 2) < 0.02 && abs((apart["b"]?.factor ?? 0) - 1.5) < 0.02, "\(apart)")
        let long = learned([DemandEvent(name: "a", days: first + 200...first + 299, store: 2)], ["a": 1.5])
        #expect(abs((long["a"]?.factor ?? 0) - 1.5) < 0.02, "\(long)")
        #expect(learned([DemandEvent(name: "a", days: first...first + 299)], ["a": 1.5]).isEmpty)
        // However many there are, the factors of a day stay within bounds.
        let many = EventBook((0..<9).map { DemandEvent(name: "\($0)", days: 5...5, factor: 1_000) })
        #expect(many.factors(ofStore: 1, category: nil)[5] == StockLimits.salesFactorOfDays)
    }

    @Test("A closure that has another reason than an event says nothing of it")
    func closures() {
        let first = 20_000
        let events = [DemandEvent(name: "holiday", days: first + 100...first + 100)]
        var known = groups([], [:], days: 200)
        // Both stores are closed for three weeks around the day.
        for place in known.indices { for day in 90..<111 { known[place].totals[day] = 0 } }
        let found = EventLearning(known, firstDay: first, events: [events, events])
        #expect(found.learned.isEmpty, "\(found.learned)")
    }

    @Test("What events of a product do is learned from its days, and three sales alone say little")
    func products() throws {
        let first = 20_000
        let profile = DemandProfile(firstDay: first, factors: (0..<200).map { [1, 1, 2, 0, 1, 1, 1][$0 % 7] })
        let events = [30, 80, 130].map {
            DemandEvent(name: "tv", days: first + $0...first + $0 + 3, product: 1)
        }
        func sums(_ level: Double, _ events: [DemandEvent]) -> ProductEventSums {
            let days = (0..<200).map { day -> SoldDay in
                let isEvent = events.contains { $0.days.contains(first + day) }
                return SoldDay(
                    day: Int32(first + day), quantity: level * profile.factors[day] * (isEvent ? 4 : 1))
            }
            var sums = ProductEventSums()
            sums.add(days[...], profile, events, names: ["tv"], cut: first + 200)
            return sums
        }
        func learned(_ level: Double) throws -> (factor: Double, days: Int) {
            try #require(sums(level, events).learned["tv"])
        }
        let busy = try learned(50)
        #expect(abs(busy.factor - 4) < 0.01 && busy.days == 12, "\(busy)")
        let slow = try learned(0.02)
        #expect(slow.factor > 1.2 && slow.factor < 2, "\(slow)")
        // What is stated, right or wrong, says nothing of the events that state nothing.
        var stated = events
        (stated[0].factor, stated[1].factor) = (4, 0.5)
        let rest = try #require(sums(50, stated).learned["tv"])
        #expect(abs(rest.factor - 4) < 0.02 && rest.days == 4, "\(rest)")
        stated[2].factor = 1
        #expect(sums(50, stated).learned.isEmpty)
    }

    @Test("A curve of one series has the stated units on their days, by the factors, and the rate on the others")
    func seriesCurve() throws {
        var generator = SeededGenerator("curves of one series")
        for _ in 0..<200 {
            let weekdays = (0..<7).map { _ in Double.random(in: 0...2, using: &generator) }
            var factors = GroupFactors(weekdays: Bool.random(using: &generator) ? weekdays : [1, 1, 1, 1, 1, 1, 1])
            if Bool.random(using: &generator) { factors.events[20_010] = 3 }
            let rate = Bool.random(using: &generator) ? Double.random(in: 0...20, using: &generator) : 0
            var periods: [StatedDemand] = []
            var next = 20_000 - Int.random(in: 0...20, using: &generator)
            while periods.count < 5 {
                let count = Int.random(in: 1...31, using: &generator)
                periods.append(
                    StatedDemand(
                        days: next...next + count - 1,
                        quantity: Bool.random(using: &generator) ? Double.random(in: 0...500, using: &generator) : 0))
                next += count + Int.random(in: 0...9, using: &generator)
            }
            let days = 20_000...20_000 + Int.random(in: 1...120, using: &generator)
            let change = Bool.random(using: &generator) ? (days: 20_004...20_030, factor: 1.5) : nil
            let closed = Bool.random(using: &generator) ? [] : [20_003...20_003, 20_010...20_017, 20_040...20_041]
            let beyond = Bool.random(using: &generator) ? 0 : 60
            let own = SeriesCurve(
                rate: rate, factors, stated: periods, closed: closed, horizon: days, beyond: beyond,
                factorOfDays: change)
            var sum = 0.0
            for day in days.lowerBound..<days.upperBound + beyond {
                var expected = rate * factors.factor(ofDay: day)
                if let period = periods.first(where: { $0.days.contains(day) }) {
                    let open = period.days.filter { day in !closed.contains { $0.contains(day) } }
                    let days = open.isEmpty ? Array(period.days) : open
                    let all = days.map { factors.factor(ofDay: $0) }.reduce(0, +)
                    expected =
                        !days.contains(day)
                        ? 0
                        : all > 0
                            ? period.quantity * factors.factor(ofDay: day) / all : period.quantity / Double(days.count)
                }
                if let change, change.days.contains(day) { expected *= change.factor }
                let found = own.curve.map { own.rate * ($0.sum(before: day + 1) - $0.sum(before: day)) } ?? 0
                #expect(abs(found - expected) < 1e-9 * max(1, own.rate * 1e4), "day \(day)")
                if day < days.upperBound { sum += expected }
            }
            if sum > 1e-3 { #expect(abs(own.rate - sum / Double(days.count - 1)) < 1e-9 * own.rate) }
        }
    }
}
