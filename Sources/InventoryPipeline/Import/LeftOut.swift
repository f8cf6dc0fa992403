/// Why a row of a file is left out, although nothing is wrong with it.
package enum LeftOut: Hashable, Sendable {
    /// Its status is this word.
    case status(String)
    /// This column of the file says that the order was cancelled, closed or deleted.
    case marked(column: String)
    /// All that was ordered has come.
    case nothingOpen
    /// It has no date.
    case undated
    /// It is due before the first day of its series.
    case overdue
}
