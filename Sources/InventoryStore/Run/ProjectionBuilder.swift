internal import BulkSQLite
import Forecasting

/// Builds the rows of `projection` as images.
///
/// One thread fills a builder and hands it on whole, as with ``PositionBatch``. That makes it safe to pass between threads.
package final class ProjectionBuilder: ResultBuilder, @unchecked Sendable {
    package private(set) var stretchCount = 0
    private(set) var entries: [DayEntry] = []
    var images: [TableImage] { rows.images }
    var counts: [Int] { [stretchCount, entries.count] }
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

    /// Adds the next stretch. Keys of series have to ascend, and so do the days of a series' stretches.
    ///
    /// - Throws: ``StoreError`` if the series has more stretches than its key has room for.
    package func append(_ key: SeriesKey, _ stretch: Stretch) throws {
        number = key == series ? number + 1 : 0
        series = key
        guard number < StretchKey.numberLimit else {
            throw StoreError(.tooManyStretches(limit: StretchKey.numberLimit))
        }
        let rowID = StretchKey.rowID(scenario: scenarioID, series: key, number: number)
        StretchTable.encode(stretch, runID: runID, into: &record)
        if let day = stretch.stockoutDay { entries.append(DayEntry(day: day, rowID: rowID)) }
        rows.append(rowID: rowID, record)
        stretchCount += 1
    }

    /// Ends the last image. Nothing may be added afterwards.
    package func finish() {
        rows.finish()
    }
}
