import CSV
import InventoryStore

/// How one file was read.
package struct FileReport: Sendable {
    package enum Dates: Equatable, Sendable {
        /// No date had two meanings.
        case unambiguous
        case given(DateOrder)
        /// A date in the file shows the order.
        case shown(DateOrder, text: String, line: Int)
        /// Every date could be either: the month was taken to come first.
        case assumedMonthFirst
    }

    package var name: String
    package var dialect: Dialect
    package var mapping: ColumnMapping
    package var dates = Dates.unambiguous
    package var read = 0
    package var rejected = 0
    package var blank = 0
    /// Identifiers that are probably not what was meant: the first few, and how many there are.
    package private(set) var warnings: [IdentifierWarning] = []
    package private(set) var warningCount = 0

    static let warningsShown = 5

    init(name: String, dialect: Dialect, mapping: ColumnMapping) {
        self.name = name
        self.dialect = dialect
        self.mapping = mapping
    }

    var warningsLeft: Int { Self.warningsShown - warnings.count }

    /// - Parameter first: ``warningsLeft`` at most.
    mutating func add(_ first: [IdentifierWarning], of count: Int) {
        warningCount += count
        warnings += first
    }
}

/// What an import did.
package struct ImportSummary: Sendable {
    /// What the rows of the files are: the name of their kind.
    package var kind: String
    package var files: [FileReport]
    /// In the order of the files.
    package var counts: [ImportCounts]
    package var former: FormerRows
    package var problems: ProblemList
    package var seconds: Double
    package var isDryRun: Bool

    package var total: ImportCounts { counts.reduce(ImportCounts(), +) }
}

/// An import that bad rows have stopped; nothing was written.
package struct ImportRefused: Error {
    package var problems: ProblemList
    package var rowsRead: Int
}

/// What became of rows that were there before an import and are not in it.
package enum FormerRows: Equatable, Sendable {
    case kept
    /// Series that a replacing import does not have.
    case removed(series: Int)
    /// Receipts of the stores that an import of receipts names.
    case replaced(receipts: Int, stores: Int)
}
