internal import BulkSQLite
internal import GRDB

/// Reads and writes the terms of supply for an import.
final class TermsWriter {
    private let transaction: WriteTransaction
    private let db: Database
    /// Whether any series had terms before this import.
    private let hadRows: Bool
    /// Made when a file has terms.
    private var batches: BatchDatabase?

    init(_ transaction: WriteTransaction) throws {
        self.transaction = transaction
        db = transaction.db
        hadRows = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM supply_terms)") ?? false
    }

    /// The stored terms of some series, and maybe of others, in the order of their keys. As with the positions, they are read
    /// in one go where they are not many more.
    func stored(_ rows: [TermsRow]) throws -> [(key: Int, values: SIMD8<Double>)] {
        guard hadRows, let first = rows.first, let last = rows.last else { return [] }
        var stored: [(key: Int, values: SIMD8<Double>)] = []
        let limit = rows.count * 4 + 16
        let columns = TermsRow.columns.map { "old.\($0)" }.joined(separator: ", ")
        try db.scan(
            """
            SELECT series_key, \(columns) FROM supply_terms AS old WHERE series_key BETWEEN ? AND ? ORDER BY series_key LIMIT ?
            """, [first.key.rowID, last.key.rowID, limit]
        ) { row in stored.append((row.int(0), TermsRow.values(of: try row.supply(1)))) }
        guard stored.count == limit else { return stored }
        stored.removeAll()
        try rowBatches().show(TermsRow.image(of: rows)) { source in
            try db.scan(
                """
                SELECT old.series_key, \(columns)
                FROM \(source) AS new CROSS JOIN supply_terms AS old ON old.series_key = new.series_key
                """
            ) { row in stored.append((row.int(0), TermsRow.values(of: try row.supply(1)))) }
        }
        return stored
    }

    /// Writes terms in place of former ones; rows without any remove them. Their keys ascend, also from one call to the next where
    /// there were no former ones.
    func write(_ rows: [TermsRow]) throws {
        guard !rows.isEmpty else { return }
        for row in rows where row.values == TermsRow.nothing {
            try db.cachedStatement(sql: "DELETE FROM supply_terms WHERE series_key = ?").execute(arguments: [
                row.key.rowID
            ])
        }
        let image = TermsRow.image(of: rows.lazy.filter { $0.values != TermsRow.nothing })
        if hadRows {
            try rowBatches().insertByColumn(image, into: "supply_terms", or: "REPLACE")
        } else {
            try rowBatches().insert(image, into: "supply_terms")
        }
    }

    private func rowBatches() throws -> BatchDatabase {
        if let batches { return batches }
        let made = try transaction.batches(like: "supply_terms")
        batches = made
        return made
    }
}
