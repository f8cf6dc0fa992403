import Forecasting
import Testing

/// Plans that are worked out by hand.
@Suite struct OrderPlanTests {
    /// Ten on hand, five sold and three restocked a day: the example of the documentation.
    private static func tenUnits(duration: Int = 10) -> StockPosition {
        StockPosition(
            startDay: 0, onHand: 10, salesRate: 5, restockingRate: 3, durationDays: duration, frequency: 1)
    }

    private static func terms(
        _ leadTime: Int, review: Int = 1, safety: Double = 0, cover: Int = 7, multiple: Double = 1,
        maximum: Double? = nil
    ) throws -> SupplyTerms {
        try SupplyTerms(
            leadTimeDays: leadTime, reviewPeriodDays: review, safetyStock: safety, coverDays: cover,
            orderMultiple: multiple, maximumOrderQuantity: maximum)
    }

    /// Day of the order, of the arrival and of the need, and units.
    private static func short(_ orders: [PlannedOrder]) -> [[Double]] {
        orders.map { [Double($0.orderDay), Double($0.arrivalDay), Double($0.needDay), $0.quantity] }
    }

    @Test func withoutASafetyStockTheFirstDayAtZeroIsTheDayOfNeed() throws {
        let orders = OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(2))
        #expect(Self.short(orders) == [[2, 4, 4, 15]])
        let order = try #require(orders.first)
        #expect((order.reason, order.daysLate, order.unitsShort) == (.stockOut, 0, 0))
        let a = order.arithmetic
        #expect((a.balanceDay, a.onHand, a.restocked, a.demand, a.levelOnBalanceDay) == (4, 10, 15, 25, 0))
        #expect((a.lowestDay, a.lowestLevel, a.coveredUntil, a.target) == (11, -14, 11, 0.01))
        #expect((a.shortfall, a.rawQuantity, a.afterMultiple) == (14.01, 14.01, 15))
    }

    @Test func aLevelAtTheSafetyStockIsNotBelowIt() throws {
        let orders = OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(2, safety: 4))
        #expect(Self.short(orders) == [[1, 3, 3, 16], [9, 11, 11, 16]])
        #expect(orders.first?.reason == .belowSafetyStock)
        // One hundredth more, and the day before, with level 4, is below.
        let more = OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(2, safety: 4.01))
        #expect(Self.short(more).first == [0, 2, 2, 15])
        // It counts as it is stated, and not as it would be shown.
        #expect(OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(2, safety: 4.004)).first?.needDay == 2)
        #expect(OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(2, safety: 3.996)).first?.needDay == 3)
    }

    @Test func ordersGoOnToTheHorizon() throws {
        let orders = OrderPlan.orders(Self.tenUnits(duration: 30), terms: try Self.terms(2))
        // 15 units leave 1 on day 11, and -1 on day 12; then 16 units leave 1 again, eight days later.
        #expect(Self.short(orders) == [[2, 4, 4, 15], [10, 12, 12, 16], [18, 20, 20, 16], [26, 28, 28, 16]])
        #expect(orders.map(\.arithmetic.earlierOrders) == [0, 15, 31, 47])
    }

    @Test func anOrderWhoseDayIsPastIsPlacedAtOnceAndArrivesLate() throws {
        // Needed on day 4, which is one day too early for a lead time of 5; days 5 and 6 are at -2 and -4.
        #expect(
            Self.short(OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(4))) == [
                [0, 4, 4, 15], [8, 12, 12, 16],
            ])
        let orders = OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(7))
        // Another one is placed in the horizon, for a day after it.
        #expect(Self.short(orders) == [[0, 7, 4, 21], [8, 15, 15, 16]])
        #expect(orders.map(\.daysLate) == [3, 0])
        #expect(orders.map(\.unitsShort) == [4, 0])
        let a = try #require(orders.first?.arithmetic)
        #expect(
            (a.levelOnNeedDay, a.balanceDay, a.levelOnBalanceDay, a.lowestDay, a.lowestLevel) == (0, 7, -6, 14, -20))
    }

    @Test func lostSalesAreNotOrderedLater() throws {
        let orders = OrderPlan.orders(
            Self.tenUnits(), options: ProjectionOptions(lostSales: true), terms: try Self.terms(7))
        // From zero on the morning of day 7 to -16 on day 14. Two units are lost on each of the days 5 and 6.
        #expect(Self.short(orders) == [[0, 7, 4, 17], [8, 15, 15, 16]])
        #expect(orders.map(\.unitsShort) == [4, 0])
        #expect(orders.map(\.arithmetic.lost) == [6, 5])
    }

    @Test func ordersArePlacedOnReviewDays() throws {
        // Needed on day 4, placed two days before at the latest: on day 0, as the next review day is day 3. It lasts for
        // seven days more.
        #expect(
            Self.short(OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(2, review: 3)))
                == [[0, 2, 4, 15], [9, 11, 12, 16]])
        // A lead time of 1 still meets it from day 3.
        #expect(
            Self.short(OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(1, review: 3)))
                == [[3, 4, 4, 15], [9, 10, 12, 16]])
    }

    @Test func anOrderLastsUntilThatOfTheNextReviewDayCanArrive() throws {
        // Placed on day 0, next on day 14, which arrives on day 16: day 15 would be at -22.
        let orders = OrderPlan.orders(Self.tenUnits(duration: 20), terms: try Self.terms(2, review: 14, cover: 3))
        #expect(Self.short(orders) == [[0, 2, 4, 23], [14, 16, 16, 28]])
        #expect(orders.first?.arithmetic.coveredUntil == 15)
        // With a cover of 12 days it lasts until day 16 anyway.
        let longer = OrderPlan.orders(Self.tenUnits(duration: 20), terms: try Self.terms(2, review: 14, cover: 12))
        #expect(longer.first?.quantity == 25)
    }

    @Test func aReceiptIsCountedBeforeAnOrderIs() throws {
        // Day 4 would be at 0; with the receipt it is at 6, and day 7 at 0.
        let receipts = [Receipt(day: 4, quantity: 6)]
        let orders = OrderPlan.orders(Self.tenUnits(), receipts: receipts, terms: try Self.terms(2))
        #expect(Self.short(orders) == [[5, 7, 7, 15]])
        #expect(orders.first?.arithmetic.receiptsDue == 6)
        // One that arrives within the cover is not ordered again: the level is lowest on the day before it.
        let later = OrderPlan.orders(
            Self.tenUnits(), receipts: [Receipt(day: 7, quantity: 100)], terms: try Self.terms(2))
        #expect(Self.short(later) == [[2, 4, 4, 5]])
        #expect(later.first?.arithmetic.lowestDay == 6)
    }

    @Test func nothingIsOrderedThatComesAfterTheLevelHasRecovered() throws {
        // Out on day 4, back at 98 on day 5; the first order could be there on day 6.
        let receipts = [Receipt(day: 5, quantity: 100)]
        #expect(OrderPlan.orders(Self.tenUnits(), receipts: receipts, terms: try Self.terms(6)).isEmpty)
        #expect(
            Self.short(OrderPlan.orders(Self.tenUnits(), receipts: receipts, terms: try Self.terms(4))) == [
                [0, 4, 4, 1]
            ])
    }

    @Test func theMaximumLeavesTheRestToTheNextReviewDay() throws {
        // Two are sold a day more than come in, and 15 are needed from day 4 on. The first four last for the days 4 and 5.
        let orders = OrderPlan.orders(Self.tenUnits(duration: 8), terms: try Self.terms(2, maximum: 4))
        #expect(Self.short(orders) == [[2, 4, 4, 4], [4, 6, 6, 4], [6, 8, 8, 4]])
        // One unit a day is less than a day's two: each day has its own, and the level falls all the same.
        let one = OrderPlan.orders(Self.tenUnits(duration: 8), terms: try Self.terms(2, maximum: 1))
        #expect(
            Self.short(one) == [
                [2, 4, 4, 1], [3, 5, 5, 1], [4, 6, 6, 1], [5, 7, 7, 1], [6, 8, 8, 1], [7, 9, 9, 1],
            ])
        // Of the four units that are short in the end, each is counted once.
        #expect(one.map(\.unitsShort) == [0, 0, 1, 1, 1, 1])
        #expect(one.map(\.largestBacklog) == [0, 0, 1, 2, 3, 4])
        // On a review day every three days the next one is late.
        let rare = OrderPlan.orders(Self.tenUnits(duration: 8), terms: try Self.terms(1, review: 3, maximum: 1))
        #expect(Self.short(rare) == [[3, 4, 4, 1], [6, 7, 5, 1]])
        #expect(rare.map(\.daysLate) == [0, 2])
        #expect(rare.map(\.unitsShort) == [0, 4])
    }

    @Test func aLeadTimeBeyondTheHorizonIsOrderedFor() throws {
        let orders = OrderPlan.orders(Self.tenUnits(), terms: try Self.terms(20))
        #expect(Self.short(orders) == [[0, 20, 4, 47], [8, 28, 28, 16]])
        #expect(orders.map(\.daysLate) == [16, 0])
        #expect(orders.map(\.unitsShort) == [30, 0])
        // Nothing is missing in the horizon, and yet the order for what is missing after it is due in it.
        let later = OrderPlan.orders(Self.tenUnits(duration: 3), terms: try Self.terms(3))
        #expect(Self.short(later) == [[1, 4, 4, 15]])
    }

    @Test func aLevelThatStaysAtZeroNeedsTheLeastOrder() throws {
        let position = StockPosition(
            startDay: 0, onHand: 0, salesRate: 5, restockingRate: 5, durationDays: 30, frequency: 1)
        #expect(Self.short(OrderPlan.orders(position, terms: try Self.terms(0))) == [[0, 0, 0, 1]])
        #expect(Self.short(OrderPlan.orders(position, terms: try Self.terms(0, multiple: 0))) == [[0, 0, 0, 0.01]])
    }

    @Test func withoutCoverAnOrderIsForItsDay() throws {
        let orders = OrderPlan.orders(Self.tenUnits(duration: 7), terms: try Self.terms(0, safety: 2, cover: 0))
        #expect(Self.short(orders) == [[4, 4, 4, 2], [5, 5, 5, 2], [6, 6, 6, 2]])
    }

    @Test func withRatesPerUpdateTheOrderArrivesByTheUpdate() throws {
        // Updates on days 0, 7, 14, ... with the levels 8, 6, 4, 2, 0: needed on day 28.
        var position = Self.tenUnits(duration: 6)
        position.frequency = 7
        let orders = OrderPlan.orders(
            position, options: ProjectionOptions(ratesPer: .update), terms: try Self.terms(10, cover: 7))
        #expect(Self.short(orders) == [[18, 28, 28, 3], [32, 42, 42, 4]])
    }

    /// The examples of ``LotSize``: as much is wanted as the safety stock, from nothing.
    @Test(
        arguments: [
            (50, 0, nil, 49.99, 50), (50, 0, nil, 50, 50), (50, 0, nil, 50.01, 50.01), (0, 12, nil, 12, 12),
            (0, 12, nil, 12.01, 24), (50, 12, nil, 6, 60), (0, 24, 100, 96, 96), (0, 24, 100, 96.01, 96),
            (0, 24, 120, 108, 120), (0, 0, 100, 100.01, 100),
        ] as [(Double, Double, Double?, Double, Double)])
    func quantitiesOnBothSidesOfEachBoundary(
        minimum: Double, multiple: Double, maximum: Double?, wanted: Double, ordered: Double
    ) throws {
        let position = StockPosition(
            startDay: 0, onHand: 0, salesRate: 0, restockingRate: 0, durationDays: 1, frequency: 1)
        let terms = try SupplyTerms(
            leadTimeDays: 0, safetyStock: wanted, minimumOrderQuantity: minimum, orderMultiple: multiple,
            maximumOrderQuantity: maximum)
        let order = try #require(OrderPlan.orders(position, terms: terms).first)
        #expect((order.arithmetic.rawQuantity, order.quantity) == (wanted, ordered))
    }
}
