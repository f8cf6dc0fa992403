internal import GRDB

/// An import that was expected to be a full replacement isn't one. Its writes have to be rolled back.
package struct FullReplacementFailed: Error {
    package init() {}
}

/// A full replacement of the stored positions.
///
/// Exports of stock mostly have every series, and all rows have changed because each has the day of the export. In that case
/// SQLite drops all pages of the table at once, and the rows are appended as they come. For 5 million rows that takes 0.6 of the
/// time of emptying and filling one range after the other.
///
/// Only the end of an import shows whether it has every series. A full replacement is expected if the number of rows suggests it
/// and the first rows have all changed. If it turns out otherwise, the import has to start again without it.
struct FullReplacement {
    private var isExpected = false
    /// The number of series that the inventory had; nil until they are removed.
    private var former: Int?
    /// The number of those series that the import has written again.
    private var replaced = 0

    var isBegun: Bool { former != nil }

    /// - Parameter rows: an estimate of the number of rows in the import.
    /// - Parameter seriesCount: the number of series in the inventory.
    mutating func expect(rows: Int, seriesCount: Int) {
        isExpected = seriesCount > 0 && abs(rows - seriesCount) <= seriesCount / 20
    }

    /// Records a batch whose rows are all new or changed and whose key range holds no other stored series. At the first such
    /// batch of an expected full replacement it empties `inventory`.
    ///
    /// - Parameter knownCount: the number of series of the batch that the inventory has.
    /// - Returns: whether the table has been emptied, so that the batch can be appended.
    mutating func includes(knownCount: Int, _ db: Database) throws -> Bool {
        if isExpected, former == nil {
            // Without a WHERE, SQLite drops whole pages (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
            try db.execute(sql: "DELETE FROM inventory")
            former = db.changesCount
        }
        replaced += knownCount
        return isBegun
    }

    /// Records that rows have to be written in another way, which rules out a full replacement.
    ///
    /// - Throws: ``FullReplacementFailed`` if the full replacement has already begun.
    mutating func ruleOut() throws {
        guard !isBegun else { throw FullReplacementFailed() }
        isExpected = false
    }

    /// - Throws: ``FullReplacementFailed`` if the import has not written every former series again.
    func finish() throws {
        if let former, former != replaced { throw FullReplacementFailed() }
    }
}
