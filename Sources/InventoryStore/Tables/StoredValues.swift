// Checks of stored values, made when they are read.
//
// invdb writes only values within these bounds, and its arithmetic relies on them. SQLite reports a damaged page, but not a
// flipped bit in a number. So every value that is used in arithmetic is checked when it is read, and a value out of bounds is
// reported like any other damage.

internal import BulkSQLite
import Forecasting
internal import GRDB

extension DatabaseError {
    /// Damage that SQLite can't detect.
    static func damaged(_ what: String) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the file is damaged: \(what)")
    }
}

/// The bounds of stored values.
enum StoredBounds {
    /// Day numbers of the valid start dates, ``StockLimits/years``.
    static let startDays = StockLimits.days
    /// Day numbers within any horizon.
    static let resultDays = startDays.lowerBound...CivilDate.dayNumbers.upperBound
    static let storeKeys = 1...Int(SeriesKey.greatestStore)
    /// Keys of stores in a calendar, where 0 is all stores.
    static let storeDayKeys = 0...storeKeys.upperBound
    static let productKeys = 1...Int(SeriesKey.greatestProduct)
    static let scenarioIDs = 0...StretchKey.greatestScenario
    /// Keys of series and of results: each of a store and a product.
    static let seriesKeys = SeriesKey(store: 1, product: 1).rowID...SeriesKey.greatest.rowID
    static let resultKeys =
        StretchKey.range(scenario: 0, series: seriesKeys)
        .lowerBound...StretchKey.range(
            scenario: StretchKey.greatestScenario
        ).upperBound
    /// Keys of blocks of sales and of sold days: each of a store, a block with a valid day, and a product.
    static let blockKeys =
        BlockKey(store: 1, day: startDays.lowerBound)
        .rowID...BlockKey(store: SeriesKey.greatestStore, day: startDays.upperBound).rowID
    static let saleKeys =
        BlockKey(rowID: blockKeys.lowerBound).sales(of: 1)
        .lowerBound...BlockKey(
            rowID: blockKeys.upperBound
        ).sales.upperBound
    static let rowKeys = 1...1 << 48
    /// Lines of a file.
    static let lines = 1...Int(Int32.max)
    /// Counts of rows, series or orders.
    static let counts = 0...1 << 48
    /// Identifiers of runs and imports, which must fit into 32 bits.
    static let logIDs = 1...Int(Int32.max) - 1_000_000
    /// References to a run or an import; 0 if there is none.
    static let logReferences = 0...logIDs.upperBound
    /// Units. Levels and sums of receipts may exceed the limit of a single quantity, but stay far from overflow.
    static let amount = 1e18
}

/// How rates are stored: in hundredths if they are a whole number, which SQLite keeps in one to six bytes even in a REAL column, and
/// else below zero, in eight. So most rates of files take a third of the room.
enum StoredRate {
    @inline(__always)
    static func stored(_ rate: Double) -> Double {
        let hundredths = (rate * 100).rounded()
        return hundredths / 100 == rate ? hundredths : -rate
    }

    /// The same bits that were stored.
    @inline(__always)
    static func rate(of stored: Double) -> Double { stored < 0 ? -stored : stored / 100 }
}

extension ScannedRow {
    /// A whole number within bounds.
    ///
    /// - Throws: `DatabaseError` if the value is not a whole number, or is out of bounds.
    @inline(__always)
    func int(_ place: Place, in bounds: ClosedRange<Int>) throws -> Int {
        let value = int(place)
        // `int` reads NULL and text as 0 and cuts off a fraction, so the type is checked too.
        guard bounds.contains(value), isInteger(place) else { throw outOfBounds(place) }
        return value
    }

    /// The same; nil for NULL.
    @inline(__always)
    func optionalInt(_ place: Place, in bounds: ClosedRange<Int>) throws -> Int? {
        isNull(place) ? nil : try int(place, in: bounds)
    }

    /// A finite number whose absolute value is at most `limit`.
    @inline(__always)
    func double(_ place: Place, upTo limit: Double) throws -> Double {
        let value = double(place)
        guard abs(value) <= limit, value != 0 || isNumber(place) else { throw outOfBounds(place) }
        return value
    }

    /// The same for an amount, which is zero or more.
    @inline(__always)
    private func amount(_ value: Double, _ place: Place, upTo limit: Double) throws -> Double {
        guard value >= 0, value <= limit, value != 0 || isNumber(place) else { throw outOfBounds(place) }
        return value
    }

    /// A finite number from 0 to `limit`.
    @inline(__always)
    func amount(_ place: Place, upTo limit: Double = StoredBounds.amount) throws -> Double {
        try amount(double(place), place, upTo: limit)
    }

    /// The same; nil for NULL, which reads as 0. So only a 0 needs a second look.
    @inline(__always)
    func optionalAmount(_ place: Place, upTo limit: Double = StoredBounds.amount) throws -> Double? {
        let value = double(place)
        return value == 0 && isNull(place) ? nil : try amount(value, place, upTo: limit)
    }

    /// A rate from 0 to `limit` units.
    @inline(__always)
    func rate(_ place: Place, upTo limit: Double = StoredBounds.amount) throws -> Double {
        try amount(StoredRate.rate(of: double(place)), place, upTo: limit)
    }

    /// The same; nil for NULL.
    @inline(__always)
    func optionalRate(_ place: Place, upTo limit: Double = StoredBounds.amount) throws -> Double? {
        let stored = double(place)
        return stored == 0 && isNull(place) ? nil : try amount(StoredRate.rate(of: stored), place, upTo: limit)
    }

    /// A name: valid UTF-8, not empty.
    func name(at place: Place) throws -> String {
        guard let name = String(validating: utf8(place), as: UTF8.self), !name.isEmpty else {
            throw outOfBounds(place)
        }
        return name
    }

    /// A moment as ``Timestamp`` writes it: its day is shown without the rest.
    func timestamp(at place: Place) throws -> String {
        let text = try name(at: place)
        guard text.utf8.count == 20, CivilDate(isoText: String(text.prefix(10))) != nil else {
            throw outOfBounds(place)
        }
        return text
    }

    /// A name that other rows have too, such as that of a category; nil for NULL.
    func optionalName(at place: Place) throws -> String? { isNull(place) ? nil : try name(at: place) }

    /// A text for people; nil for NULL.
    func optionalText(_ place: Place) -> String? { isNull(place) ? nil : text(place) }

    /// The bytes of a name, which ``name(at:)`` would accept. They are valid until the scan moves to the next row.
    func nameBytes(at place: Place) throws -> UnsafeBufferPointer<UInt8> {
        let bytes = utf8(place)
        // Checked without making a string, because a table may have a million names.
        guard !bytes.isEmpty, (try? UTF8Span(validating: bytes.span)) != nil else { throw outOfBounds(place) }
        return bytes
    }

    /// The error for a value that is out of bounds.
    @inline(never)
    func outOfBounds(_ place: Place) -> DatabaseError {
        .damaged("\(name(place)) is \(shown(place))")
    }

    /// A value for a message.
    func shown(_ place: Place) -> String {
        if isNull(place) { return "NULL" }
        let text = text(place)
        return text.isEmpty ? "empty" : String(text.prefix(40))
    }
}

/// Checks that the keys of a scan are within a range and ascend, as they do in a sound table.
struct AscendingKeys {
    private var next: Int
    private let last: Int

    init(in range: ClosedRange<Int>) {
        next = range.lowerBound
        last = range.upperBound
    }

    /// - Throws: `DatabaseError` if a key is out of order or outside the range.
    @inline(__always)
    mutating func take(_ key: Int) throws {
        guard key >= next, key <= last else { throw outOfOrder(key) }
        next = key &+ 1
    }

    @inline(never)
    private func outOfOrder(_ key: Int) -> DatabaseError { .damaged("key \(key) is out of order") }
}
