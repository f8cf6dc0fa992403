import CSV
import InventoryStore
import Workbook

/// What to import, and how to read it.
package struct ImportRequest: Sendable {
    /// Paths; `-` is standard input.
    package var files: [String]
    /// The sheet of the files, which are workbooks; nil is the first one.
    package var sheet: String?
    /// The store of rows in files without a column for it.
    package var store = defaultStore { didSet { isStoreGiven = true } }
    /// Whether somebody has set the store, if only by a profile.
    private(set) var isStoreGiven = false
    /// The names of columns in the files.
    package var map: [ImportColumn: String] = [:]
    /// The names that columns may have in the files, the better ones first, beside the usual ones.
    package var suggested: [ImportColumn: [String]] = [:]
    /// The values that columns have in all rows.
    package var constants: [ImportColumn: String] = [:]
    /// The day that stocks are of, where a file has no column for it, as ISO text.
    package var asOf: String?
    /// The names of columns in the files that are not read.
    package var ignored: [String] = []
    /// The same, of those that a file may lack.
    package var ignoredIfThere: [String] = []
    /// The columns of products whose units are taken off the stock, by their names or their meaning.
    package var takenOff: [String] = []
    /// Which columns have the stock of one store each.
    package var storeColumns: [StarPattern] = []
    /// The same, of those that a file may lack.
    package var storeColumnsIfThere: [StarPattern] = []
    /// Only the rows count that have these texts, by the name of the column.
    package var conditions: [RowCondition] = []
    /// The same, of columns that a file may lack.
    package var conditionsIfThere: [RowCondition] = []
    /// Whether the rows of a series are added up.
    package var addsUp = false
    /// Whether only the rows with the newest date of a series count.
    package var takesLatest = false
    /// The line of the header, from 1; nil looks for it.
    package var headerLine: Int?
    /// Rows whose first text is like one of these are no rows of the table.
    package var skipped: [StarPattern] = []
    /// Whether blanks at the ends of identifiers are cut off.
    package var trimsIdentifiers = false
    /// Whether zeros at the beginning of products that are numbers are cut off.
    package var stripsZeros = false
    /// The parts of identifiers that are read: what the first `*` stands for, in those that are of this form.
    package var parts: [ImportColumn: StarPattern] = [:]
    /// Texts in place of a stock that say that the product is not stocked; such rows are left out.
    package var unstocked: [String] = []
    /// The words of a status that mean that an order still stands, and that it doesn't, beside the known ones.
    package var openWords: [String] = []
    package var closedWords: [String] = []
    /// Whether quantities in files of sales are movements of a stock, so that what is sold is less than zero; nil decides by the names
    /// of columns.
    package var areMoved: Bool?
    /// Whether files of sales have returns as rows of their own, with quantities above zero.
    package var hasReturnsApart = false
    /// The day of the column `d_1`, in files of sales with a column for each day.
    package var firstDay: Int?
    /// How long the periods of stated demand are that begin on a date; nil finds it out.
    package var period: PeriodLength?
    /// Whether a row without a date belongs to the order of the row before it.
    package var carriesDown = false
    /// Sales: the number of days up to the last one of each store that stay; nil keeps all.
    package var keptDays: Int?
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
    /// Puts into words why a row is rejected, for the file of rejects.
    package var reason: @Sendable (RowProblem) -> String = { "\($0.expected)" }
    /// The kind of the files; nil detects it in their headers.
    package var kind: FileKind?
    /// The options that the user has set and that only some kinds of files have, with the names of these kinds.
    package var optionsOfKinds: [(name: String, kinds: [String])] = []
    /// What is removed of the stored rows that the files don't have.
    package var replacement = Replacement.none
    /// Whether the user has named the store, so that files without rows are about it too.
    package var namesStore = false
    /// Whether the stored receipts stay for the stores that a file of receipts names.
    package var adds = false
    /// Whether the import does everything except the commit.
    package var isDryRun = false

    /// Whether there is no database. Then dates are not found out but ISO, unless their order is given; receipts may be of any series; and
    /// problems name the series, as lines of a pipe say nothing to anybody.
    package var isPiped = false

    /// How the sheet of a workbook is written: as a file would be that this request reads.
    var sheetForm: SheetForm {
        SheetForm(
            sheet: sheet, delimiter: delimiter ?? Dialect.comma,
            decimalSeparator: numbers?.decimalSeparator ?? decimalSeparator)
    }

    /// Whether several rows of a series belong together, so that all have to be sorted.
    var groupsRows: Bool { addsUp || takesLatest }

    package init(files: [String]) {
        self.files = files
    }

    package static let defaultStore = "main"
}

/// A column of a file, and what its rows have in it that count.
package struct RowCondition: Equatable, Sendable {
    package var column: String
    package var pattern: StarPattern

    /// - Parameter text: `COLUMN=PATTERN`.
    package init?(_ text: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        column = String(text[..<equals])
        pattern = StarPattern(String(text[text.index(after: equals)...]))
    }

    /// As ``init(_:)`` reads it.
    package var text: String { "\(column)=\(pattern.text)" }
}
