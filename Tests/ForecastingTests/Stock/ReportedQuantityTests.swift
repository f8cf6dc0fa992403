import Forecasting
import TestSupport
import Testing

@Suite struct ReportedQuantityTests {
    /// SQLite's `round(x * 100) / 100`, step by step as its manual and source describe it, on doubles alone: one half is
    /// added away from zero and the fraction cut off, unless the number is too large to have one; zero has no sign.
    private static func plain(_ x: Double) -> Double {
        let scaled = x * 100
        if abs(scaled) > 4_503_599_627_370_496 { return scaled / 100 }
        let cut = (scaled < 0 ? scaled - 0.5 : scaled + 0.5).rounded(.towardZero)
        return (cut == 0 ? 0 : cut) / 100
    }

    @Test(
        "Half a hundredth is rounded away from zero",
        arguments: [
            (0.005, 0.01), (0.015, 0.02), (1.005, 1.0), (10.115, 10.12), (2.675, 2.68), (1.115, 1.12), (0.125, 0.13),
            (0.0049999999999999, 0.0), (116.685, 116.69), (48, 48), (22.2, 22.2), (0, 0),
            (-0.005, -0.01), (-1.005, -1.0), (-10.115, -10.12), (-0.125, -0.13), (-2.999, -3),
        ])
    func halvesOfTheProductGoAwayFromZero(x: Double, expected: Double) {
        #expect(ReportedQuantity.rounded(x) == expected)
    }

    /// `Double.rounded()` makes nothing of the largest double below one half; SQLite's addition makes one of it.
    @Test func theLargestDoubleBelowOneHalfRoundsUpAsInSQLite() {
        let x = 0.5.nextDown / 100
        #expect(x * 100 == 0.5.nextDown)
        #expect((x * 100).rounded() == 0)
        #expect(ReportedQuantity.rounded(x) == 0.01)
        #expect(ReportedQuantity.rounded(-x) == -0.01)
    }

    @Test(
        "What rounds to zero is never -0", arguments: [-0.004, -0.0, -0.0049, -Double.leastNonzeroMagnitude, -1e-300])
    func whatRoundsToZeroIsPositiveZero(x: Double) {
        #expect(ReportedQuantity.rounded(x).sign == .plus)
        #expect(ReportedQuantity.rounded(x) == 0)
        #expect(ReportedQuantity.hundredths(x) == 0)
    }

    @Test(arguments: [
        45_035_996_273_704.94, 45_035_996_273_704.96, 45_035_996_273_704.97, 90_071_992_547_409.91, 1e15, 1e18, 1e300,
        .greatestFiniteMagnitude / 100,
    ])
    func numbersWithoutAFractionPassAsTheyAre(x: Double) {
        #expect(ReportedQuantity.rounded(x) == x * 100 / 100)
        #expect(ReportedQuantity.rounded(-x) == -x * 100 / 100)
    }

    @Test func hundredthsEndWhereDoublesHaveNoFraction() {
        let limit = 4_503_599_627_370_496.0
        #expect(ReportedQuantity.hundredths(limit / 100) == nil)
        #expect(ReportedQuantity.hundredths(-limit / 100) == nil)
        #expect(ReportedQuantity.hundredths(45_035_996_273_704.9) == 4_503_599_627_370_490)
        #expect(ReportedQuantity.hundredths(-45_035_996_273_704.9) == -4_503_599_627_370_490)
    }

    @Test(
        "NaN, infinity and the largest double do not trap",
        arguments: [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude])
    func whatIsNoQuantityDoesNotTrap(x: Double) {
        #expect(ReportedQuantity.hundredths(x) == nil)
        #expect(!ReportedQuantity.isOut(abs(x)))
    }

    @Test func randomNumbersRoundAsInSQLite() {
        var generator = SeededGenerator("rounding")
        var wrong: [Double] = []
        for _ in 0..<20_000 {
            let x: Double
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:  // any size
                x =
                    Double.random(in: -1...1, using: &generator)
                    * (1...17).reduce(1.0) { power, _ in
                        Bool.random(using: &generator) ? power * 10 : power
                    }
            case 1:  // a half of a hundredth, as people write it
                x = Double(Int.random(in: -2_000_000...2_000_000, using: &generator)) / 1000
            case 2:  // next to such a half
                let half = Double(Int.random(in: 0...200_000, using: &generator) * 10 + 5) / 1000
                x = Bool.random(using: &generator) ? half.nextUp : half.nextDown
            default:  // any finite double
                let any = Double(bitPattern: generator.next())
                x = any.isFinite ? any : 0
            }
            let (rounded, expected) = (ReportedQuantity.rounded(x), Self.plain(x))
            if rounded.bitPattern != expected.bitPattern { wrong.append(x) }
        }
        #expect(wrong == [])
    }

    @Test func hundredthsAreTheRoundedNumberTimesAHundred() {
        var generator = SeededGenerator("hundredths")
        var wrong: [Int] = []
        for _ in 0..<10_000 {
            let hundredths = Int.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator)
            let x = Double(hundredths) / 100
            if ReportedQuantity.hundredths(x) != hundredths || ReportedQuantity.rounded(x) != x {
                wrong.append(hundredths)
            }
        }
        #expect(wrong == [])
    }

    @Test func aLevelIsOutWhereItReadsZeroOrLess() {
        #expect(ReportedQuantity.isOut(0))
        #expect(ReportedQuantity.isOut(-0.0))
        #expect(ReportedQuantity.isOut(-3))
        #expect(ReportedQuantity.isOut(0.0049))
        #expect(!ReportedQuantity.isOut(0.005))
        #expect(!ReportedQuantity.isOut(0.01))
    }

    /// 38 days of selling 19.42 use up 737.96 to the last hundredth, and a sum of doubles leaves a crumb.
    @Test("The rounding error of a sum of doubles is reported as zero")
    func theCrumbOfASumOfDoublesReadsZero() {
        var level = 737.96
        for _ in 0..<38 { level -= 19.42 }
        #expect(level != 0)
        #expect(ReportedQuantity.rounded(level) == 0)
        #expect(ReportedQuantity.isOut(level))
        #expect(ReportedQuantity.isOut(737.96 - 38 * 19.42))
        #expect(!ReportedQuantity.isOut(737.96 - 37 * 19.42))
    }
}
