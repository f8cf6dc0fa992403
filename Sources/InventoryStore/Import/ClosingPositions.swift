internal import BulkSQLite
import Forecasting
internal import GRDB

/// Makes positions of the closing stocks in files of sales, for series of which no file of products says what is there.
///
/// A position of which the log says that its file was one of sales is such a one. A later closing stock takes its place, and so does a file
/// of products, whose positions stay.
struct ClosingPositions {
    /// The kind of files of sales in the log of imports.
    static let kind = "sales"

    /// The last closing stock of a series in the files.
    private struct Evening {
        var day: Int
        var stock: Double
        var importID: Int32
        var line: Int32
    }

    private var found: [SeriesKey: Evening] = [:]

    /// Takes a row that is stored.
    mutating func take(_ row: SoldDayRow) {
        guard let stock = row.quantity.closingStock else { return }
        let (key, day) = (row.key.series, row.key.day)
        // The morning after it has to be a day that a position may begin on.
        guard StockLimits.days.contains(day + 1), found[key].map({ $0.day < day }) ?? true else { return }
        found[key] = Evening(day: day, stock: stock, importID: row.importID, line: row.line)
    }

    /// Writes the positions, and how many series each store has.
    func write(_ db: Database) throws -> SalesChange.Positions {
        var change = SalesChange.Positions()
        for (store, evenings) in Dictionary(grouping: found.sorted { $0.key < $1.key }, by: \.key.store).sorted(
            by: { $0.key < $1.key })
        {
            let known = try positions(ofStore: store, db)
            var made = 0
            var changed: Int32 = 0
            for (key, evening) in evenings {
                let arguments: StatementArguments = [
                    evening.day + 1, evening.stock, evening.importID, evening.line, key.rowID,
                ]
                if let position = known[key.rowID] {
                    guard position.isMade, position.startDay <= evening.day + 1,
                        position.startDay != evening.day + 1 || position.onHand != evening.stock
                    else { continue }
                    try db.cachedStatement(
                        sql: """
                            UPDATE inventory SET start_day = ?, on_hand = ?, import_id = ?, source_line = ? WHERE series_key = ?
                            """
                    ).execute(arguments: arguments)
                    change.moved += 1
                } else {
                    try db.cachedStatement(
                        sql: """
                            INSERT INTO inventory (start_day, on_hand, import_id, source_line, series_key, stored_restocking_rate, duration_days,
                                forecast_frequency)
                            VALUES (?, ?, ?, ?, ?, 0, \(StockPosition.usualDurationDays), 1)
                            """
                    ).execute(arguments: arguments)
                    made += 1
                }
                changed = max(changed, evening.importID)
                let known = change.evenings ?? evening.day...evening.day
                change.evenings = min(known.lowerBound, evening.day)...max(known.upperBound, evening.day)
            }
            guard changed > 0 else { continue }
            change.made += made
            try db.cachedStatement(
                sql: "UPDATE store SET series_count = series_count + ?, changed_import_id = ? WHERE store_key = ?"
            ).execute(arguments: [made, changed, store])
        }
        return change
    }

    /// The positions of a store, by their keys, and whether each was made of a closing stock.
    private func positions(
        ofStore store: Int32, _ db: Database
    ) throws -> [Int: (startDay: Int, onHand: Double, isMade: Bool)] {
        var positions: [Int: (startDay: Int, onHand: Double, isMade: Bool)] = [:]
        var list = SelectList()
        let key = list.add("series_key")
        let startDay = list.add("start_day")
        let onHand = list.add("on_hand")
        let isMade = list.add("import.kind IS '\(Self.kind)'")
        try db.scan(
            list, "FROM inventory LEFT JOIN import USING (import_id) WHERE series_key BETWEEN ? AND ?",
            [
                SeriesKey(store: store, product: 0).rowID,
                SeriesKey(store: store, product: SeriesKey.greatestProduct).rowID,
            ]
        ) { row in
            positions[row.int(key)] = (
                try row.int(startDay, in: StoredBounds.startDays), try row.double(onHand, upTo: StoredBounds.amount),
                row.int(isMade) == 1
            )
        }
        return positions
    }
}
