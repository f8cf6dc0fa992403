/// How orders are decided in a simulation.
package enum SimulatedPolicy: String, CaseIterable, Sendable {
    /// As the terms of each series say: at its reorder point, up to its level, or by a plan.
    case stated
    /// A plan that is made anew at each review.
    case plan
    /// At or below the order point up to the demand of an order more: (s, S).
    case minMax = "min-max"
    /// At each review up to the order point: (R, S).
    case orderUpTo = "order-up-to"
}

extension SeriesRun {
    /// The days that an order of a series answers for.
    ///
    /// - Throws: the problem with its terms.
    package func interval(
        _ stored: StockPosition, _ stated: StatedTerms
    ) throws(TermsProblem) -> ProtectionInterval {
        // The safety stock doesn't matter here.
        let terms = try SupplyTerms(stated, defaults: options.plan ?? TermDefaults(), demandPerDay: 0)
        return ProtectionInterval(
            startDay: forecast.position(from: stored).startDay, forecast.whatIf.terms(from: terms),
            calendar)
    }

    /// A series that a policy is tried on, with ``service`` and ``spread``, and the parameters of
    /// ``run(_:curve:receipts:stated:emit:orders:planned:)``.
    ///
    /// - Parameters:
    ///   - stored: its horizon is the days that are simulated.
    ///   - policy: a level or a point that the series states goes before one that is computed.
    /// - Returns: nil if nothing may be ordered.
    /// - Throws: the problem with its terms.
    package func simulated(
        _ stored: StockPosition, curve: FactorCurve?, receipts scheduled: ArraySlice<Receipt>, stated: StatedTerms,
        by policy: SimulatedPolicy
    ) throws(TermsProblem) -> SimulatedSeries? {
        guard let terms = try simulatedTerms(stored, stated, curve, policy) else { return nil }
        return SimulatedSeries(
            forecast.position(from: stored), receipts: Array(assumed(scheduled)), terms: terms,
            calendar: calendar, curve: curve, losesSales: forecast.lostSales)
    }

    /// A series that a policy is tried on from a day on, with a stock that lasts until its first order is there, and until the one after it,
    /// with its safety stock left, if none is known.
    ///
    /// - Parameters: those of ``simulated(_:curve:receipts:stated:by:)``; the first day is that of the position.
    ///   - stock: nil if it isn't known.
    package func replayed(
        _ position: StockPosition, curve: FactorCurve?, stock: Double?, stated: StatedTerms, by policy: SimulatedPolicy
    ) throws(TermsProblem) -> SimulatedSeries? {
        guard let terms = try simulatedTerms(position, stated, curve, policy) else { return nil }
        var position = position
        let interval = ProtectionInterval(startDay: position.startDay, terms, calendar)
        let needed =
            (position.salesRate ?? 0)
            * factors(curve, position.startDay, days: interval.firstArrival + interval.reviewDays)
        position.onHand = stock ?? LotSize.decimal((needed + terms.safetyStock).rounded(.up))
        return SimulatedSeries(
            position, terms: terms, calendar: calendar, curve: curve, losesSales: forecast.lostSales)
    }

    private func factors(_ curve: FactorCurve?, _ first: Int, days: Int) -> Double {
        curve.map { $0.sum(before: first + days) - $0.sum(before: first) } ?? Double(days)
    }

    /// The terms with which a policy orders, with ``service`` and ``spread``.
    ///
    /// - Returns: nil if nothing may be ordered.
    package func simulatedTerms(
        _ stored: StockPosition, _ stated: StatedTerms, _ curve: FactorCurve?, _ policy: SimulatedPolicy
    ) throws(TermsProblem) -> SupplyTerms? {
        guard var terms = try terms(of: stored, stated, curve), terms.isOrderable else { return nil }
        switch (policy, terms.policy) {
        case (.stated, _), (.minMax, .fixedQuantity), (.minMax, .orderUpTo(point: _?, level: _)),
            (.orderUpTo, .orderUpTo(point: nil, level: _)):
            return terms
        case (.plan, _): terms.policy = .timePhased
        case (.minMax, _), (.orderUpTo, _):
            let position = forecast.position(from: stored)
            let service = serviceStock(of: stored, stated, terms, curve)
            let interval = service?.interval ?? ProtectionInterval(startDay: position.startDay, terms, calendar)
            let rate = ServiceStock.meanRate(of: position, closed: calendar.closed, curve)
            let isMinMax = policy == .minMax
            // What is ordered up to a level at each review is what is sold between two.
            let point =
                service.map { isMinMax ? $0.point.level : $0.levelByReview } ?? rate * Double(interval.days)
                + terms.safetyStock
            let order = OrderPoint.orderQuantity(
                rate: rate, coverDays: terms.coverDays, reviewPeriodDays: interval.reviewDays,
                minimum: terms.minimumOrderQuantity, multiple: terms.orderMultiple)
            terms.policy = .orderUpTo(
                point: isMinMax ? point : nil, level: min(isMinMax ? point + order : point, StockLimits.quantity))
        }
        return terms
    }
}
