internal import BulkSQLite
import Forecasting
internal import GRDB

/// `kept_demand`. Its key is ``SeriesKey/rowID``.
enum KeptDemandTable {
    static let name = "kept_demand"

    struct Columns: BulkSQLite.Columns {
        private let firstSale: Place
        private let lastSale: Place
        private let isWhole: Place
        private let outEvenings: Place
        private let sums: Place

        init(addedTo list: inout SelectList, of table: String) {
            firstSale = list.add("\(table).first_sale_day")
            lastSale = list.add("\(table).last_sale_day")
            isWhole = list.add("\(table).is_whole")
            outEvenings = list.add("\(table).out_evenings")
            sums = list.add("\(table).sums")
        }

        func read(_ row: ScannedRow) throws -> KeptDemand {
            let last = try row.int(lastSale, in: StoredBounds.startDays)
            guard let numbers = row.numbers(sums) else { throw row.outOfBounds(sums) }
            let errors = numbers.highHalf
            // Returns can make a sum less than zero.
            guard (0..<8).allSatisfy({ numbers[$0].isFinite }), errors.min() >= 0 else { throw row.outOfBounds(sums) }
            return KeptDemand(
                firstSale: Int32(
                    truncatingIfNeeded: try row.int(firstSale, in: StoredBounds.startDays.lowerBound...last)),
                lastSale: Int32(truncatingIfNeeded: last), sums: numbers.lowHalf, errors: errors.lowHalf,
                usual: errors.highHalf, isWhole: try row.int(isWhole, in: 0...1) == 1,
                outEvenings: Int32(truncatingIfNeeded: try row.int(outEvenings, in: 0...SoldOut.mostEvenings)))
        }
    }

    static func encode(_ kept: KeptDemand, into record: inout RecordEncoder) {
        record.append(Int(kept.firstSale))
        record.append(Int(kept.lastSale))
        record.append(kept.isWhole ? 1 : 0)
        record.append(Int(kept.outEvenings))
        record.append(
            SIMD8<Float>(
                lowHalf: kept.sums, highHalf: SIMD4<Float>(lowHalf: kept.errors, highHalf: kept.usual)))
    }
}

/// What the series of a category sold in a store in a week, a row of `kept_total`.
package struct KeptTotal: Equatable, Sendable {
    package var store: Int32
    /// nil: the products without a category.
    package var category: String?
    /// The Monday, as a day number.
    package var week: Int
    /// Units of each day of the week, from Monday on.
    package var units: [Double]

    package init(store: Int32, category: String?, week: Int, units: [Double]) {
        self.store = store
        self.category = category
        self.week = week
        self.units = units
    }
}

/// `kept_total`.
enum KeptTotalTable {
    static let name = "kept_total"

    struct Columns: BulkSQLite.Columns {
        private let store: Place
        private let category: Place
        private let week: Place
        private let units: [Place]

        init(addedTo list: inout SelectList, of table: String) {
            store = list.add("\(table).store_key")
            category = list.add("\(table).category")
            week = list.add("\(table).week_day")
            units = Weekdays.longNames.map { list.add("\(table).\($0)") }
        }

        func read(_ row: ScannedRow) throws -> KeptTotal {
            let monday = try row.int(week, in: StoredBounds.resultDays)
            guard CivilDate.weekday(ofDayNumber: monday) == 1 else { throw row.outOfBounds(week) }
            return KeptTotal(
                store: Int32(truncatingIfNeeded: try row.int(store, in: StoredBounds.storeKeys)),
                category: try row.optionalName(at: category), week: monday,
                // Returns can make a total less than zero.
                units: try units.map { try row.double($0, upTo: StoredBounds.amount) })
        }
    }

    static func write(_ total: KeptTotal, _ db: Database) throws {
        var arguments: StatementArguments = [total.store, total.category, total.week]
        arguments += StatementArguments(total.units)
        try db.cachedStatement(
            sql: """
                INSERT INTO \(name) (store_key, category, week_day, \(Weekdays.longNames.joined(separator: ", ")))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: arguments)
    }
}

/// `kept_learning`: ``LearningSums/values``, by their places from 1 on.
enum KeptLearningTable {
    static let name = "kept_learning"

    struct Columns: BulkSQLite.Columns {
        private let value: Place

        init(addedTo list: inout SelectList, of table: String) { value = list.add("\(table).value") }

        func read(_ row: ScannedRow) throws -> Double { try row.double(value, upTo: StoredBounds.amount) }
    }
}

/// What is known of the sales of a store that are stored no longer, or that an estimate need not read again.
package struct KeptHistory: Equatable, Sendable {
    /// The number of days whose sales stay, counted back from the last one; nil: all.
    package var keepDays: Int?
    /// The day before which no sales are stored; nil: all are.
    package var forgottenBefore: Int?
    /// The Monday before which `kept_demand` has what they say; nil: it has nothing.
    package var keptBefore: Int?
}

extension Snapshot {
    /// What is kept of the stores that have something of it, by their keys.
    package func keptHistories() throws -> [Int32: KeptHistory] {
        var found: [Int32: KeptHistory] = [:]
        var list = SelectList()
        let store = list.add("store_key")
        let columns = list.add(KeptHistoryColumns.self, of: "store")
        try db.scan(
            list,
            """
            FROM store
            WHERE keep_days IS NOT NULL OR forgotten_before IS NOT NULL OR kept_before IS NOT NULL ORDER BY store_key
            """
        ) { row in
            found[Int32(truncatingIfNeeded: try row.int(store, in: StoredBounds.storeKeys))] = try columns.read(row)
        }
        return found
    }

    /// What is kept of series, in the order of their keys.
    ///
    /// - Parameter days: those of their sales.
    package func keptDemand(
        in range: ClosedRange<SeriesKey>, of days: ClosedRange<Int>
    ) throws -> [(product: Int32, kept: KeptDemand)] {
        var found: [(product: Int32, kept: KeptDemand)] = []
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(KeptDemandTable.Columns.self, of: KeptDemandTable.name)
        try db.scan(
            list, of: KeptDemandTable.name, by: key, in: range.lowerBound.rowID...range.upperBound.rowID
        ) { row in
            let kept = try columns.read(row)
            guard days.contains(Int(kept.firstSale)), days.contains(Int(kept.lastSale)) else {
                throw DatabaseError.damaged("\(KeptDemandTable.name) has sales of other days in row \(row.int(key))")
            }
            found.append((SeriesKey(rowID: row.int(key)).product, kept))
        }
        return found
    }

    /// The totals of the weeks that are kept, in no order.
    package func forEachKeptTotal(_ body: (KeptTotal) throws -> Void) throws {
        var list = SelectList()
        let columns = list.add(KeptTotalTable.Columns.self, of: KeptTotalTable.name)
        try db.scan(list, "FROM \(KeptTotalTable.name)") { row in
            try body(try columns.read(row))
        }
    }

    /// The sums from which is learned, over the weeks that are kept.
    ///
    /// - Throws: also if there are none: who asks has a store with kept weeks, and an estimate that went on without the sums would be one of
    ///   the open weeks alone.
    package func keptLearning() throws -> LearningSums {
        var values: [Double] = []
        var list = SelectList()
        let key = list.add("kept_learning_key")
        let columns = list.add(KeptLearningTable.Columns.self, of: KeptLearningTable.name)
        try db.scan(list, "FROM \(KeptLearningTable.name) ORDER BY kept_learning_key") { row in
            guard row.int(key) == values.count + 1 else {
                throw DatabaseError.damaged("there is no row \(values.count + 1) of \(KeptLearningTable.name)")
            }
            values.append(try columns.read(row))
        }
        guard let sums = LearningSums(values: values) else {
            throw DatabaseError.damaged("\(KeptLearningTable.name) has \(values.count) rows")
        }
        return sums
    }
}

/// The columns of `store` about what is kept of its sales.
struct KeptHistoryColumns: BulkSQLite.Columns {
    private let keepDays: Place
    private let forgottenBefore: Place
    private let keptBefore: Place

    init(addedTo list: inout SelectList, of table: String) {
        keepDays = list.add("\(table).keep_days")
        forgottenBefore = list.add("\(table).forgotten_before")
        keptBefore = list.add("\(table).kept_before")
    }

    func read(_ row: ScannedRow) throws -> KeptHistory {
        let history = KeptHistory(
            keepDays: try row.optionalInt(keepDays, in: 0...StockLimits.durationDays),
            forgottenBefore: try row.optionalInt(forgottenBefore, in: StoredBounds.resultDays),
            keptBefore: try row.optionalInt(keptBefore, in: StoredBounds.resultDays))
        if let kept = history.keptBefore {
            guard CivilDate.weekday(ofDayNumber: kept) == 1 else { throw row.outOfBounds(keptBefore) }
        }
        // What is no longer stored has to be kept.
        if let forgotten = history.forgottenBefore {
            guard let kept = history.keptBefore, forgotten <= kept else { throw row.outOfBounds(forgottenBefore) }
        }
        return history
    }
}
