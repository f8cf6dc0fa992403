import Forecasting
import InventoryPipeline

/// The summary of a forecast or a plan for programs.
struct RunObject: Encodable {
    var runID: Int
    var scenario: String
    var series: Int
    /// Series whose sales are estimated from their history.
    var fromHistory: Int
    /// The last day with sales, if it is long before the first day of the results.
    var oldSalesUntil: String?
    /// Series of which demand is stated ahead for some of their days, and those of them of which nothing else is known.
    var statedAhead: Int
    var onlyStatedAhead: Int
    /// Series of which demand is stated of a period on all of whose days the calendar closes the store.
    var statedOfClosed: Int
    /// Stock-outs that are to be expected, with the spread of demand.
    var risk: Risk?
    /// Of a plan: series for which a service is wanted that no safety stock could be found for.
    var withoutService: Int?
    /// Series whose position is older than their last sales, and whether it was brought forward to them.
    var behind: Int
    var rolledForward: Bool
    /// True if --between has no day of any series ahead.
    var assumedOnNoDay: Bool
    var withoutRate: Int
    var dead: Int
    var stockouts: Int
    var firstStockouts: [Upcoming]
    var orders: Int?
    var firstOrders: [Upcoming]
    var lateOrders: Int?
    var unitsShort: Double?
    /// Series that are not to be ordered.
    var notOrderable: Int?
    /// Series that are ordered although they seem to sell no longer.
    var orderedEnded: Int?
    /// Series for which no orders can be planned.
    var unplanned: Int?
    var firstUnplanned: [Unplanned]?
    var removedOrders: Int
    var staleStores: [String]
    var seconds: Double
    var seriesPerSecond: Int

    struct Upcoming: Encodable {
        var date: String
        var storeID: String
        var productID: String
        var name: String?

        init(_ upcoming: RunSummary.Upcoming) {
            date = NumberText.date(upcoming.day)
            storeID = upcoming.series.storeID
            productID = upcoming.series.productID
            name = upcoming.series.name
        }
    }

    struct Risk: Encodable {
        var series: Int
        var stockouts: Double
        var deviation: Double
        var beforeOrder: Double
        var unitsShort: Double

        init(_ totals: RiskTotals) {
            series = totals.series
            (stockouts, deviation) = totals.stockouts
            (beforeOrder, unitsShort) = (totals.beforeOrder, totals.unitsShort)
        }
    }

    struct Unplanned: Encodable {
        var storeID: String
        var productID: String
        var reason: String
    }

    init(_ summary: RunSummary) {
        runID = summary.runID
        scenario = summary.scenario
        series = summary.series
        fromHistory = summary.fromHistory
        oldSalesUntil = summary.oldSales.map { NumberText.date($0.until) }
        statedAhead = summary.statedAhead
        onlyStatedAhead = summary.onlyStatedAhead
        statedOfClosed = summary.statedOfClosed
        risk = summary.risk.map(Risk.init)
        withoutService = summary.orders == nil ? nil : summary.withoutService.values.reduce(0, +)
        behind = summary.behind
        rolledForward = summary.isRolledForward
        assumedOnNoDay = summary.assumesOnNoDay
        withoutRate = summary.withoutRate
        dead = summary.dead
        stockouts = summary.stockouts
        firstStockouts = summary.first.map(Upcoming.init)
        orders = summary.orders?.count
        firstOrders = summary.firstOrders.map(Upcoming.init)
        lateOrders = summary.orders?.late
        unitsShort = summary.orders.map { ReportedQuantity.rounded($0.unitsShort) }
        notOrderable = summary.notOrderable
        orderedEnded = summary.orderedEnded
        if summary.orders != nil {
            unplanned = summary.unplanned
            firstUnplanned = summary.firstUnplanned.map {
                Unplanned(storeID: $0.series.storeID, productID: $0.series.productID, reason: $0.reason)
            }
        }
        removedOrders = summary.removedOrders
        staleStores = summary.staleStores
        seconds = summary.seconds
        seriesPerSecond = summary.seriesPerSecond
    }
}

extension RunSummary {
    var seriesPerSecond: Int { Int((Double(series) / max(seconds, 0.001)).rounded()) }
}
