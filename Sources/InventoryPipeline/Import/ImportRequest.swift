import InventoryStore

/// What to import, and how to read it.
package struct ImportRequest: Sendable {
    /// Paths; `-` is standard input.
    package var files: [String]
    /// The store of rows in files without a column for it.
    package var store = defaultStore
    /// The names of columns in the files.
    package var map: [ImportColumn: String] = [:]
    /// The values that columns have in all rows.
    package var constants: [ImportColumn: String] = [:]
    /// The day that stocks are of, where a file has no column for it, as ISO text.
    package var asOf: String?
    /// The names of columns in the files that are not read.
    package var ignored: [String] = []
    /// The words of a status that mean that an order still stands, and that it doesn't, beside the known ones.
    package var openWords: [String] = []
    package var closedWords: [String] = []
    /// The number of days that a rate of sales covers.
    package var salesDays = 1.0
    /// What becomes of receipts that are due before the first day of their series, and of those without a date.
    package var overdue = OverdueReceipts.start
    package var leavesOutUndated = true
    /// The delimiter; nil detects it in each header.
    package var delimiter: UInt8?
    package var decimalSeparator = UInt8(ascii: ".")
    /// How numbers are written, if not with digits and `decimalSeparator` alone.
    package var numbers: NumberStyle?
    /// The order of day and month in dates; nil detects it in each column.
    package var dateOrder: DateOrder?
    /// The path of the file of rejects; nil makes the first bad row fail the import.
    package var rejects: String?
    /// The words that the file of rejects uses for options and commands.
    package var words: @Sendable (ExpectedText.Mention) -> String = { "\($0)" }
    /// The kind of the files; nil detects it in their headers.
    package var kind: FileKind?
    /// What is removed of the stored rows that the files don't have.
    package var replacement = Replacement.none
    /// Whether the user has named the store, so that files without rows are about it too.
    package var namesStore = false
    /// Whether the stored receipts stay for the stores that a file of receipts names.
    package var adds = false
    /// Whether the import does everything except the commit.
    package var isDryRun = false

    package init(files: [String]) {
        self.files = files
    }

    package static let defaultStore = "main"
}
