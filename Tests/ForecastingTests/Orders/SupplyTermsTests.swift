import Forecasting
import Testing

@Suite struct SupplyTermsTests {
    @Test func whatASeriesDoesNotStateComesFromTheDefaults() throws {
        let terms = try SupplyTerms(
            StatedTerms(leadTimeDays: 3, orderMultiple: 12, maximumOrderQuantity: 120), defaults: TermDefaults(),
            demandPerDay: 5)
        #expect(
            try terms
                == SupplyTerms(
                    leadTimeDays: 3, reviewPeriodDays: 1, safetyStock: 0, coverDays: 14, orderMultiple: 12,
                    maximumOrderQuantity: 120))
        var defaults = TermDefaults()
        (defaults.leadTimeDays, defaults.reviewPeriodDays, defaults.coverDays) = (10, 7, 21)
        (defaults.safetyDays, defaults.orderMultiple) = (2.5, 6)
        #expect(
            try SupplyTerms(StatedTerms(unitCost: 1.5), defaults: defaults, demandPerDay: 4)
                == SupplyTerms(
                    leadTimeDays: 10, reviewPeriodDays: 7, safetyStock: 10, coverDays: 21, orderMultiple: 6,
                    unitCost: 1.5))
    }

    @Test func aStatedSafetyStockIsInUnits() throws {
        var defaults = TermDefaults()
        defaults.safetyDays = 3
        let terms = try SupplyTerms(StatedTerms(safetyStock: 0), defaults: defaults, demandPerDay: 10)
        #expect(terms.safetyStock == 0)
    }

    @Test(
        arguments: [
            (StatedTerms(leadTimeDays: 0), nil), (StatedTerms(leadTimeDays: -1), .outOfBounds(.leadTimeDays)),
            (StatedTerms(leadTimeDays: 36_525), nil),
            (StatedTerms(leadTimeDays: 36_526), .outOfBounds(.leadTimeDays)),
            (StatedTerms(reviewPeriodDays: 1), nil),
            (StatedTerms(reviewPeriodDays: 0), .outOfBounds(.reviewPeriodDays)),
            (StatedTerms(reviewPeriodDays: .max), .outOfBounds(.reviewPeriodDays)),
            (StatedTerms(coverDays: 0), nil), (StatedTerms(coverDays: .min), .outOfBounds(.coverDays)),
            (StatedTerms(safetyStock: 0), nil), (StatedTerms(safetyStock: -0.01), .outOfBounds(.safetyStock)),
            (StatedTerms(safetyStock: .nan), .outOfBounds(.safetyStock)),
            (StatedTerms(safetyStock: 1e12), nil), (StatedTerms(safetyStock: 1.1e12), .outOfBounds(.safetyStock)),
            (StatedTerms(minimumOrderQuantity: -1), .outOfBounds(.minimumOrderQuantity)),
            (StatedTerms(orderMultiple: .infinity), .outOfBounds(.orderMultiple)),
            (StatedTerms(maximumOrderQuantity: 0), .outOfBounds(.maximumOrderQuantity)),
            (StatedTerms(maximumOrderQuantity: 0.004), nil),
            (StatedTerms(unitCost: -2), .outOfBounds(.unitCost)), (StatedTerms(unitCost: 0), nil),
            (StatedTerms(minimumOrderQuantity: 10, maximumOrderQuantity: 10), nil),
            (StatedTerms(minimumOrderQuantity: 10.01, maximumOrderQuantity: 10), .minimumAboveMaximum),
            (StatedTerms(minimumOrderQuantity: 10.004, maximumOrderQuantity: 10), .minimumAboveMaximum),
            (StatedTerms(minimumOrderQuantity: 2.375, orderMultiple: 0.125, maximumOrderQuantity: 2.375), nil),
            (StatedTerms(minimumOrderQuantity: 1.1, orderMultiple: 0.1, maximumOrderQuantity: 1.1), nil),
            (StatedTerms(orderMultiple: 24, maximumOrderQuantity: 24), nil),
            (StatedTerms(orderMultiple: 24, maximumOrderQuantity: 23.99), .noMultipleWithinBounds),
            (StatedTerms(minimumOrderQuantity: 48, orderMultiple: 24, maximumOrderQuantity: 60), nil),
            (
                StatedTerms(minimumOrderQuantity: 48.01, orderMultiple: 24, maximumOrderQuantity: 60),
                .noMultipleWithinBounds
            ),
        ] as [(StatedTerms, TermsProblem?)])
    func termsOutOfBoundsAreNamed(stated: StatedTerms, problem: TermsProblem?) {
        #expect(stated.problem == problem)
        var defaults = TermDefaults()
        defaults.orderMultiple = 0
        if let problem {
            #expect(throws: problem) { try SupplyTerms(stated, defaults: defaults, demandPerDay: 0) }
        } else {
            #expect(throws: Never.self) { try SupplyTerms(stated, defaults: defaults, demandPerDay: 0) }
        }
    }

    @Test func aStatedMaximumMayNotFitTheDefaultMultiple() {
        let stated = StatedTerms(maximumOrderQuantity: 0.5)
        #expect(stated.problem == nil)
        #expect(throws: TermsProblem.noMultipleWithinBounds) {
            try SupplyTerms(stated, defaults: TermDefaults(), demandPerDay: 1)
        }
    }

    @Test func defaultsAreCheckedToo() {
        #expect(TermDefaults().problem == nil)
        var defaults = TermDefaults()
        defaults.safetyDays = -1
        #expect(defaults.problem == .outOfBounds(.safetyStock))
        defaults.safetyDays = 1
        defaults.reviewPeriodDays = 0
        #expect(defaults.problem == .outOfBounds(.reviewPeriodDays))
    }
}
