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
    /// Lines of a file, from 1; 0 stands for a line that nobody counted.
    static let lines = 0...Int(Int32.max)
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
    func int(_ place: Place, in bounds: ClosedRange<Int>) throws -> Int {
        let value = int(place)
        // NULL and text read as zero, and a number with a fraction as its whole part.
        guard bounds.contains(value), isInteger(place) else { throw outOfBounds(place) }
        return value
    }

    /// A finite number whose amount is not greater than `limit`.
    @inline(__always)
    func double(_ place: Place, upTo limit: Double) throws -> Double {
        let value = double(place)
        guard abs(value) <= limit, value != 0 || isNumber(place) else { throw outOfBounds(place) }
        return value
    }

    /// A number that is not negative.
    @inline(__always)
    func amount(_ place: Place, upTo limit: Double = StoredBounds.amount) throws -> Double {
        let amount = try double(place, upTo: limit)
        guard amount >= 0 else { throw outOfBounds(place) }
        return amount
    }

    /// A text that names something: valid UTF-8, and not empty.
    func name(at place: Place) throws -> String {
        guard let name = String(validating: utf8(place), as: UTF8.self), !name.isEmpty else {
            throw outOfBounds(place)
        }
        return name
    }

    /// What to throw where a value is out of bounds.
    @inline(never)
    func outOfBounds(_ place: Place) -> DatabaseError {
        .damaged("\(name(place)) is \(text(place).prefix(40))")
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
