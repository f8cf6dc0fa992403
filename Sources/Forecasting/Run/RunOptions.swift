/// How a run reads what is stored of a series. Forecasts, plans and explanations of them share it, so that they agree.
package struct RunOptions: Equatable, Sendable {
    package var forecast: ProjectionOptions
    /// What orders are planned with where a series says nothing; nil makes a forecast, which plans none.
    package var plan: TermDefaults?

    package init(forecast: ProjectionOptions, plan: TermDefaults? = nil) {
        self.forecast = forecast
        self.plan = plan
    }

    /// The scheduled receipts of a series, with the delay that is assumed.
    package func receipts(from scheduled: ArraySlice<Receipt>) -> ArraySlice<Receipt> {
        guard forecast.whatIf.receiptDelayDays > 0, !scheduled.isEmpty else { return scheduled }
        return ArraySlice(scheduled.map(forecast.whatIf.receipt))
    }

    /// The terms that the orders of a series are planned with; nil for a forecast.
    ///
    /// - Throws: what is wrong with what the series states and the run's defaults together.
    package func terms(of stored: StockPosition, _ stated: StatedTerms) throws(TermsProblem) -> SupplyTerms? {
        guard let plan else { return nil }
        let position = forecast.position(from: stored)
        let demand =
            forecast.ratesPer == .update ? position.salesRate / Double(position.frequency) : position.salesRate
        return forecast.whatIf.terms(from: try SupplyTerms(stated, defaults: plan, demandPerDay: demand))
    }
}
