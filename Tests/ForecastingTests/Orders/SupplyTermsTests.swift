import Forecasting
import Testing

@testable import Forecasting

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
            // A maximum of 0 says that nothing is ordered, whatever else is stated.
            (StatedTerms(maximumOrderQuantity: 0), nil),
            (StatedTerms(minimumOrderQuantity: 5, orderMultiple: 7, maximumOrderQuantity: 0), nil),
            (StatedTerms(maximumOrderQuantity: -1), .outOfBounds(.maximumOrderQuantity)),
            (StatedTerms(reorderPoint: 10, orderUpTo: 9.99), .orderUpToBelowReorderPoint),
            (StatedTerms(reorderPoint: 10, orderUpTo: 10), nil), (StatedTerms(reorderPoint: 10, orderUpTo: 0), nil),
            (StatedTerms(reorderPoint: 10, orderUpTo: 9, orderQuantity: 5), nil),
            (StatedTerms(reorderPoint: 10, orderUpTo: 9, orderable: false), nil),
            (StatedTerms(maximumOrderQuantity: 4, orderQuantity: 5), .noMultipleWithinBounds),
            (StatedTerms(reorderPoint: -1), .outOfBounds(.reorderPoint)),
            (StatedTerms(reviewWeekday: 8), .outOfBounds(.reviewWeekday)),
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

    @Test(
        arguments: [
            (StatedTerms(), .timePhased), (StatedTerms(reorderPoint: 0), .timePhased),
            (StatedTerms(reorderPoint: 0, orderUpTo: 0, orderQuantity: 0), .timePhased),
            (StatedTerms(orderQuantity: 50), .timePhased),
            (StatedTerms(reorderPoint: 60), .orderUpTo(point: 60, level: 116)),
            (StatedTerms(coverDays: 5, reorderPoint: 60), .orderUpTo(point: 60, level: 80)),
            (StatedTerms(reorderPoint: 60, orderUpTo: 200), .orderUpTo(point: 60, level: 200)),
            (StatedTerms(orderUpTo: 200), .orderUpTo(point: nil, level: 200)),
            (StatedTerms(reorderPoint: 0, orderUpTo: 200), .orderUpTo(point: 0, level: 200)),
            (StatedTerms(reorderPoint: 60, orderQuantity: 100), .fixedQuantity(point: 60, quantity: 100)),
            (
                StatedTerms(reorderPoint: 60, orderUpTo: 200, orderQuantity: 100),
                .fixedQuantity(point: 60, quantity: 100)
            ),
            (StatedTerms(reorderPoint: 0, orderQuantity: 100), .fixedQuantity(point: 0, quantity: 100)),
        ] as [(StatedTerms, OrderPolicy)])
    func thePolicyFollowsFromWhatIsStated(stated: StatedTerms, policy: OrderPolicy) throws {
        #expect(try SupplyTerms(stated, defaults: TermDefaults(), demandPerDay: 4).policy == policy)
    }

    /// Position, and what is ordered: at, just above and just below each bound.
    @Test(
        arguments: [
            (.orderUpTo(point: 60, level: 200), 60, 140), (.orderUpTo(point: 60, level: 200), 60.01, nil),
            (.orderUpTo(point: 60, level: 200), 40, 160), (.orderUpTo(point: 60, level: 60), 60, nil),
            (.orderUpTo(point: 60, level: 60), 59.99, 0.01),
            (.orderUpTo(point: 60, level: 200), 60.000_000_1, 140), (.orderUpTo(point: nil, level: 200), 200, nil),
            (.orderUpTo(point: nil, level: 200), 199.99, 0.01), (.orderUpTo(point: nil, level: 200), -5, 205),
            (.fixedQuantity(point: 60, quantity: 100), 60, 0.01), (.fixedQuantity(point: 60, quantity: 100), 40, 20.01),
            (.fixedQuantity(point: 60, quantity: 100), 61, nil), (.timePhased, -100, nil),
        ] as [(OrderPolicy, Double, Double?)])
    func anOrderIsDueAtThePoint(policy: OrderPolicy, position: Double, wanted: Double?) {
        #expect(policy.isDue(at: position) == (wanted != nil))
        if let wanted { #expect(policy.quantity(at: position) == wanted) }
    }

    @Test func anOrderQuantityTakesThePlaceOfTheMultiple() throws {
        let stated = StatedTerms(orderMultiple: 12, orderQuantity: 50)
        #expect(try SupplyTerms(stated, defaults: TermDefaults(), demandPerDay: 4).orderMultiple == 50)
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
