/// The projection of one series: its horizon cut into stretches of constant rates.
///
/// With a ``FactorCurve`` the sales of a period are rate × sum of the factors of its days, instead of the rate. A stretch is as long as
/// without one, except where restocking, the curve and lost sales meet: there the level goes up and down between zero and what is left
/// over on a slow day, and each time that it reaches zero takes up to three stretches.
public enum Projection {
    /// Projects a position over its horizon.
    ///
    /// Period k (a day, or an update if rates are per update) ends at the level
    ///
    ///     L(k) = on hand + (k + 1) × (restocking − sales)                backorders: one stretch
    ///     L(k) = max(0, L(k − 1) + restocking − sales), L(−1) = on hand  lost sales: up to three
    ///
    /// With lost sales, the period whose level would be negative is a stretch of its own, which sells exactly what is
    /// left. From then on sales equal restocking. The stock-out day is the first day whose level, as reported, is zero
    /// or below. Source: the inventory balance equation; with lost sales, Lindley's recursion (D. V. Lindley, "The
    /// theory of queues with a single server", 1952).
    ///
    /// Always inlined: otherwise each call retains and releases what `emit` captures.
    ///
    /// - Parameters:
    ///   - curve: nil if the sales are the same in all periods.
    ///   - emit: called with each stretch, in order of days; they cover the horizon without gap or overlap.
    @inlinable @inline(__always)
    public static func project(
        _ stored: StockPosition, options: ProjectionOptions, curve: FactorCurve? = nil,
        emit: (Stretch) throws -> Void
    ) rethrows {
        try project(stored, options: options, receipts: EmptyCollection(), curve: curve, emit: emit)
    }

    /// Projects a position over its horizon, with receipts.
    ///
    /// Receipts arrive on the morning of their day: on that day, restocking is the rate plus all receipts of the day.
    /// Such a day is a stretch of its own. The days between two such days are projected as without receipts:
    ///
    ///     L(k) = on hand + (k + 1) × (restocking − sales) + receipts up to day k
    ///
    /// Example: 10 on hand, 3 sold a day, 5 received on day 3 and on day 5. The levels are 7, 4, 1, 3, 0, 2, −1, and
    /// the series is out on day 4; with lost sales the last level is 0. With rates per update, a receipt belongs to the
    /// update whose period contains its day; the last update has a whole period too. Receipts before the first day are
    /// overdue, and count on that day. Receipts after the horizon are not counted.
    ///
    /// - Parameters:
    ///   - receipts: ascending by day, any number of them on one day. Without receipts and closed days, this is
    ///     ``project(_:options:curve:emit:)``.
    ///   - closed: the days on which the store is closed, as ascending ranges: each is a stretch whose rates are zero.
    ///   - curve: nil if the sales are the same in all periods. On a closed day nothing is sold, whatever its factor is.
    ///   - emit: called with each stretch, in order of days; they cover the horizon without gap or overlap.
    @inlinable @inline(__always)
    public static func project<Receipts: RandomAccessCollection>(
        _ stored: StockPosition, options: ProjectionOptions, receipts: Receipts, closed: [ClosedRange<Int>] = [],
        curve: FactorCurve? = nil, emit: (Stretch) throws -> Void
    ) rethrows where Receipts.Element == Receipt, Receipts.Index == Int {
        let position = options.position(from: stored)
        let (period, count) = extent(of: position, options)
        guard count > 0 else { return }
        var horizon = Horizon(position: position, period: period, count: count)
        guard let curve else {
            return try project(
                position, &horizon, losesSales: options.lostSales, receipts, closed, ConstantFactors(), emit)
        }
        defer { withExtendedLifetime(curve) {} }
        let factors = CurveFactors(curve, startDay: position.startDay, periodDays: period)
        try project(position, &horizon, losesSales: options.lostSales, receipts, closed, factors, emit)
    }

    @inlinable @inline(__always)
    static func project<Receipts: RandomAccessCollection>(
        _ position: StockPosition, _ horizon: inout Horizon, losesSales: Bool, _ receipts: Receipts,
        _ closed: [ClosedRange<Int>], _ factors: some PeriodFactors, _ emit: (Stretch) throws -> Void
    ) rethrows where Receipts.Element == Receipt, Receipts.Index == Int {
        let (period, count) = (horizon.period, horizon.count)
        if receipts.isEmpty, closed.isEmpty, factors.areConstant || !losesSales {
            let span = ConstantRateSpan(
                first: 0, end: count, opening: position.onHand, sales: position.salesRate ?? 0,
                restocking: position.restockingRate)
            if losesSales {
                try emitLosingSales(span, factors, &horizon, emit)
            } else {
                try emit(horizon.stretch(span, factors))
            }
            return
        }
        let changes = DatedChanges(receipts, closed: closed, factors, periodDays: period)
        var walk = LevelWalk(position, periodDays: period, losesSales: losesSales, changes)
        while walk.period < count {
            let span = walk.span(before: count, changes)
            if losesSales {
                try emitLosingSales(span, factors, &horizon, emit)
            } else {
                try emit(horizon.stretch(span, factors))
            }
            walk.pass(span, changes)
        }
    }

    /// The days of a period, and the number of periods: 0 without a rate of sales.
    @inlinable
    static func extent(of position: StockPosition, _ options: ProjectionOptions) -> (period: Int, count: Int) {
        let period = options.periodDays(of: position)
        guard position.salesRate != nil else { return (period, 0) }
        // A horizon in updates could leave the calendar, whose last day is 9999-12-31. It is cut there.
        let room = (CivilDate.dayNumbers.upperBound - position.startDay) / period + 1
        return (period, min(position.durationDays, room))
    }

    /// Always inlined, as ``Horizon/stretch(_:_:)`` is: otherwise the span goes through memory, and a series takes half as long again.
    @inlinable @inline(__always)
    static func emitLosingSales(
        _ span: ConstantRateSpan, _ factors: some PeriodFactors, _ horizon: inout Horizon,
        _ emit: (Stretch) throws -> Void
    ) rethrows {
        func part(_ first: Int, _ end: Int, _ opening: Double, _ sales: Double) -> ConstantRateSpan {
            ConstantRateSpan(first: first, end: end, opening: opening, sales: sales, restocking: span.restocking)
        }
        let owed = span.owedPeriods
        var span = span
        if owed > 0 {
            // Backorders that were open before are served first.
            try emit(horizon.stretch(part(span.first, span.first + owed, span.opening, 0), ConstantFactors()))
            guard span.first + owed < span.end else { return }
            span = part(span.first + owed, span.end, span.opening + Double(owed) * span.restocking, span.sales)
        }
        let floor = span.firstNegativePeriod(factors) ?? span.end
        if floor > span.first {
            try emit(horizon.stretch(part(span.first, floor, span.opening, span.sales), factors))
        }
        guard floor < span.end else { return }
        // In the period that reaches zero, sales are limited to the stock of its morning plus what came in, less what is owed. They
        // are such that the period ends at exactly zero.
        let morning = floor == span.first ? span.opening : span.level(floor - 1, factors)
        let sold = max(0, morning + span.restocking)
        try emit(horizon.stretch(part(floor, floor + 1, sold - span.restocking, sold), ConstantFactors()))
        guard floor + 1 < span.end else { return }
        // With a curve each period of the rest could sell more than comes in.
        let rest = factors.areConstant ? min(span.sales, span.restocking) : span.restocking
        try emit(horizon.stretch(part(floor + 1, span.end, 0, rest), ConstantFactors()))
    }
}
