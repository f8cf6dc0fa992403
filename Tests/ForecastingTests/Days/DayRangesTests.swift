import Forecasting
import TestSupport
import Testing

@Suite struct DayRangesTests {
    private static func made(_ ranges: ClosedRange<Int>...) -> DayRanges {
        var days = DayRanges()
        for range in ranges { days.insert(first: range.lowerBound, last: range.upperBound) }
        return days
    }

    @Test func aNewSetIsEmpty() {
        #expect(DayRanges().ranges == [])
    }

    @Test func daysThatTouchBecomeOneRange() {
        #expect(Self.made(1...3, 4...6).ranges == [1...6])
        #expect(Self.made(4...6, 1...3).ranges == [1...6])
        #expect(Self.made(1...3, 2...9).ranges == [1...9])
    }

    @Test func daysWithAGapStayApartAndInOrder() {
        #expect(Self.made(8...9, 1...3, 5...6).ranges == [1...3, 5...6, 8...9])
    }

    @Test("A range over several others makes one of them")
    func aRangeCanBridgeSeveral() {
        #expect(Self.made(1...2, 5...6, 9...10, 20...21, 3...12).ranges == [1...12, 20...21])
    }

    @Test func daysThatAreThereAddNothing() {
        #expect(Self.made(1...9, 3...4, 1...9, 1...1, 9...9).ranges == [1...9])
    }

    @Test func daysInWrongOrderAddNothing() {
        var days = Self.made(1...3)
        days.insert(first: 7, last: 6)
        days.insert(first: 2, last: 1)
        #expect(days.ranges == [1...3])
    }

    @Test func aUnionIsTheSameEitherWay() {
        let (some, others) = (Self.made(1...3, 10...12), Self.made(4...5, 12...15, 30...31))
        var union = some
        union.formUnion(others)
        var reversed = others
        reversed.formUnion(some)
        #expect(union.ranges == [1...5, 10...15, 30...31])
        #expect(reversed == union)
    }

    @Test func randomRangesHoldTheDaysOfASet() {
        var generator = SeededGenerator("day ranges")
        var wrong: [[ClosedRange<Int>]] = []
        for _ in 0..<1000 {
            var inserted: [ClosedRange<Int>] = []
            var days = DayRanges()
            var other = DayRanges()
            var expected: Set<Int> = []
            for _ in 0..<Int.random(in: 0...8, using: &generator) {
                let first = Int.random(in: -40...40, using: &generator)
                let last = first + Int.random(in: 0...9, using: &generator)
                inserted.append(first...last)
                expected.formUnion(first...last)
                if Bool.random(using: &generator) {
                    days.insert(first: first, last: last)
                } else {
                    other.insert(first: first, last: last)
                }
            }
            days.formUnion(other)
            let haveGaps = zip(days.ranges, days.ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound }
            if Set(days.ranges.joined()) != expected || !haveGaps { wrong.append(inserted) }
        }
        #expect(wrong == [])
    }
}
