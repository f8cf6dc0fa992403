// Values from a file, checked where they are read.
//
// What invdb writes keeps to these bounds, and its arithmetic relies on them. A damaged file doesn't: SQLite reports damage
// that it stumbles over, but a flipped bit in a number is a number. So every value that is computed with is compared with its
// bounds on the way in, and what is out of them is an error like any other damage.

internal import BulkSQLite
import Forecasting
internal import GRDB

extension DatabaseError {
    /// Damage that SQLite does not see.
    static func damaged(_ what: String) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the file is damaged: \(what)")
    }
}

/// Bounds of what is stored.
enum StoredBounds {
    /// Day numbers of the years that a start date may have, ``StockLimits/years``.
    static let startDays = -25_567...376_199
    /// Day numbers that a horizon may have.
    static let resultDays = startDays.lowerBound...CivilDate.dayNumbers.upperBound
    static let storeKeys = 1...Int(SeriesKey.greatestStore)
    static let productKeys = 1...Int(SeriesKey.greatestProduct)
    static let scenarioIDs = 0...StretchKey.greatestScenario
    /// Counts of anything.
    static let counts = 0...1 << 48
    /// Identifiers of runs and imports, which are also kept in 32 bits.
    static let logIDs = 0...Int(Int32.max) - 1_000_000
    /// Levels and sums of receipts are larger than a single quantity can be, and far from where arithmetic ends.
    static let amount = 1e18
}

extension ScannedRow {
    /// A whole number within bounds.
    ///
    /// - Throws: `DatabaseError` for anything else.
    @inline(__always)
    func int(_ column: Int32, in bounds: ClosedRange<Int>) throws -> Int {
        let value = int(column)
        // NULL and text read as zero.
        guard bounds.contains(value), value != 0 || isInteger(column) else { throw outOfBounds(column) }
        return value
    }

    /// A finite number whose amount is not greater than `limit`.
    @inline(__always)
    func double(_ column: Int32, upTo limit: Double) throws -> Double {
        let value = double(column)
        guard abs(value) <= limit, value != 0 || isNumber(column) else { throw outOfBounds(column) }
        return value
    }

    /// The position in six columns from `column` on: start day, on hand, sales, restocking, duration, frequency.
    @inline(__always)
    func position(_ column: Int32) throws -> StockPosition {
        StockPosition(
            startDay: try int(column, in: StoredBounds.startDays),
            onHand: try double(column + 1, upTo: StockLimits.quantity),
            salesRate: try rate(column + 2), restockingRate: try rate(column + 3),
            durationDays: try int(column + 4, in: 0...StockLimits.durationDays),
            frequency: try int(column + 5, in: 1...StockLimits.frequency))
    }

    @inline(__always)
    private func rate(_ column: Int32) throws -> Double {
        let rate = try double(column, upTo: StockLimits.quantity)
        guard rate >= 0 else { throw outOfBounds(column) }
        return rate
    }

    /// The terms in eight columns from `column` on: lead time, review period, safety stock, cover, minimum, multiple, maximum,
    /// unit cost; NULL is what is not stated.
    func supply(_ column: Int32) throws -> StatedTerms {
        func days(_ column: Int32) throws -> Int? {
            isNull(column) ? nil : try int(column, in: 0...StockLimits.durationDays)
        }
        func quantity(_ column: Int32) throws -> Double? {
            isNull(column) ? nil : try double(column, upTo: StockLimits.quantity)
        }
        let supply = StatedTerms(
            leadTimeDays: try days(column), reviewPeriodDays: try days(column + 1),
            safetyStock: try quantity(column + 2), coverDays: try days(column + 3),
            minimumOrderQuantity: try quantity(column + 4), orderMultiple: try quantity(column + 5),
            maximumOrderQuantity: try quantity(column + 6), unitCost: try quantity(column + 7))
        guard supply.problem == nil else { throw outOfBounds(column) }
        return supply
    }

    /// The stretch in nine columns from `column` on: first and last day, opening level, sales, restocking, period,
    /// frequency, phase, stock-out day.
    @inline(__always)
    func stretch(_ column: Int32) throws -> Stretch {
        let first = try int(column, in: StoredBounds.startDays.lowerBound...CivilDate.dayNumbers.upperBound)
        let last = try int(column + 1, in: first...CivilDate.dayNumbers.upperBound)
        let frequency = try int(column + 6, in: 1...StockLimits.frequency)
        return Stretch(
            firstDay: first, lastDay: last, openingLevel: try double(column + 2, upTo: StoredBounds.amount),
            sales: try double(column + 3, upTo: StoredBounds.amount),
            restocking: try double(column + 4, upTo: StoredBounds.amount),
            period: try int(column + 5, in: 1...StockLimits.frequency), frequency: frequency,
            phase: try int(column + 7, in: 0...frequency - 1),
            stockoutDay: isNull(column + 8) ? nil : try int(column + 8, in: first...last))
    }

    /// What to throw where a value is out of bounds.
    @inline(never)
    func outOfBounds(_ column: Int32) -> DatabaseError {
        .damaged("\(name(column)) is \(text(column).prefix(40))")
    }
}

/// Sees to it that the keys of a scan ascend within a range, as the order of a table has them.
struct AscendingKeys {
    private var next: Int
    private let last: Int

    init(in range: ClosedRange<Int>) {
        next = range.lowerBound
        last = range.upperBound
    }

    /// - Throws: `DatabaseError` for a key that is out of order.
    @inline(__always)
    mutating func take(_ key: Int) throws {
        guard key >= next, key <= last else { throw outOfOrder(key) }
        next = key &+ 1
    }

    @inline(never)
    private func outOfOrder(_ key: Int) -> DatabaseError { .damaged("key \(key) is out of order") }
}
