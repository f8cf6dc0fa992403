/// What to import, and how to read it.
package struct ImportRequest: Sendable {
    /// Paths; `-` is standard input.
    package var files: [String]
    /// The store of rows in files without a column for it.
    package var store = defaultStore
    /// Columns by the names that they have in the files.
    package var map: [ImportColumn: String] = [:]
    /// nil finds the delimiter in each header.
    package var delimiter: UInt8?
    package var decimalSeparator = UInt8(ascii: ".")
    /// nil finds the order of day and month in each column.
    package var dateOrder: DateOrder?
    /// Where bad rows go; nil makes one of them fail the import.
    package var rejects: String?
    /// What the file of rejects calls options and commands.
    package var words: @Sendable (ExpectedText.Mention) -> String = { "\($0)" }
    /// What the files are; nil finds it in their headers.
    package var kind: FileKind?
    /// Whether series that no file of products has are removed.
    package var replaces = false
    /// Whether the former receipts of the stores that a file of receipts names stay.
    package var adds = false
    /// Everything but the commit.
    package var isDryRun = false

    package init(files: [String]) {
        self.files = files
    }

    package static let defaultStore = "main"
}
