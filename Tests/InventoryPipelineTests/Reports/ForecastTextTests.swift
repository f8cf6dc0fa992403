import CSV
import Forecasting
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct ForecastTextTests {
    private func string(_ text: TextBuffer) -> String {
        text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func table(_ identifiers: [String]) -> IdentifierTable {
        var table = IdentifierTable()
        for identifier in identifiers {
            Array(identifier.utf8).withUnsafeBufferPointer { _ = table.key(of: $0) { _ in true } }
        }
        return table
    }

    private static let stores = ["main", "a,b", "say \"hi\"", "日本\n", "\u{1}\\"]
    private static let products = ["007", "7", "e\u{301}", "x;y", "line\r\nbreak", "=1+1"]

    private func stretch(using generator: inout SeededGenerator) -> Stretch {
        let quantities = [
            0, -0.0, 0.005, -0.005, 2.675, 1e12, -1e12, 4e13, -4e13, 5e13, 9e15, 0.1, 116.69,
            Double.random(in: -1000...1000, using: &generator), Double.random(in: -1...1, using: &generator),
            Double(Int.random(in: -100_000...100_000, using: &generator)) / 200,
        ]
        func quantity() -> Double { quantities.randomElement(using: &generator) ?? 0 }
        let first = Int.random(in: 19_000...19_100, using: &generator)
        let frequency = Int.random(in: 1...9, using: &generator)
        return Stretch(
            firstDay: first, lastDay: first + Int.random(in: 0...70, using: &generator), openingLevel: quantity(),
            sales: quantity(), restocking: quantity(), period: Bool.random(using: &generator) ? 1 : frequency,
            frequency: frequency, phase: Int.random(in: 0..<frequency, using: &generator), stockoutDay: nil)
    }

    @Test("The fast formatter writes what the plain one writes", arguments: FieldStyle.allCases)
    func isWhatThePlainFormatterWrites(style: FieldStyle) {
        var generator = SeededGenerator("forecast as \(style)")
        let stores = IdentifierTexts(table(Self.stores), style: style)
        let products = IdentifierTexts(table(Self.products), style: style)
        let plain = RowFormatter(style: style, columns: ForecastFormatter.columns)
        let days = 19_020...19_110
        var fast = ForecastFormatter(format: style == .json ? .jsonl : .csv, days: days)
        var rows = 0
        // One formatter for several batches, whose days overlap, so that what it keeps between them is used.
        for size in [1, 0, 60, 3, 40] {
            var batch = StretchChunk(capacity: 1)
            let expected = TextBuffer()
            for _ in 0..<size {
                let stretch = stretch(using: &generator)
                let key = SeriesKey(
                    store: Int32.random(in: 1...Int32(Self.stores.count), using: &generator),
                    product: Int32.random(in: 1...Int32(Self.products.count), using: &generator))
                batch.append(key, stretch)
                for day in stretch.reportedDays where days.contains(day) {
                    rows += 1
                    plain.write(
                        [
                            .text(Self.stores[Int(key.store) - 1]), .text(Self.products[Int(key.product) - 1]),
                            .day(day), .quantity(stretch.level(on: day)), .quantity(stretch.sales),
                            .quantity(stretch.restocking),
                        ], to: expected)
                }
            }
            let found = TextBuffer(capacity: 64)
            fast.write(batch, stores: stores, products: products, to: found)
            #expect(string(found) == string(expected))
        }
        #expect(rows > 200)
    }

    @Test("Levels in hundredths equal the rounded ones")
    func wholeLevelsAreThoseThatAreRounded() {
        var generator = SeededGenerator("whole levels")
        var whole = 0
        var others = 0
        for _ in 0..<3_000 {
            func quantity(below limit: Int) -> Double {
                let hundredths = Int.random(in: -limit..<limit, using: &generator)
                let beside =
                    [0, 0, 0, 1e-12, 1e-7, 4e-6, 9e-4, 0.0049, 0.005, .infinity].randomElement(using: &generator) ?? 0
                return Double(hundredths) / 100 + beside
            }
            let limits = [300, 100_000, 500_000_000, 90_000_000_000, 200_000_000_000]
            let (large, small) = (
                limits.randomElement(using: &generator) ?? 1, limits[0...2].randomElement(using: &generator) ?? 1
            )
            let stretch = Stretch(
                firstDay: 100, lastDay: 100 + Int.random(in: 0...12_000, using: &generator),
                openingLevel: quantity(below: large), sales: quantity(below: small), restocking: quantity(below: small),
                period: Int.random(in: 0..<9, using: &generator) == 0 ? 2 : 1, frequency: 2, phase: 0, stockoutDay: nil)
            guard let levels = WholeLevels(stretch) else {
                others += 1
                continue
            }
            whole += 1
            for day in [100, 101, stretch.lastDay]
                + (0..<50).map({ _ in Int.random(in: 100...stretch.lastDay, using: &generator) })
            where day <= stretch.lastDay {
                #expect(
                    levels.level(on: day) == ReportedQuantity.hundredths(stretch.level(on: day)),
                    "\(stretch), day \(day)")
            }
        }
        #expect(whole > 100)
        #expect(others > 300)
    }

    @Test("Texts of days are ISO dates, in whatever order days are asked for")
    func dates() {
        var dates = DateTexts(following: "Z,")
        for (first, last) in [(19_000, 19_010), (19_003, 19_005), (19_005, 19_020), (-719_162, -719_160), (0, 0)] {
            dates.cover(first, last)
            for day in first...last {
                let text = TextBuffer()
                dates.withTexts { dates in
                    text.append(room: 12 + TextBuffer.overrun) { $0.put(dates.text(of: day)) }
                }
                #expect(string(text) == CivilDate(dayNumber: day).isoText + "Z,")
            }
        }
    }

    @Test("A key without an identifier is written as nothing")
    func identifiersOfGapsAndOfNoKey() {
        var identifiers = IdentifierTexts(IdentifierTable(), style: .csv)
        let text = TextBuffer()
        identifiers.append(key: 1, to: text)
        #expect(text.isEmpty)
        identifiers = IdentifierTexts(table(["a,b", "c"]), style: .csv)
        for key in Int32(0)...3 { identifiers.append(key: key, to: text) }
        #expect(text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == "\"a,b\"c")
    }
}
