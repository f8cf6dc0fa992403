import Forecasting
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct PartHistoryTests {
    @Test("Packed rows are the same bits as the rows themselves, also of some products only", arguments: [true, false])
    func rows(isPacked: Bool) throws {
        var generator = SeededGenerator("packed rows")
        func number() -> Double {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                [0, -0.0, 255, 256, 65_535, 65_536, -1, .nan, 1e12, -1e12, 0.5].randomElement(using: &generator) ?? 0
            case 1: Double.random(in: -1e4...1e4, using: &generator)
            case 2: Double(Int.random(in: 0...70_000, using: &generator))
            case 3: .nan
            default: Double(Int.random(in: 0...20, using: &generator))
            }
        }
        for _ in 0..<200 {
            var history = PartHistory(expectedRows: 10, isPacked: isPacked)
            var all: [(product: Int32, days: [SoldDay])] = []
            var product: Int32 = 0
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                product += Int32.random(in: 1...3, using: &generator)
                var day = Int32.random(in: -25_567...376_000, using: &generator)
                let days = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                    day += Bool.random(using: &generator) ? 1 : Int32.random(in: 1...40, using: &generator)
                    return SoldDay(day: day, quantity: number(), closingStock: number())
                }
                history.append(product, days[...])
                all.append((product, days))
            }
            let first = Int32.random(in: 0...8, using: &generator)
            let range = first...first + Int32.random(in: 0...20, using: &generator)
            var read: [(product: Int32, days: [SoldDay])] = []
            history.forEach(in: range) { read.append(($0, Array($1))) }
            let expected = all.filter { range.contains($0.product) }
            #expect(read.map(\.product) == expected.map(\.product))
            func bits(_ days: [SoldDay]) -> [[UInt64]] {
                days.map { [UInt64(UInt32(bitPattern: $0.day)), $0.quantity.bitPattern, $0.closingStock.bitPattern] }
            }
            #expect(read.map { bits($0.days) } == expected.map { bits($0.days) })
        }
    }
}
