import Workbook

/// A problem with the files to import or with the options for them. Nothing was imported.
///
/// Reports makes the sentences for users. `file` is the name that users know: its path, or "standard input".
package enum InputError: Error, Equatable, Sendable {
    // Files that can't be read as CSV.
    case isFolder(file: String)
    case isEmpty(file: String)
    case foreignFormat(file: String, ForeignFormat)
    /// A gzip file or a workbook that can't be unpacked.
    case packed(file: String, PackedFault)
    /// A sheet was named, and the file is no workbook.
    case noWorkbook(file: String)
    case noHeader(file: String)
    case noHeaderLine(file: String, line: Int)
    case malformedHeader(file: String, RecordFault)
    case tooManyColumns(file: String, line: Int, count: Int, most: Int)
    /// - `column`: counted from 0. `value`: the name in the header, with bytes that are not UTF-8 spelt out.
    case headerNotUTF8(file: String, line: Int, column: Int, value: String)
    case recordTooLong(file: String, RecordFault)

    // Headers whose columns can't be identified. Our columns are given by their names, those of the file by their
    // places from 0.
    case ambiguousColumn(file: String, column: String, candidates: [Int], header: [String])
    case columnReadTwice(file: String, name: String, first: String, second: String)
    /// The user has named a column, or a pattern, that fits none of the file.
    case noColumn(file: String, name: String, header: [String])
    case namelessStore(file: String, column: String)
    case storeTwice(file: String, name: String)
    case noSuchColumn(file: String, name: String, column: String, header: [String])
    case missingColumns(file: String, columns: [String], header: [String], guess: HeaderGuess?)

    /// These names show that a file says what was sold, or what will be asked for, and not what is there. It may also have a stock.
    case periods(file: String, names: [String], hasStock: Bool)
    /// The only date of a file, as a day number, doesn't show how long the period is that begins on it.
    case unknownPeriod(file: String, day: Int)
    /// Dates that are names in a header could have the day or the month first.
    case datesInHeader(file: String, names: [String])
    /// All columns of a file with what was sold are of periods that are not over yet.
    case nothingOver(file: String, names: [String])
    /// A column among those of periods whose name is none.
    case unknownPeriodName(file: String, name: String)

    /// Rows of stated demand have different texts in a column that tells plans apart, and would be added up.
    case severalPlans(file: String, column: String, values: [String])

    // Files that don't fit each other or the options.
    case differentKinds(first: FileOfKind, other: FileOfKind)
    /// An option does not go with files of this kind, but with those of others, which are given by their names.
    case optionOfOthers(String, files: [String], kind: FileKind, others: [String])
    /// A file without stock is about some columns of known series, so nothing can be missing from it.
    case cannotReplaceWithPart(files: [String])
    /// Replacing the inventory with files that have no rows would remove everything.
    case nothingToReplaceWith(files: [String])
}

/// What a header that lacks required columns may be.
package enum HeaderGuess: Equatable, Sendable {
    /// It has numbers for names, so the header is probably missing.
    case aRow
    /// It says what was sold, and of no product.
    case allProducts
    /// One of its columns may be the missing one, or a total, or what was sold if the file can be of sales.
    case total(column: String, name: String, maySayWhatWasSold: Bool)
    /// It has some of the columns of another kind of file, which needs `columns`.
    case otherKind(String, columns: [String])
    /// It has some of the columns of several other kinds.
    case otherKinds([String])
}

package struct FileOfKind: Equatable, Sendable {
    package let file: String
    package let kind: String
}
