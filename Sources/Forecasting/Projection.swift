/// The projection of one series: its horizon cut into stretches of constant rates.
public enum Projection {
    /// Projects a position over its horizon.
    ///
    /// Period k (a day, or an update where rates are per update) ends at the level
    ///
    ///     L(k) = on hand + (k + 1) × (restocking − sales)                backorders: one stretch
    ///     L(k) = max(0, L(k − 1) + restocking − sales), L(−1) = on hand  lost sales: up to three
    ///
    /// With lost sales, the period in which the level would pass below zero is a stretch of its own that sells just what
    /// was there, and from then on as much is sold as comes in. The stock-out day is the first whose level, rounded as it
    /// is reported, is zero or below. Source: the inventory balance equation; with lost sales, Lindley's recursion
    /// (D. V. Lindley, "The theory of queues with a single server", 1952).
    ///
    /// - Parameter emit: called with each stretch, in order of days; they cover the horizon without gap or overlap.
    @inlinable
    public static func project(
        _ stored: StockPosition, options: ForecastOptions, emit: (Stretch) throws -> Void
    ) rethrows {
        let position = options.position(from: stored)
        let period = options.ratesPer == .update ? position.frequency : 1
        // A horizon in updates could leave the calendar, whose last day is 9999-12-31; it ends there.
        let count = min(position.durationDays, (CivilDate.dayNumbers.upperBound - position.startDay) / period + 1)
        guard count > 0 else { return }
        var horizon = Horizon(position: position, period: period, count: count)
        if options.lostSales {
            try projectLosingSales(position, &horizon, emit)
        } else {
            try emit(
                horizon.stretch(
                    from: 0, to: count, opening: position.onHand, sales: position.salesRate,
                    restocking: position.restockingRate))
        }
    }

    @inlinable
    static func projectLosingSales(
        _ position: StockPosition, _ horizon: inout Horizon, _ emit: (Stretch) throws -> Void
    ) rethrows {
        let net = position.restockingRate - position.salesRate
        let served = firstPeriod(in: horizon.count) {
            position.onHand + Double($0 + 1) * net < 0
        } guess: {
            position.onHand / -net
        }
        let floor = served ?? horizon.count
        if floor > 0 {
            try emit(
                horizon.stretch(
                    from: 0, to: floor, opening: position.onHand, sales: position.salesRate,
                    restocking: position.restockingRate))
        }
        guard floor < horizon.count else { return }
        // What can be sold in the period that hits zero is what was there in its morning and what came in. Backorders that
        // were open before are lost with it, so its opening level is what makes it end at exactly zero.
        let morning = floor == 0 ? position.onHand : position.onHand + Double(floor) * net
        let sold = max(0, morning + position.restockingRate)
        try emit(
            horizon.stretch(
                from: floor, to: floor + 1, opening: sold - position.restockingRate, sales: sold,
                restocking: position.restockingRate))
        guard floor + 1 < horizon.count else { return }
        try emit(
            horizon.stretch(
                from: floor + 1, to: horizon.count, opening: 0,
                sales: min(position.salesRate, position.restockingRate), restocking: position.restockingRate))
    }

    /// The first k in `0..<count` for which `holds` is true, or nil, where `holds` is monotone in k (once true it stays
    /// true). `guess` is where real arithmetic puts it; rounding moves that by a step or two, so the search walks from there.
    @inlinable
    static func firstPeriod(in count: Int, where holds: (Int) -> Bool, guess: () -> Double) -> Int? {
        if holds(0) { return 0 }
        guard holds(count - 1) else { return nil }
        let estimate = guess()
        var k = estimate < Double(count - 1) ? max(1, Int(estimate)) : count - 1
        while k < count - 1, !holds(k) { k += 1 }
        while k > 1, holds(k - 1) { k -= 1 }
        return k
    }
}

/// The periods of one horizon, and whether the series has run out in an earlier stretch.
@usableFromInline
struct Horizon {
    @usableFromInline let start: Int
    @usableFromInline let period: Int
    @usableFromInline let count: Int
    @usableFromInline let frequency: Int
    @usableFromInline var isOut = false

    @inlinable
    init(position: StockPosition, period: Int, count: Int) {
        start = position.startDay
        frequency = position.frequency
        self.period = period
        self.count = count
    }

    /// The stretch of periods `from..<to`. It reaches to the day before the next one begins; the last stretch ends with
    /// the day of its last period.
    @inlinable
    mutating func stretch(from: Int, to: Int, opening: Double, sales: Double, restocking: Double) -> Stretch {
        let firstDay = start + from * period
        let net = restocking - sales
        var stockoutDay: Int?
        if !isOut {
            // Without a negative net rate the level never falls, so only its first period can be the first one out.
            let periods = net < 0 ? to - from : 1
            let out = Projection.firstPeriod(in: periods) {
                ReportedQuantity.isOut(opening + Double($0 + 1) * net)
            } guess: {
                (opening - 0.005) / -net - 1
            }
            if let out {
                isOut = true
                stockoutDay = firstDay + out * period
            }
        }
        let intoCycle = (firstDay - start) % frequency
        return Stretch(
            firstDay: firstDay, lastDay: start + (to - 1) * period + (to < count ? period - 1 : 0),
            openingLevel: opening, sales: sales, restocking: restocking, period: period, frequency: frequency,
            phase: intoCycle == 0 ? 0 : frequency - intoCycle, stockoutDay: stockoutDay)
    }
}
