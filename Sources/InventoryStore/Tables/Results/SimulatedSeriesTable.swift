internal import BulkSQLite
import Forecasting
internal import GRDB

/// What a policy gave of one series, on average of a run: a row of `simulation_series`.
package struct SeriesFigures: Equatable, Sendable {
    /// nil if nothing was asked for.
    package var fillRate: Double?
    /// The share of days on which somebody left without.
    package var shortDays: Double
    /// Units that weren't served on their day.
    package var unitsShort: Double
    /// Units on hand on an evening.
    package var onHand: Double
    package var orders: Double

    /// - Parameter totals: of all runs.
    package init(_ totals: SimulationTotals, runs: Int) {
        let (days, runs) = (Double(max(totals.days, 1)), Double(max(runs, 1)))
        fillRate = totals.fillRate
        shortDays = totals.shareOfShortDays ?? 0
        unitsShort = Double(totals.unmet) / 100 / runs
        onHand = Double(totals.onHand) / 100 / days
        orders = Double(totals.orders) / runs
    }

    fileprivate init(fillRate: Double?, shortDays: Double, unitsShort: Double, onHand: Double, orders: Double) {
        self.fillRate = fillRate
        self.shortDays = shortDays
        self.unitsShort = unitsShort
        self.onHand = onHand
        self.orders = orders
    }
}

/// `simulation_series`: what each policy of the last simulation that was asked for it gave of each series. Its key is that of
/// ``StretchKey`` in scenario 0, with the number of the policy.
enum SimulatedSeriesTable {
    static let name = "simulation_series"
    static let key = "simulation_series_key"
    static let keys =
        StoredBounds.resultKeys.lowerBound...StretchKey.range(scenario: 0, series: StoredBounds.seriesKeys).upperBound

    struct Columns: BulkSQLite.Columns {
        private let fillRate: Place
        private let shortDays: Place
        private let unitsShort: Place
        private let onHand: Place
        private let orders: Place

        init(addedTo list: inout SelectList, of table: String) {
            fillRate = list.add("\(table).fill_rate")
            shortDays = list.add("\(table).short_days")
            unitsShort = list.add("\(table).units_short")
            onHand = list.add("\(table).on_hand")
            orders = list.add("\(table).orders")
        }

        func read(_ row: ScannedRow) throws -> SeriesFigures {
            SeriesFigures(
                fillRate: try row.optionalAmount(fillRate, upTo: 1), shortDays: try row.amount(shortDays, upTo: 1),
                unitsShort: try row.amount(unitsShort), onHand: try row.amount(onHand),
                orders: try row.amount(orders))
        }
    }
}

/// Builds the rows of `simulation_series` as images.
///
/// One thread fills a builder and hands it on whole, as with ``ProjectionBuilder``. That makes it safe to pass between threads.
package final class SimulatedSeriesBuilder: @unchecked Sendable {
    var images: [TableImage] { rows.images }
    private let simulation: Int
    private var rows = TableImages()
    private var record = RecordEncoder()

    init(simulation: Int) { self.simulation = simulation }

    /// Adds a series, whose keys have to ascend.
    ///
    /// - Parameter figures: of each policy, by its number.
    package func append(_ key: SeriesKey, _ figures: [SeriesFigures]) {
        for (number, found) in figures.enumerated() {
            record.removeAll()
            record.appendRowID()
            if let fillRate = found.fillRate { record.append(fillRate) } else { record.appendNull() }
            for value in [found.shortDays, found.unitsShort, found.onHand, found.orders] { record.append(value) }
            record.append(simulation)
            rows.append(rowID: StretchKey.rowID(scenario: 0, series: key, number: number), record)
        }
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() { rows.finish() }
}
