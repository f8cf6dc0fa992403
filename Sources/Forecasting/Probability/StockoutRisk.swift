/// How likely a series runs out, and when, if nothing more is ordered.
///
/// F(t) is the probability that the series is out, by the meaning of ``ReportedQuantity/isOut(_:sells:)``, on some evening up to t. Demand
/// only adds up, so it is out by t without receipts if as many units are asked for as make the reported level zero or less:
///
///     F(t) = P(D(1…t) ≥ k),    k = (on hand in hundredths + 99) div 100
///
/// which has no error but that of ``CountLaw``. With receipts or restocking it is a first passage, see ``Survivors``. Backorders and
/// lost sales first run out on the same day.
///
/// These are not the dates of a projection. A projection is out when demand comes exactly as expected; the chance of being out by then is
/// about a half.
package struct StockoutRisk: Equatable, Sendable {
    /// The probability of being out before an order that is placed on the first day is there.
    package var beforeOrder = 0.0
    /// The probability of being out before the next receipt is there; nil if there is none in the horizon.
    package var beforeReceipt: Double?
    /// The probability of being out within the horizon.
    package var horizon = 0.0
    /// The first day with F of 0.1 or more, as a day number; nil if it is beyond the horizon.
    package var earlyDay: Int?
    /// The same with 0.5.
    package var middleDay: Int?
    /// The same with 0.9.
    package var lateDay: Int?
    /// Units that are asked for and expected not to be there when they are, before an order that is placed on the first day is there.
    ///
    /// With backorders, what is expected to be served late: by how much the backlog grows, Σ E(D(i) − A(i))⁺ − E(D(i − 1) − A(i))⁺, where
    /// A(i) was available up to the end of leg i. With lost sales, what is expected to be lost, by ``SoldUnits``. The first is exact but for
    /// the law of demand; the second is without receipts, and with them within 1 % on average.
    package var unitsShort = 0.0
    /// Whether stock comes in at a rate, so that probabilities may be off by up to 0.071 (by 0.011 on average).
    package var isApproximate = false

    package init() {}

    /// The risk of a series whose rates count days.
    ///
    /// - Parameters:
    ///   - position: with the options of the run applied. What it restocks comes in on each day on which the store is open.
    ///   - dispersion: of the demand. Where no history says it, φ of 1 and c of 0 are the least that there can be.
    ///   - isWhole: whether only whole units are sold.
    ///   - receipts: ascending by day. What is overdue counts on the first day.
    ///   - closed: the days on which the store is closed, as ascending ranges of day numbers.
    ///   - curve: the factors of the days; nil if they are the same.
    ///   - orderArrival: the day on whose morning an order of the first day is there. It may be beyond the horizon.
    ///   - losesSales: whether demand that can't be served is lost.
    /// - Returns: nil without a rate of sales or without a horizon.
    package static func of(
        _ position: StockPosition, _ dispersion: Dispersion, isWhole: Bool, receipts: ArraySlice<Receipt> = [],
        closed: [ClosedRange<Int>] = [], curve: FactorCurve? = nil, orderArrival: Int, losesSales: Bool = false
    ) -> StockoutRisk? {
        guard let rate = position.salesRate, position.durationDays > 0 else { return nil }
        let supply = CumulativeSupply(position, receipts, closed: closed)
        let latest = position.startDay + 2 * StockLimits.durationDays
        let days = min(max(orderArrival, position.startDay), latest) - position.startDay
        // Nothing is owed later that isn't owed on the first evening.
        guard rate > 0 else { return StockoutRisk(owing: supply, days: position.durationDays, orderDays: days) }
        guard let curve else {
            let demand = CumulativeDemand(
                rate: rate, dispersion, isWhole: isWhole, ConstantFactors(), startDay: position.startDay,
                closed: closed)
            return StockoutRisk(
                demand, supply, days: position.durationDays, orderDays: days, losesSales: losesSales)
        }
        return withExtendedLifetime(curve) {
            let demand = CumulativeDemand(
                rate: rate, dispersion, isWhole: isWhole,
                CurveFactors(curve, startDay: position.startDay, periodDays: 1), startDay: position.startDay,
                closed: closed)
            return StockoutRisk(
                demand, supply, days: position.durationDays, orderDays: days, losesSales: losesSales)
        }
    }

    /// - Parameters:
    ///   - days: of the horizon.
    ///   - orderDays: the days before an order of the first day is there.
    private init(
        _ demand: consuming CumulativeDemand<some PeriodFactors>, _ supply: consuming CumulativeSupply, days: Int,
        orderDays: Int, losesSales: Bool
    ) {
        let start = supply.start
        isApproximate = supply.restocking > 0
        let receiptDays = supply.daysBeforeReceipt.flatMap { $0 < days ? $0 : nil }
        beforeReceipt = receiptDays.map { _ in 0 }
        var passage = FirstPassage(demand, supply, days: max(days, orderDays), singleDays: orderDays)
        while passage.nextLeg() {
            let (leg, lastDay) = (passage.leg.days, passage.leg.lastDay)
            if leg.contains(orderDays) { beforeOrder = passage.probability(through: orderDays) }
            if let receiptDays, leg.contains(receiptDays) {
                beforeReceipt = passage.probability(through: receiptDays)
            }
            if leg.lowerBound <= days {
                let last = min(lastDay, days)
                horizon = passage.probability(through: last)
                func day(_ probability: Double, _ found: Int?) -> Int? {
                    if found != nil || horizon < probability { return found }
                    return start + passage.firstDay(with: probability, through: last)
                }
                earlyDay = day(0.1, earlyDay)
                middleDay = day(0.5, middleDay)
                lateDay = day(0.9, lateDay)
            }
            if leg.lowerBound <= orderDays {
                unitsShort += passage.shortage(through: min(lastDay, orderDays), losesSales: losesSales)
            }
            if passage.isCertain, lastDay >= orderDays, lastDay >= receiptDays ?? 0 { break }
        }
    }

    /// The risk of a series that sells nothing: it is out if it owes something.
    private init(owing supply: CumulativeSupply, days: Int, orderDays: Int) {
        var supply = supply
        let receiptDays = supply.daysBeforeReceipt.flatMap { $0 < days ? $0 : nil }
        let owes = supply.next(through: 1, unit: 1).map { ReportedQuantity.isOut($0.available, sells: false) } ?? false
        let probability = owes ? 1.0 : 0
        horizon = probability
        beforeOrder = orderDays > 0 ? probability : 0
        beforeReceipt = receiptDays.map { $0 > 0 ? probability : 0 }
        if owes { (earlyDay, middleDay, lateDay) = (supply.start + 1, supply.start + 1, supply.start + 1) }
    }
}
