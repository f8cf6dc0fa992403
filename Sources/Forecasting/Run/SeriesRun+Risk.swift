extension SeriesRun {
    /// How likely a series runs out if nothing more is ordered, with the parameters of ``run(_:curve:receipts:stated:emit:orders:planned:)``.
    ///
    /// - Returns: nil without a rate of sales, and with rates per update, as nobody knows how the demand of an update spreads over its days.
    package func risk(
        _ stored: StockPosition, curve: FactorCurve?, receipts scheduled: ArraySlice<Receipt>, stated: StatedTerms,
        _ spread: DemandSpread
    ) -> StockoutRisk? {
        guard forecast.ratesPer == .day else { return nil }
        let position = forecast.position(from: stored)
        return StockoutRisk.of(
            position, spread.dispersion, isWhole: spread.isWhole, receipts: assumed(scheduled), closed: calendar.closed,
            curve: curve, orderArrival: orderArrival(startDay: position.startDay, stated),
            losesSales: forecast.lostSales)
    }

    /// The day on whose morning an order of the first day is there, or of the first later day on which orders are placed.
    package func orderArrival(startDay: Int, _ stated: StatedTerms) -> Int {
        // The safety stock doesn't matter here. Terms that no order can be planned with have a lead time too.
        let defaults = options.plan ?? TermDefaults()
        guard let terms = try? SupplyTerms(stated, defaults: defaults, demandPerDay: 0) else {
            return startDay
                + forecast.whatIf.leadTime(from: stated.leadTimeDays ?? defaults.leadTimeDays)
        }
        let schedule = ReviewSchedule(
            startDay: startDay, terms: forecast.whatIf.terms(from: terms), days: calendar.days,
            working: calendar.working)
        return schedule.arrival(ofOrderOn: schedule.day(schedule.review(from: startDay)))
    }
}
