internal import BulkSQLite
import Forecasting
internal import GRDB

/// How likely a series runs out, as it is stored. Probabilities are whole ten-thousandths.
package struct StoredRisk: Equatable, Sendable {
    /// Day numbers; nil if they are after the horizon.
    package var earlyDay: Int?
    package var middleDay: Int?
    package var lateDay: Int?
    package var beforeOrder: Double
    package var beforeReceipt: Double?
    package var horizon: Double
    /// Units.
    package var unitsShort: Double
    package var isApproximate: Bool
    /// Whether no history says how demand spreads.
    package var isAssumed: Bool

    /// The least probability of being out, in the horizon or before an order is there, that is stored.
    package static let least = 0.01
}

/// `stockout_risk`. Its key is that of ``StretchKey``, with the number 0.
enum RiskTable {
    fileprivate static let scale = 10_000.0

    struct Columns: BulkSQLite.Columns {
        private let days: [Place]
        private let beforeOrder: Place
        private let beforeReceipt: Place
        private let horizon: Place
        private let unitsShort: Place
        private let isApproximate: Place
        private let isAssumed: Place
        private let run: Place

        init(addedTo list: inout SelectList, of table: String) {
            days = ["early_day", "middle_day", "late_day"].map { list.add("\(table).\($0)") }
            beforeOrder = list.add("\(table).before_order")
            beforeReceipt = list.add("\(table).before_receipt")
            horizon = list.add("\(table).horizon")
            unitsShort = list.add("\(table).units_short")
            isApproximate = list.add("\(table).is_approximate")
            isAssumed = list.add("\(table).is_assumed")
            run = list.add("\(table).run_id")
        }

        func read(_ row: ScannedRow) throws -> StoredRisk {
            var found: [Int?] = []
            var first = StoredBounds.resultDays.lowerBound
            for place in days {
                // Dates ascend, and a later one may be after the horizon.
                let day =
                    try row.optionalInt(place, in: first...StoredBounds.resultDays.upperBound)
                if let last = found.last, last == nil, day != nil { throw row.outOfBounds(place) }
                found.append(day)
                first = day ?? first
            }
            func probability(_ place: Place) throws -> Double {
                Double(try row.int(place, in: 0...Int(RiskTable.scale))) / RiskTable.scale
            }
            _ = try row.int(run, in: StoredBounds.logIDs)
            return StoredRisk(
                earlyDay: found[0], middleDay: found[1], lateDay: found[2], beforeOrder: try probability(beforeOrder),
                beforeReceipt: row.isNull(beforeReceipt) ? nil : try probability(beforeReceipt),
                horizon: try probability(horizon), unitsShort: try row.amount(unitsShort),
                isApproximate: try row.int(isApproximate, in: 0...1) == 1,
                isAssumed: try row.int(isAssumed, in: 0...1) == 1)
        }
    }
}

/// Builds the rows of `stockout_risk` as images.
///
/// One thread fills a builder and hands it on whole, as with ``ProjectionBuilder``. That makes it safe to pass between threads.
package final class RiskBuilder: ResultBuilder, @unchecked Sendable {
    private(set) var entries: [DayEntry] = []
    var images: [TableImage] { rows.images }
    var counts: [Int] { [] }
    private let scenarioID: Int
    private let runID: Int
    private var rows = TableImages()
    private var record = RecordEncoder()

    init(scenarioID: Int, runID: Int) {
        self.scenarioID = scenarioID
        self.runID = runID
    }

    /// Adds the risk of a series, whose keys have to ascend. What is less than ``StoredRisk/least`` is left out.
    package func append(_ key: SeriesKey, _ risk: StockoutRisk, isAssumed: Bool) {
        // An order may be there only after the horizon.
        guard max(risk.horizon, risk.beforeOrder) >= StoredRisk.least else { return }
        record.removeAll()
        record.appendRowID()
        for day in [risk.earlyDay, risk.middleDay, risk.lateDay] { append(day) }
        append(Self.stored(risk.beforeOrder))
        append(risk.beforeReceipt.map(Self.stored))
        append(Self.stored(risk.horizon))
        record.append(min(max(risk.unitsShort, 0), StoredBounds.amount))
        record.append(risk.isApproximate ? 1 : 0)
        record.append(isAssumed ? 1 : 0)
        record.append(runID)
        let rowID = StretchKey.rowID(scenario: scenarioID, series: key, number: 0)
        rows.append(rowID: rowID, record)
        if let day = risk.earlyDay { entries.append(DayEntry(day: day, rowID: rowID)) }
    }

    private func append(_ number: Int?) {
        if let number { record.append(number) } else { record.appendNull() }
    }

    private static func stored(_ probability: Double) -> Int {
        Int((min(max(probability, 0), 1) * RiskTable.scale).rounded())
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() { rows.finish() }
}
