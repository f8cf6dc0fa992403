import Forecasting
import InventoryPipeline
import InventoryStore

/// What an import of sales has changed, for programs. Days are counted by store.
struct SalesObject: Encodable {
    var stores: Int
    /// The last day of which files have the sales of these stores.
    var until: String?
    var newDays: Int
    var newUnits: Double
    var replacedDays: Int
    var unitsBefore: Double
    var unitsAfter: Double
    var sameDays: Int
    var removedDays: Int
    var removedUnits: Double
    /// Series whose forecasts start from a closing stock of the files: new ones, and those that had an earlier one.
    var madePositions: Int
    var movedPositions: Int
    /// Days without sales of a store that usually sells on their weekday, and the first of them.
    var missingDays: Int
    var firstMissing: [Day]
    /// Stores whose sales end before those of others, and the first of them with their last days.
    var storesBehind: Int
    var firstBehind: [Day]
    /// Days after which their store has none for more than a year, and the first of them.
    var daysBeforeGaps: Int
    var firstBeforeGaps: [Day]
    /// Days that several of the files have, whose sales were added up, and the first of them.
    var sharedDays: Int
    var firstShared: [Day]
    /// Days of products of which several rows state a closing stock, not all the same.
    var severalStocks: Int

    struct Day: Encodable {
        var storeId: String
        var date: String
    }

    init(_ summary: SalesSummary) {
        let change = summary.change
        stores = change.stores
        until = change.until.map { CivilDate(dayNumber: $0).isoText }
        (newDays, newUnits) = (change.added.days, change.added.units)
        (replacedDays, unitsBefore) = (change.replaced.days, change.replaced.units)
        unitsAfter = change.replacedUnits
        sameDays = change.same
        (removedDays, removedUnits) = (change.removed.days, change.removed.units)
        (madePositions, movedPositions) = (change.positions.made, change.positions.moved)
        missingDays = change.missing.count
        func named(_ days: [(store: String, day: Int)]) -> [Day] {
            days.map { Day(storeId: $0.store, date: CivilDate(dayNumber: $0.day).isoText) }
        }
        firstMissing = named(summary.missing)
        (storesBehind, firstBehind) = (change.behind.count, named(summary.behind))
        (daysBeforeGaps, firstBeforeGaps) = (change.beforeGaps.count, named(summary.beforeGaps))
        (sharedDays, firstShared) = (change.shared.count, named(summary.shared))
        severalStocks = summary.stocksOfOneDay
    }
}
