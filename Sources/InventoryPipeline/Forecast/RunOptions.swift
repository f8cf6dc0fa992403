import Forecasting
import InventoryStore

/// How a run reads what is stored of a series. Forecasts, plans and explanations of them share it, so that they agree.
public struct RunOptions: Equatable, Sendable {
    public var forecast: ForecastOptions
    /// What orders are planned with where a series says nothing; nil makes a forecast, which plans none.
    public var plan: SupplyDefaults?

    public init(forecast: ForecastOptions, plan: SupplyDefaults? = nil) {
        self.forecast = forecast
        self.plan = plan
    }

    /// The scheduled receipts of a series, with the delay that is assumed.
    func receipts(from scheduled: ArraySlice<Receipt>) -> ArraySlice<Receipt> {
        guard forecast.whatIf.receiptDelayDays > 0, !scheduled.isEmpty else { return scheduled }
        return ArraySlice(scheduled.map(forecast.whatIf.receipt))
    }

    /// The terms that the orders of a series are planned with; nil for a forecast.
    ///
    /// - Throws: what is wrong with what the series states and the run's defaults together.
    func terms(of stored: StockPosition, _ stated: StatedSupply) throws(SupplyProblem) -> SupplyTerms? {
        guard let plan else { return nil }
        let position = forecast.position(from: stored)
        let demand =
            forecast.ratesPer == .update ? position.salesRate / Double(position.frequency) : position.salesRate
        return forecast.whatIf.terms(from: try SupplyTerms(stated, defaults: plan, demandPerDay: demand))
    }
}

extension SupplyProblem {
    /// For users, as a part of a sentence.
    var text: String {
        switch self {
        case .outOfBounds(let term): "its \(term.fileColumn.rawValue) is out of bounds"
        case .minimumAboveMaximum: "its min_order_quantity is above its max_order_quantity"
        case .noMultipleWithinBounds:
            "no multiple of its order_multiple lies between its min_order_quantity and its max_order_quantity"
        }
    }
}
