// The rows of a forecast as text: the inner loop of the export.
//
// One stretch becomes some thirty rows. They differ only in the date and the level:
//
//     main,3,  2023-01-10,  54  ,20,18\n
//     prefix   date         level suffix        (JSON Lines: the same, with the names in between)
//
// Prefix and suffix are made once a stretch. Dates come from a table, each with the text that follows it. All of these
// are copied 16 bytes at a time. A level is a whole number of hundredths, whose digits are stored directly; most often
// it is the level before it plus the same difference.

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

/// The ISO texts of a range of days, each with the text that follows it in a row.
struct DateTexts {
    private let text = TextBuffer(capacity: 4096)
    private let following: [UInt8]
    /// Bytes in each text.
    let width: Int
    private var days = 0..<0

    init(following: String) {
        self.following = Array(following.utf8)
        width = 10 + self.following.count
    }

    /// Makes sure that the table contains the days from `first` to `last`.
    mutating func cover(_ first: Int, _ last: Int) {
        guard !(days.contains(first) && days.contains(last)) else { return }
        days = first..<last + 1
        text.removeAll()
        for day in days {
            text.append(CivilDate(dayNumber: day).isoText)
            text.append(following)
        }
    }

    /// Calls `body` with the texts of all days in the table.
    @inline(__always)
    func withTexts<R>(_ body: (Covered) -> R) -> R {
        text.withPieces { body(Covered(pieces: $0, first: days.lowerBound, width: width)) }
    }

    struct Covered {
        fileprivate let pieces: TextBuffer.Pieces
        fileprivate let first: Int
        fileprivate let width: Int

        @inline(__always)
        func text(of day: Int) -> TextBuffer.Piece {
            let start = (day - first) * width
            return pieces[start..<start + width]
        }
    }
}

/// Turns stretches into rows of text. Each worker has its own.
struct ForecastFormatter {
    static let columns = ["store_id", "product_id", "update_date", "inventory_level", "sales", "restocking"]

    let format: ExportFormat
    /// Other days are left out.
    let days: ClosedRange<Int>
    private var dates: DateTexts
    /// The text that all rows of a stretch share: the prefix before the date, followed by the suffix after the level.
    private let frame = TextBuffer(capacity: 4096)

    init(format: ExportFormat, days: ClosedRange<Int>) {
        self.format = format
        self.days = days
        dates = DateTexts(following: format == .csv ? "," : "\",\"inventory_level\":")
    }

    mutating func write(
        _ batch: StretchChunk, stores: IdentifierTexts, products: IdentifierTexts, to text: TextBuffer
    ) {
        guard batch.count > 0 else { return }
        var first = Int.max
        var last = Int.min
        for (_, stretch) in batch.stretches {
            first = min(first, stretch.firstDay)
            last = max(last, stretch.lastDay)
        }
        dates.cover(first, last)
        for (key, stretch) in batch.stretches {
            let curve = batch.curve(of: key, stretch)
            write(stretch, curve, of: key, stores, products, to: text)
        }
    }

    /// Puts the text of a row before its date into the frame.
    private func beginFrame(_ key: SeriesKey, _ stores: IdentifierTexts, _ products: IdentifierTexts) {
        let isCSV = format == .csv
        frame.removeAll()
        frame.append(isCSV ? "" : "{\"store_id\":")
        stores.append(key: key.store, to: frame)
        frame.append(isCSV ? "," : ",\"product_id\":")
        products.append(key: key.product, to: frame)
        frame.append(isCSV ? "," : ",\"update_date\":\"")
    }

    /// - Parameter curve: nil if the sales of all days are the same.
    private func write(
        _ stretch: Stretch, _ curve: FactorCurve?, of key: SeriesKey, _ stores: IdentifierTexts,
        _ products: IdentifierTexts, to text: TextBuffer
    ) {
        let isCSV = format == .csv
        beginFrame(key, stores, products)
        let prefixEnd = frame.count
        frame.append(isCSV ? "," : ",\"sales\":")
        let salesPlace = frame.count
        if curve == nil { frame.append(room: FieldText.longestNumber) { $0.put(quantity: stretch.sales) } }
        frame.append(isCSV ? "," : ",\"restocking\":")
        frame.append(room: FieldText.longestNumber) { $0.put(quantity: stretch.restocking) }
        frame.append(isCSV ? "\n" : "}\n")

        // Reserves room for all rows at once, so the loop below only stores bytes.
        let (first, count) = stretch.reportedDays(in: days)
        let room = frame.count + dates.width + 2 * FieldText.longestNumber
        let whole = curve == nil ? WholeLevels(stretch) : nil
        frame.withPieces { frame in
            let (prefix, suffix) = (frame[0..<prefixEnd], frame[prefixEnd..<frame.count])
            let (beforeSales, afterSales) = (frame[prefixEnd..<salesPlace], frame[salesPlace..<frame.count])
            dates.withTexts { dates in
                text.append(room: room * count + TextBuffer.overrun) { rows in
                    for row in 0..<count {
                        let day = first + row * stretch.frequency
                        rows.put(prefix)
                        rows.put(dates.text(of: day))
                        if let whole {
                            rows.put(hundredths: whole.level(on: day))
                            rows.put(suffix)
                        } else if let curve {
                            rows.put(quantity: stretch.level(on: day, curve))
                            rows.put(beforeSales)
                            rows.put(quantity: stretch.sales(on: day, curve))
                            rows.put(afterSales)
                        } else {
                            rows.put(quantity: stretch.level(on: day))
                            rows.put(suffix)
                        }
                    }
                }
            }
        }
    }
}

/// The reported levels of a stretch as an arithmetic progression of whole hundredths. Not every stretch has one.
///
/// A level is computed as `opening + (k + 1) × net` in binary fractions, then rounded to hundredths. If opening and net
/// are whole hundredths except for the error of binary fractions, integers give the same result. Three errors add up:
/// those of opening and net, the latter multiplied by k, and that of rounding a sum below 10⁹ units. Within the bounds
/// below their sum stays far from half a hundredth. Integers take two thirds of the time.
struct WholeLevels {
    private let firstDay: Int
    private let opening: Int
    private let net: Int

    /// - Returns: nil if integers could round a level to another value.
    @inline(__always)
    init?(_ stretch: Stretch) {
        let opening = stretch.openingLevel * 100
        let net = (stretch.restocking - stretch.sales) * 100
        let days = stretch.lastDay - stretch.firstDay + 1
        guard stretch.period == 1, days <= 10_000, abs(opening) < 1e11, abs(net) < 1e7 else { return nil }
        firstDay = stretch.firstDay
        self.opening = Int(opening.rounded())
        self.net = Int(net.rounded())
        guard abs(opening - Double(self.opening)) < 0.1, abs(net - Double(self.net)) * Double(days) < 0.1 else {
            return nil
        }
    }

    /// In hundredths of a unit.
    @inline(__always)
    func level(on day: Int) -> Int { opening + (day - firstDay + 1) * net }
}

extension TextBuffer.Cursor {
    /// Writes a quantity as it is reported, with 2 decimals at most.
    @inline(__always)
    fileprivate mutating func put(quantity: Double) {
        if let hundredths = ReportedQuantity.hundredths(quantity) {
            put(hundredths: hundredths)
        } else {
            put(text: FieldText.number(ReportedQuantity.rounded(quantity)))
        }
    }
}
