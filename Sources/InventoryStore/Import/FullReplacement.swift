internal import GRDB

/// An import that was expected to replace the whole inventory does not. What it has written is to be rolled back.
package struct FullReplacementFailed: Error {
    package init() {}
}

/// New positions in place of all that the inventory has.
///
/// Exports of stock mostly have every series, and with the day of the export in each row all of them have changed. Where that is
/// so, SQLite drops all pages of the table at once and the rows are appended as they come. For 5 million of them that takes 0.6 of
/// the time that emptying and filling one range after the other does.
///
/// That an import has every series shows at its end only. It is expected where the number of its rows says so and the first
/// ones have all changed. Where it turns out otherwise the import has to begin again, and to do without.
struct FullReplacement {
    private var isExpected = false
    /// How many series the inventory had, from the moment on in which they are gone.
    private var former: Int?
    /// How many of them have come again.
    private var replaced = 0

    var isBegun: Bool { former != nil }

    /// - Parameters:
    ///   - rows: how many the import will have, as far as that can be told.
    ///   - seriesCount: how many the inventory has.
    mutating func expect(rows: Int, seriesCount: Int) {
        isExpected = seriesCount > 0 && abs(rows - seriesCount) <= seriesCount / 20
    }

    /// Takes note of rows that are all new or changed, and between the first and the last of which the inventory has no others.
    ///
    /// - Parameter knownCount: how many of the series the inventory has.
    /// - Returns: whether they are to be appended, as there is nothing left.
    mutating func includes(knownCount: Int, _ db: Database) throws -> Bool {
        if isExpected, former == nil {
            // Without a WHERE, SQLite drops whole pages (<https://www.sqlite.org/lang_delete.html#the_truncate_optimization>).
            try db.execute(sql: "DELETE FROM inventory")
            former = db.changesCount
        }
        replaced += knownCount
        return isBegun
    }

    /// Takes note of rows that are to be written in another way.
    ///
    /// - Throws: ``FullReplacementFailed`` where it is too late for that.
    mutating func ruleOut() throws {
        guard !isBegun else { throw FullReplacementFailed() }
        isExpected = false
    }

    /// - Throws: ``FullReplacementFailed`` where series are missing.
    func finish() throws {
        if let former, former != replaced { throw FullReplacementFailed() }
    }
}
