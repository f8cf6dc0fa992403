internal import BulkSQLite
internal import GRDB
import Platform

/// Writes the entries of a table's index by day, when all rows of the table are there.
///
///     days of rows ──▶ sorter ──▶ entries ──▶ images (a thread) ──▶ SQLite (the caller's thread)
final class DayIndexWriter {
    private let table: ResultTable
    private let batches: BatchDatabase
    private let isPartial: Bool
    private let sorter: any DayEntrySorter

    init(_ table: ResultTable, _ index: ResultTable.DayIndex, _ batches: BatchDatabase, _ sorter: any DayEntrySorter) {
        self.table = table
        self.batches = batches
        self.sorter = sorter
        isPartial = index.isPartial
    }

    func add(_ entries: [DayEntry]) throws { try sorter.add(entries) }

    /// - Throws: `DatabaseError`, ``Interrupted``, and the errors of the sorter.
    func finish(_ interruption: Interruption) throws {
        let (sorter, isPartial) = (sorter, isPartial)
        guard sorter.count > 0 else { return }
        try OrderedPipeline<[DayEntry], IndexImage>(workers: 1, depth: 2, interruption: interruption).run(
            source: { emit in try sorter.drain(by: IndexImage.capacity, emit) },
            worker: { work in
                try work.process { Self.image(of: $0, isPartial: isPartial) }
            },
            sink: { image in try batches.insert(image, ofRowsIn: table.name) })
    }

    private static func image(of entries: [DayEntry], isPartial: Bool) -> IndexImage {
        let image = IndexImage()
        var record = RecordEncoder()
        func append(_ day: Int?, _ rowID: Int) {
            record.removeAll()
            if let day { record.append(day) } else { record.appendNull() }
            record.append(Int(StretchKey.series(of: rowID).store))
            record.append(rowID)
            image.append(record)
        }
        if !isPartial { append(nil, BatchDatabase.helperRowID) }
        for entry in entries { append(entry.day, entry.rowID) }
        return image
    }
}
