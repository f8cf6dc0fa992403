import Forecasting

/// Stretches that were read from the `projection` table, on their way to another thread.
public struct ProjectionBatch: Sendable {
    public private(set) var stretches: [(key: SeriesKey, stretch: Stretch)] = []

    public init(capacity: Int) {
        stretches.reserveCapacity(capacity)
    }

    public var count: Int { stretches.count }

    public mutating func append(_ key: SeriesKey, _ stretch: Stretch) {
        stretches.append((key, stretch))
    }
}

/// Stretches on their way into the `projection` table, as images of it.
///
/// As with ``InventoryBatch``, one thread fills it and hands it on whole.
public final class ProjectionImages: @unchecked Sendable {
    public private(set) var stretchCount = 0
    public private(set) var stockoutCount = 0
    var images: [TableImage] { rows.images }
    private let scenarioID: Int
    private let runID: Int
    private var rows = ImageList()
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
    public func append(_ key: SeriesKey, _ stretch: Stretch) throws {
        number = key == series ? number + 1 : 0
        series = key
        guard number < StretchKey.numberLimit else {
            throw StoreError(
                .other, "A series changes its rates more than \(StretchKey.numberLimit) times; shorten its horizon.")
        }
        let rowID = StretchKey.rowID(scenario: scenarioID, series: key, number: number)
        record.removeAll()
        record.appendRowID()
        record.append(stretch.firstDay)
        record.append(stretch.lastDay)
        record.append(stretch.openingLevel)
        record.append(stretch.sales)
        record.append(stretch.restocking)
        record.append(stretch.period)
        record.append(stretch.frequency)
        record.append(stretch.phase)
        if let day = stretch.stockoutDay {
            record.append(day)
            stockoutCount += 1
        } else {
            record.appendNull()
        }
        record.append(runID)
        rows.append(rowID: rowID, record)
        stretchCount += 1
    }

    /// Ends the last image; nothing is added afterwards.
    public func finish() {
        rows.finish()
    }
}
