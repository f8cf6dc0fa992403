internal import BulkSQLite
import Forecasting
internal import GRDB

/// Reads and writes the terms of supply for an import.
final class TermsWriter {
    private let transaction: WriteTransaction
    private let db: Database
    /// Whether any series had terms before this import.
    private let hadRows: Bool
    /// Made when the first terms come.
    private var batches: BatchDatabase?

    init(_ transaction: WriteTransaction) throws {
        self.transaction = transaction
        db = transaction.db
        hadRows = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(TermsTable.name))") ?? false
    }

    /// The stored terms of the series in `rows`, and maybe of others, in the order of their keys. As with positions, the whole
    /// range is read at once unless it has many more rows.
    func stored(_ rows: [TermsRow]) throws -> [(key: Int, stated: StatedTerms)] {
        guard hadRows, let first = rows.first, let last = rows.last else { return [] }
        let limit = rows.count * 4 + 16
        var list = SelectList()
        let key = list.add("old.series_key")
        let columns = list.add(TermsTable.Columns.self, of: "old")
        var stored: [(key: Int, stated: StatedTerms)] = []
        func read(_ rest: String, _ arguments: StatementArguments = []) throws {
            try db.scan(list, rest, arguments) { row in stored.append((row.int(key), try columns.read(row))) }
        }
        try read(
            "FROM \(TermsTable.name) AS old WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?",
            [first.key.rowID, last.key.rowID, limit])
        guard stored.count == limit else { return stored }
        stored.removeAll()
        try rowBatches().show(TermsTable.image(of: rows)) { source in
            try read("FROM \(source) AS new CROSS JOIN \(TermsTable.name) AS old ON old.series_key = new.series_key")
        }
        return stored
    }

    /// Replaces the stored terms of series. A row without any terms removes them. Keys have to ascend; if the table was empty,
    /// also from one call to the next.
    func write(_ rows: [TermsRow]) throws {
        guard !rows.isEmpty else { return }
        let nothing = StatedTerms()
        for row in rows where row.stated == nothing {
            try db.cachedStatement(sql: "DELETE FROM \(TermsTable.name) WHERE series_key = ?").execute(
                arguments: [row.key.rowID])
        }
        let image = TermsTable.image(of: rows.lazy.filter { $0.stated != nothing })
        if hadRows {
            try rowBatches().insertByColumn(image, into: TermsTable.name, or: "REPLACE")
        } else {
            try rowBatches().insert(image, into: TermsTable.name)
        }
    }

    private func rowBatches() throws -> BatchDatabase {
        if let batches { return batches }
        let made = try transaction.batches(like: TermsTable.name)
        batches = made
        return made
    }
}
