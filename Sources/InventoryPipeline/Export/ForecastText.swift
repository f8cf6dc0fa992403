// The rows of a forecast as text: the inner loop of the export.
//
// One stretch becomes some thirty rows that differ in the date and the level only:
//
//     main,3,  2023-01-10  ,  54  ,20,18\n
//     prefix   date        mid level suffix        (JSON Lines: the same, with the names in between)
//
// Prefix, mid and suffix are made once a stretch and copied once a row, dates come from a table, and a level is a whole
// number of hundredths whose digits are stored directly.

import CSV
import Forecasting
import InventoryStore

/// Identifiers by key, each as the text of a field.
struct IdentifierTexts: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init(_ identifiers: IdentifierTable, style: FieldStyle) {
        guard identifiers.greatestKey > 0 else { return }
        for key in 1...identifiers.greatestKey {
            let identifier = identifiers.identifier(of: key)
            bytes += style.field(identifier)
            ends.append(bytes.count)
        }
    }

    func append(key: Int32, to text: TextBuffer) {
        let index = Int(key) - 1
        guard ends.indices.contains(index) else { return }
        text.append(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }
}

/// The ISO texts of a range of days, ten bytes each.
struct DateTexts {
    static let width = 10
    private var bytes: [UInt8] = []
    private var days = 0..<0

    /// Makes sure that the days from `first` to `last` are there.
    mutating func cover(_ first: Int, _ last: Int) {
        guard !(days.contains(first) && days.contains(last)) else { return }
        days = first..<last + 1
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(days.count * Self.width)
        for day in days { bytes.append(contentsOf: CivilDate(dayNumber: day).isoText.utf8) }
    }

    /// Gives `body` the texts of all days that are covered.
    func withBytes<R>(_ body: (Covered) -> R) -> R {
        bytes.withUnsafeBufferPointer { body(Covered(bytes: $0, first: days.lowerBound)) }
    }

    struct Covered {
        fileprivate let bytes: UnsafeBufferPointer<UInt8>
        fileprivate let first: Int

        @inline(__always)
        func text(of day: Int) -> UnsafeBufferPointer<UInt8> {
            let start = (day - first) * width
            return UnsafeBufferPointer(rebasing: bytes[start..<start + width])
        }
    }
}

/// Turns stretches into rows of text. Each worker has its own.
struct ForecastFormatter {
    static let columns = ["store_id", "product_id", "update_date", "inventory_level", "sales", "restocking"]

    let format: ExportFormat
    /// Days outside are left out.
    let days: ClosedRange<Int>
    private var dates = DateTexts()
    private let prefix = TextBuffer(capacity: 4096)
    private let suffix = TextBuffer(capacity: 256)

    init(format: ExportFormat, days: ClosedRange<Int>) {
        self.format = format
        self.days = days
    }

    mutating func write(
        _ batch: ProjectionBatch, stores: IdentifierTexts, products: IdentifierTexts, to text: TextBuffer
    ) {
        guard batch.count > 0 else { return }
        var first = Int.max
        var last = Int.min
        for (_, stretch) in batch.stretches {
            first = min(first, stretch.firstDay)
            last = max(last, stretch.lastDay)
        }
        dates.cover(first, last)
        for (key, stretch) in batch.stretches { write(stretch, of: key, stores, products, to: text) }
    }

    private mutating func write(
        _ stretch: Stretch, of key: SeriesKey, _ stores: IdentifierTexts, _ products: IdentifierTexts,
        to text: TextBuffer
    ) {
        let isCSV = format == .csv
        let mid: StaticString = isCSV ? "," : "\",\"inventory_level\":"
        prefix.removeAll()
        prefix.append(isCSV ? "" : "{\"store_id\":")
        stores.append(key: key.store, to: prefix)
        prefix.append(isCSV ? "," : ",\"product_id\":")
        products.append(key: key.product, to: prefix)
        prefix.append(isCSV ? "," : ",\"update_date\":\"")
        suffix.removeAll()
        suffix.append(isCSV ? "," : ",\"sales\":")
        suffix.append(room: FieldText.longestNumber) { $0.put(quantity: stretch.sales) }
        suffix.append(isCSV ? "," : ",\"restocking\":")
        suffix.append(room: FieldText.longestNumber) { $0.put(quantity: stretch.restocking) }
        suffix.append(isCSV ? "\n" : "}\n")

        // Room for all rows at once: within, there are only stores.
        let (first, count) = stretch.reportedDays(in: days)
        let middle = UnsafeBufferPointer(start: mid.utf8Start, count: mid.utf8CodeUnitCount)
        let room = prefix.count + DateTexts.width + middle.count + FieldText.longestNumber + suffix.count
        prefix.withUnsafeBytes { prefix in
            suffix.withUnsafeBytes { suffix in
                dates.withBytes { dates in
                    text.append(room: room * count) { rows in
                        for row in 0..<count {
                            let day = first + row * stretch.frequency
                            rows.put(prefix)
                            rows.put(dates.text(of: day))
                            rows.put(middle)
                            rows.put(quantity: stretch.level(on: day))
                            rows.put(suffix)
                        }
                    }
                }
            }
        }
    }
}

extension TextBuffer.Cursor {
    /// A quantity as it is reported: with 2 decimals at most.
    @inline(__always)
    fileprivate mutating func put(quantity: Double) {
        if let hundredths = ReportedQuantity.hundredths(quantity) {
            put(hundredths: hundredths)
        } else {
            put(text: FieldText.number(ReportedQuantity.rounded(quantity)))
        }
    }
}
