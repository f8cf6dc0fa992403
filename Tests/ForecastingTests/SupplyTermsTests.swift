import Forecasting
import Testing

@Suite struct SupplyTermsTests {
    @Test func whatASeriesDoesNotStateComesFromTheDefaults() throws {
        let terms = try SupplyTerms(
            StatedSupply(leadTimeDays: 3, orderMultiple: 12, maximumOrderQuantity: 120), defaults: SupplyDefaults(),
            demandPerDay: 5)
        #expect(
            try terms
                == SupplyTerms(
                    leadTimeDays: 3, reviewPeriodDays: 1, safetyStock: 0, coverDays: 14, orderMultiple: 12,
                    maximumOrderQuantity: 120))
        var defaults = SupplyDefaults()
        (defaults.leadTimeDays, defaults.reviewPeriodDays, defaults.coverDays) = (10, 7, 21)
        (defaults.safetyDays, defaults.orderMultiple) = (2.5, 6)
        #expect(
            try SupplyTerms(StatedSupply(unitCost: 1.5), defaults: defaults, demandPerDay: 4)
                == SupplyTerms(
                    leadTimeDays: 10, reviewPeriodDays: 7, safetyStock: 10, coverDays: 21, orderMultiple: 6,
                    unitCost: 1.5))
    }

    @Test func aStatedSafetyStockIsInUnits() throws {
        var defaults = SupplyDefaults()
        defaults.safetyDays = 3
        let terms = try SupplyTerms(StatedSupply(safetyStock: 0), defaults: defaults, demandPerDay: 10)
        #expect(terms.safetyStock == 0)
    }

    @Test(
        arguments: [
            (StatedSupply(leadTimeDays: 0), nil), (StatedSupply(leadTimeDays: -1), .outOfBounds(.leadTimeDays)),
            (StatedSupply(leadTimeDays: 36_525), nil),
            (StatedSupply(leadTimeDays: 36_526), .outOfBounds(.leadTimeDays)),
            (StatedSupply(reviewPeriodDays: 1), nil),
            (StatedSupply(reviewPeriodDays: 0), .outOfBounds(.reviewPeriodDays)),
            (StatedSupply(reviewPeriodDays: .max), .outOfBounds(.reviewPeriodDays)),
            (StatedSupply(coverDays: 0), nil), (StatedSupply(coverDays: .min), .outOfBounds(.coverDays)),
            (StatedSupply(safetyStock: 0), nil), (StatedSupply(safetyStock: -0.01), .outOfBounds(.safetyStock)),
            (StatedSupply(safetyStock: .nan), .outOfBounds(.safetyStock)),
            (StatedSupply(safetyStock: 1e12), nil), (StatedSupply(safetyStock: 1.1e12), .outOfBounds(.safetyStock)),
            (StatedSupply(minimumOrderQuantity: -1), .outOfBounds(.minimumOrderQuantity)),
            (StatedSupply(orderMultiple: .infinity), .outOfBounds(.orderMultiple)),
            (StatedSupply(maximumOrderQuantity: 0), .outOfBounds(.maximumOrderQuantity)),
            (StatedSupply(maximumOrderQuantity: 0.004), .outOfBounds(.maximumOrderQuantity)),
            (StatedSupply(maximumOrderQuantity: 0.005), nil),
            (StatedSupply(unitCost: -2), .outOfBounds(.unitCost)), (StatedSupply(unitCost: 0), nil),
            (StatedSupply(minimumOrderQuantity: 10, maximumOrderQuantity: 10), nil),
            (StatedSupply(minimumOrderQuantity: 10.01, maximumOrderQuantity: 10), .minimumAboveMaximum),
            // What differs by less than is reported is the same.
            (StatedSupply(minimumOrderQuantity: 10.004, maximumOrderQuantity: 10), nil),
            (StatedSupply(orderMultiple: 24, maximumOrderQuantity: 24), nil),
            (StatedSupply(orderMultiple: 24, maximumOrderQuantity: 23.99), .noMultipleWithinBounds),
            (StatedSupply(minimumOrderQuantity: 48, orderMultiple: 24, maximumOrderQuantity: 60), nil),
            (
                StatedSupply(minimumOrderQuantity: 48.01, orderMultiple: 24, maximumOrderQuantity: 60),
                .noMultipleWithinBounds
            ),
        ] as [(StatedSupply, SupplyProblem?)])
    func termsOutOfBoundsAreNamed(stated: StatedSupply, problem: SupplyProblem?) {
        #expect(stated.problem == problem)
        var defaults = SupplyDefaults()
        defaults.orderMultiple = 0
        if let problem {
            #expect(throws: problem) { try SupplyTerms(stated, defaults: defaults, demandPerDay: 0) }
        } else {
            #expect(throws: Never.self) { try SupplyTerms(stated, defaults: defaults, demandPerDay: 0) }
        }
    }

    @Test func aStatedMaximumMayNotFitTheDefaultMultiple() {
        let stated = StatedSupply(maximumOrderQuantity: 0.5)
        #expect(stated.problem == nil)
        #expect(throws: SupplyProblem.noMultipleWithinBounds) {
            try SupplyTerms(stated, defaults: SupplyDefaults(), demandPerDay: 1)
        }
    }

    @Test func defaultsAreCheckedToo() {
        #expect(SupplyDefaults().problem == nil)
        var defaults = SupplyDefaults()
        defaults.safetyDays = -1
        #expect(defaults.problem == .outOfBounds(.safetyStock))
        defaults.safetyDays = 1
        defaults.reviewPeriodDays = 0
        #expect(defaults.problem == .outOfBounds(.reviewPeriodDays))
    }
}
