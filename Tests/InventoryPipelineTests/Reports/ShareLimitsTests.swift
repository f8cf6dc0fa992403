import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct ShareLimitsTests {
    /// The same by sorting all values.
    private func plain(_ values: [Double]) -> (a: Double, b: Double) {
        let sorted = values.sorted(by: >)
        let total = sorted.reduce(0, +)
        var (sum, a, b) = (0.0, Double.infinity, Double.infinity)
        for value in sorted {
            if sum < total * 0.8 { a = value }
            if sum < total * 0.95 { b = value }
            sum += value
        }
        return (a, b)
    }

    private func limits(_ values: [Double]) -> (a: Double, b: Double) {
        let limits = ShareLimits { values.forEach($0) }
        return (limits.a, limits.b)
    }

    @Test func theyAreThoseOfSortedValues() {
        var random = SeededGenerator("limits of shares")
        for trial in 0..<60 {
            // With multiples of 5 values that are nearly the same, a share is reached or not by the rounding of a sum.
            let count = Int.random(in: 0...60, using: &random) * 5 + 1
            let kind = trial % 5
            let values = (0..<count).map { _ -> Double in
                let number = Double.random(in: 0.001...1, using: &random)
                switch kind {
                // Values near each other, of all sizes, with many ties, all the same, and with a last bit that differs.
                case 0: return number * 100
                case 1:
                    return Double(
                        sign: .plus, exponent: Int.random(in: -900...900, using: &random), significand: 1 + number)
                case 2: return Double(Int.random(in: 1...7, using: &random)) / 4
                case 3: return 2.5
                default: return 64 + Double(Int.random(in: 0...3, using: &random)) * (64.0).ulp
                }
            }
            let (found, expected) = (limits(values), plain(values))
            #expect(found == expected, "trial \(trial), seed \(random.seed)")
            #expect(limits(values.shuffled(using: &random)) == found, "trial \(trial), seed \(random.seed)")
        }
    }

    @Test func whatReachesAShareBelongsToIt() {
        #expect(limits([]) == (.infinity, .infinity))
        #expect(limits([3]) == (3, 3))
        // 8 are exactly 80 %, so the next one is no A; 9.5 are exactly 95 %.
        #expect(limits([8, 1.5, 0.5]) == (8, 1.5))
        #expect(limits([7, 1.5, 1, 0.5]) == (1.5, 1))
        // All that are equal belong to the class of one of them.
        #expect(limits(Array(repeating: 1, count: 10)) == (1, 1))
        #expect(limits([5, 2, 2, 1]) == (2, 1))
    }

    /// Rows in memory and in the file come in the order in which they were added, as often as they are asked for.
    @Test(arguments: [0, 1, 99, 100, 101, 1000, 1050])
    func spooledRowsAreGoneThroughAgain(count: Int) throws {
        let folder = try TemporaryFolder()
        let rows = SpooledRows<Double>(folder: folder.path, memoryRows: 100)
        for row in 0..<count { try rows.add(Double(row)) }
        for _ in 0..<2 {
            var found: [Double] = []
            try rows.forEachBlock { found += $0 }
            #expect(found == (0..<count).map(Double.init))
        }
        #expect(rows.count == count)
    }
}
