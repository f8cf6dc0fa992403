internal import BulkSQLite
import Forecasting

/// Stretches on their way into the `projection` table, as images of it.
///
/// As with ``PositionBatch``, one thread fills it and hands it on whole.
package final class ProjectionBuilder: ResultBuilder, @unchecked Sendable {
    package private(set) var stretchCount = 0
    package private(set) var stockoutCount = 0
    var images: [TableImage] { rows.images }
    var counts: [Int] { [stretchCount, stockoutCount] }
    private let scenarioID: Int
    private let runID: Int
    private var rows = TableImages()
    private var record = RecordEncoder()
    private var series = SeriesKey.lowest
    private var number = 0

    init(scenarioID: Int, runID: Int) {
        self.scenarioID = scenarioID
        self.runID = runID
    }

    /// Adds the next stretch: the keys of the series ascend, and the days of its stretches.
    ///
    /// - Throws: ``StoreError`` for a series with more stretches than its key has room for.
    package func append(_ key: SeriesKey, _ stretch: Stretch) throws {
        number = key == series ? number + 1 : 0
        series = key
        guard number < StretchKey.numberLimit else {
            throw StoreError(.tooManyStretches(limit: StretchKey.numberLimit))
        }
        let rowID = StretchKey.rowID(scenario: scenarioID, series: key, number: number)
        StretchTable.encode(stretch, runID: runID, into: &record)
        if stretch.stockoutDay != nil { stockoutCount += 1 }
        rows.append(rowID: rowID, record)
        stretchCount += 1
    }

    /// Ends the last image; nothing is added afterwards.
    package func finish() {
        rows.finish()
    }
}
