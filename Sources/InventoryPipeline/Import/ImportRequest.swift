/// What to import, and how to read it.
package struct ImportRequest: Sendable {
    /// Paths; `-` is standard input.
    package var files: [String]
    /// The store of rows in files without a column for it.
    package var store = defaultStore
    /// The names of columns in the files.
    package var map: [ImportColumn: String] = [:]
    /// The delimiter; nil detects it in each header.
    package var delimiter: UInt8?
    package var decimalSeparator = UInt8(ascii: ".")
    /// The order of day and month in dates; nil detects it in each column.
    package var dateOrder: DateOrder?
    /// The path of the file of rejects; nil makes the first bad row fail the import.
    package var rejects: String?
    /// The words that the file of rejects uses for options and commands.
    package var words: @Sendable (ExpectedText.Mention) -> String = { "\($0)" }
    /// The kind of the files; nil detects it in their headers.
    package var kind: FileKind?
    /// Whether stored series that are missing from the product files are removed.
    package var replaces = false
    /// Whether the stored receipts stay for the stores that a file of receipts names.
    package var adds = false
    /// Whether the import does everything except the commit.
    package var isDryRun = false

    package init(files: [String]) {
        self.files = files
    }

    package static let defaultStore = "main"
}
