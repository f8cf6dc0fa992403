import Forecasting
import Testing

@Suite struct WhatIfTests {
    private static let position = StockPosition(
        startDay: 5, onHand: 10, salesRate: 4, restockingRate: 3, durationDays: 30, frequency: 7)

    @Test("Without an assumption nothing changes")
    func nothingChangesByItself() throws {
        let whatIf = WhatIf()
        #expect(whatIf.problem == nil)
        #expect(whatIf.position(from: Self.position) == Self.position)
        #expect(whatIf.receipt(from: Receipt(day: 3, quantity: 2)) == Receipt(day: 3, quantity: 2))
        let terms = try SupplyTerms(leadTimeDays: 4, reviewPeriodDays: 7, orderMultiple: 3)
        #expect(whatIf.terms(from: terms) == terms)
    }

    @Test func ratesAreScaledAndStayWithinTheLimits() {
        var whatIf = WhatIf()
        whatIf.salesFactor = 1.5
        whatIf.restockingFactor = 0
        let changed = whatIf.position(from: Self.position)
        #expect((changed.salesRate, changed.restockingRate, changed.onHand) == (6, 0, 10))
        var huge = Self.position
        huge.salesRate = StockLimits.quantity
        #expect(whatIf.position(from: huge).salesRate == StockLimits.quantity)
    }

    @Test func receiptsAreDelayed() {
        var whatIf = WhatIf()
        whatIf.receiptDelayDays = 9
        #expect(whatIf.receipt(from: Receipt(day: 3, quantity: 2)) == Receipt(day: 12, quantity: 2))
    }

    @Test(arguments: [(3, 7), (-3, 1), (-4, 0), (-5, 0), (36_525, 36_525)])
    func theLeadTimeGrowsOrShrinksDownToZero(extra: Int, expected: Int) throws {
        var whatIf = WhatIf()
        whatIf.extraLeadTimeDays = extra
        #expect(whatIf.problem == nil)
        #expect(whatIf.terms(from: try SupplyTerms(leadTimeDays: 4)).leadTimeDays == expected)
    }

    @Test("An assumption out of bounds is named")
    func whatCanNotBeAppliedIsNamed() {
        func problem(_ change: (inout WhatIf) -> Void) -> WhatIf.Option? {
            var whatIf = WhatIf()
            change(&whatIf)
            return whatIf.problem
        }
        #expect(problem { $0.salesFactor = -0.1 } == .salesFactor)
        #expect(problem { $0.salesFactor = .nan } == .salesFactor)
        #expect(problem { $0.restockingFactor = 1e7 } == .restockingFactor)
        #expect(problem { $0.receiptDelayDays = -1 } == .receiptDelayDays)
        #expect(problem { $0.extraLeadTimeDays = .min } == .extraLeadTimeDays)
        #expect(problem { $0.extraLeadTimeDays = 36_526 } == .extraLeadTimeDays)
    }
}
