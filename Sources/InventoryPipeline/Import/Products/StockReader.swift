import Forecasting
import InventoryStore

/// Reads the stock of a record and the day that it is of:
///
///     on hand − what the user has said is to be taken off (allocated, committed)
///
/// A class, because a copy for each row would count a reference to each of its parts.
final class StockReader {
    enum Reading {
        case stock(day: Int, onHand: Double)
        case problem(RowReading)
    }

    private let fields: FieldReader
    private let day: FieldSource
    private let onHand: FieldSource
    /// The places of the stock, if the file has a column for each store.
    private let places: [Int]
    private let takenOff: [Int]
    private let unstocked: [[UInt8]]
    /// Whether none of these lists has anything in it, as in nearly all files.
    private let isSimple: Bool

    /// nil if the file has no stock.
    init?(_ fields: FieldReader) {
        guard let onHand = fields.source(ProductColumns.initialInventory) else { return nil }
        self.fields = fields
        self.onHand = onHand
        day = fields.requiredSource(ProductColumns.sellStartDate)
        places = fields.mapping.stores.map(\.place)
        takenOff = fields.mapping.takenOff
        unstocked = fields.options.unstocked.map { Array($0.utf8) }
        isSimple = places.isEmpty && takenOff.isEmpty && unstocked.isEmpty
    }

    @inline(__always)
    func read(_ stream: RecordStream, _ part: Int, _ dates: inout DateColumn) -> Reading {
        let startDay: Int
        switch dates.read(FieldReader.trimmed(fields.text(day, stream)), line: stream.line) {
        case .day(let number): startDay = number
        case .invalid(let expected):
            return .problem(.problem(column: ProductColumns.sellStartDate, expected: expected))
        case .contradiction: return .problem(.contradiction)
        }
        if isSimple {
            let text = fields.text(onHand, stream)
            guard let quantity = fields.quantity(text) else {
                return .problem(
                    .problem(column: ProductColumns.initialInventory, expected: fields.expectedNumber(text)))
            }
            return .stock(day: startDay, onHand: quantity)
        }
        return readOthers(stream, part, startDay)
    }

    /// Reads a stock of several columns, or one that may be a word.
    @inline(never)
    private func readOthers(_ stream: RecordStream, _ part: Int, _ startDay: Int) -> Reading {
        let text = places.isEmpty ? fields.text(onHand, stream) : fields.text(places[part], stream)
        // A store that doesn't have the product has an empty field.
        if !places.isEmpty, FieldReader.trimmed(text).isEmpty { return .problem(.blank) }
        if !unstocked.isEmpty {
            let word = FieldReader.trimmed(text)
            if unstocked.contains(where: { $0.elementsEqual(word) }) { return .problem(.leftOut(.unstocked)) }
        }
        guard var quantity = fields.quantity(text) else {
            return .problem(
                .problem(column: ProductColumns.initialInventory, expected: fields.expectedNumber(text)))
        }
        for place in takenOff {
            let text = FieldReader.trimmed(fields.text(place, stream))
            if text.isEmpty { continue }
            guard let units = fields.quantity(text) else {
                return .problem(
                    .problem(column: ProductColumns.allocated, expected: .orNothing(fields.expectedNumber(text))))
            }
            quantity -= units
        }
        return .stock(day: startDay, onHand: quantity)
    }
}
