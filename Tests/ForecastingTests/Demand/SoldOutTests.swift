import TestSupport
import Testing

@testable import Forecasting

/// Days without rows on which nothing was left.
@Suite struct SoldOutTests {
    private static func rows(_ generator: inout SeededGenerator) -> [SoldDay] {
        var rows: [SoldDay] = []
        var day = 19_000
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            day += [1, 1, 2, 9, 80].randomElement(using: &generator) ?? 1
            rows.append(
                SoldDay(
                    day: Int32(day), quantity: [0, 2, 2, -1].randomElement(using: &generator) ?? 0,
                    closingStock: [0, 0, -1, 5, .nan].randomElement(using: &generator) ?? 0))
        }
        return rows
    }

    /// Day by day, with all rows before it looked at again.
    private static func plain(_ rows: [SoldDay], through last: Int) -> [String] {
        guard let first = rows.first else { return [] }
        return (Int(first.day)...max(last, rows.map { Int($0.day) }.max() ?? 0)).compactMap { day in
            if let row = rows.first(where: { $0.day == day }) { return "\(row)" }
            let before = rows.filter { $0.day < day }
            // What says nothing of the stock, and isn't a sale.
            let telling = before.filter { !$0.closingStock.isNaN || $0.quantity > 0 }
            guard let last = telling.last, last.closingStock <= 0 else { return nil }
            let out = telling.reversed().prefix { $0.closingStock <= 0 }
            let sale = out.first { $0.quantity != 0 } ?? out.last ?? last
            return day - Int(sale.day) < SoldOut.mostEvenings
                ? "\(SoldDay(day: Int32(day), quantity: 0, closingStock: 0))" : nil
        }
    }

    @Test("A stock of zero holds until a row says otherwise, for 60 evenings")
    func likePlain() throws {
        var generator = SeededGenerator("sold out")
        var filled = 0
        for _ in 0..<3_000 {
            let rows = Self.rows(&generator)
            let last = Int(rows.last?.day ?? 0) + Int.random(in: 0...70, using: &generator)
            let found = SoldOut.filled(rows[...], through: last)
            try #require(found.map { "\($0)" } == Self.plain(rows, through: last), "\(rows)")
            filled += found.count - rows.count
        }
        #expect(filled > 10_000)
    }

    @Test("It goes on from what is kept before a Monday")
    func inTwoParts() throws {
        var generator = SeededGenerator("sold out, in two parts")
        for _ in 0..<3_000 {
            let rows = Self.rows(&generator)
            let last = Int(rows.last?.day ?? 19_000) + Int.random(in: 0...70, using: &generator)
            let whole = SoldOut.filled(rows[...], through: last)
            let monday = Int.random(in: 19_001...last + 1, using: &generator)
            // What was filled in may be among what is kept.
            var state = SoldOut()
            for row in whole where row.day < monday { state.add(row) }
            let evenings = state.evenings(before: monday)
            #expect(0...SoldOut.mostEvenings ~= evenings)
            let rest = SoldOut.filled(
                rows.drop { $0.day < monday }, after: SoldOut(evenings: evenings, before: monday), from: monday,
                through: last)
            try #require(
                rest.map { "\($0)" } == whole.drop { $0.day < monday }.map { "\($0)" }, "\(rows) \(monday)")
        }
    }
}
