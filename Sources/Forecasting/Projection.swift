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
    /// Inlined, so that what `emit` captures is not counted as referred to for each series.
    ///
    /// - Parameter emit: called with each stretch, in order of days; they cover the horizon without gap or overlap.
    @inlinable @inline(__always)
    public static func project(
        _ stored: StockPosition, options: ForecastOptions, emit: (Stretch) throws -> Void
    ) rethrows {
        let position = options.position(from: stored)
        let (period, count) = extent(of: position, options)
        guard count > 0 else { return }
        var horizon = Horizon(position: position, period: period, count: count)
        let leg = Leg(
            first: 0, end: count, opening: position.onHand, sales: position.salesRate,
            restocking: position.restockingRate)
        if options.lostSales {
            try emitLosingSales(leg, &horizon, emit)
        } else {
            try emit(horizon.stretch(leg))
        }
    }

    /// Projects a position over its horizon, with receipts.
    ///
    /// Receipts are there from the morning of their day: on a day with some, restocking is the rate plus all of that day.
    /// Such a day is a stretch of its own, and the days between two of them are projected as they are without receipts:
    ///
    ///     L(k) = on hand + (k + 1) × (restocking − sales) + receipts up to day k
    ///
    /// Example: 10 on hand, 3 sold a day, 5 received on day 3 and on day 5. The levels are 7, 4, 1, 3, 0, 2, −1, and
    /// the series is out on day 4; with lost sales the last level is 0. With rates per update, receipts belong to the
    /// update in whose period their day falls, the last update having a whole period too. Receipts before the first day
    /// are not counted, as they are in the stock on hand, and neither are those after the horizon.
    ///
    /// - Parameters:
    ///   - receipts: ascending by day, with any number of them on a day. Without any, this is
    ///     ``project(_:options:emit:)``.
    ///   - emit: called with each stretch, in order of days; they cover the horizon without gap or overlap.
    @inlinable @inline(__always)
    public static func project<Receipts: RandomAccessCollection>(
        _ stored: StockPosition, options: ForecastOptions, receipts: Receipts, emit: (Stretch) throws -> Void
    ) rethrows where Receipts.Element == Receipt, Receipts.Index == Int {
        guard !receipts.isEmpty else { return try project(stored, options: options, emit: emit) }
        let position = options.position(from: stored)
        let (period, count) = extent(of: position, options)
        guard count > 0 else { return }
        var horizon = Horizon(position: position, period: period, count: count)
        var walk = LevelWalk(position, periodDays: period, losesSales: options.lostSales, receipts: receipts)
        while walk.period < count {
            let leg = walk.leg(before: count, receipts)
            if options.lostSales {
                try emitLosingSales(leg, &horizon, emit)
            } else {
                try emit(horizon.stretch(leg))
            }
            walk.pass(leg)
        }
    }

    /// The days of a period, and how many periods there are.
    @inlinable
    static func extent(of position: StockPosition, _ options: ForecastOptions) -> (period: Int, count: Int) {
        let period = options.ratesPer == .update ? position.frequency : 1
        // A horizon in updates could leave the calendar, whose last day is 9999-12-31; it ends there.
        let room = (CivilDate.dayNumbers.upperBound - position.startDay) / period + 1
        return (period, min(position.durationDays, room))
    }

    @inlinable
    static func emitLosingSales(_ leg: Leg, _ horizon: inout Horizon, _ emit: (Stretch) throws -> Void) rethrows {
        let floor = leg.fall ?? leg.end
        if floor > leg.first {
            try emit(
                horizon.stretch(
                    from: leg.first, to: floor, opening: leg.opening, sales: leg.sales, restocking: leg.restocking))
        }
        guard floor < leg.end else { return }
        // What can be sold in the period that hits zero is what was there in its morning and what came in. Backorders that
        // were open before are lost with it, so its opening level is what makes it end at exactly zero.
        let morning = floor == leg.first ? leg.opening : leg.opening + Double(floor - leg.first) * leg.net
        let sold = max(0, morning + leg.restocking)
        try emit(
            horizon.stretch(
                from: floor, to: floor + 1, opening: sold - leg.restocking, sales: sold, restocking: leg.restocking))
        guard floor + 1 < leg.end else { return }
        try emit(
            horizon.stretch(
                from: floor + 1, to: leg.end, opening: 0, sales: min(leg.sales, leg.restocking),
                restocking: leg.restocking))
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

    @inlinable
    mutating func stretch(_ leg: Leg) -> Stretch {
        stretch(from: leg.first, to: leg.end, opening: leg.opening, sales: leg.sales, restocking: leg.restocking)
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
