import InventoryStore

/// Why a row of a file is left out, although nothing is wrong with it.
package enum LeftOut: Hashable, Sendable {
    /// Its status is this word.
    case status(String)
    /// This column of the file says that the order was cancelled, closed or deleted.
    case marked(column: String)
    /// All that was ordered has come.
    case nothingOpen
    /// Nothing was sold of the product on that day.
    case nothingSold
    /// What is sold in its period is not known yet.
    case notOver
    /// The sales of its day are stored no longer, so they can't change.
    case closed
    /// No demand is stated of the product in that period.
    case nothingStated
    /// It is a day without an event.
    case noEvent
    /// It has no date.
    case undated
    /// It is due before the first day of its series.
    case overdue
    /// It is added to another row of its series.
    case addedUp
    /// A row of its series has a later date.
    case older
    /// Its text in place of a stock says that there is none.
    case unstocked
    /// The user has said that such rows are none of the table, by their first text.
    case skipped
    /// The user has said that only rows with another text in a column count: `COLUMN=TEXT`.
    case otherThan(String)
    /// It is the header once more.
    case header
}

/// A row that is left out after all rows have been read.
struct LeftOutRow: ImportedRow, Sendable {
    var why: LeftOut
    var importID: Int32
    var line: Int32
}
