/// What is wrong with files to import, or with what was asked of them: nothing was imported.
///
/// The sentences for users are made of these in Reports. `file` is what people call a file: its path, or "standard input".
package enum InputError: Error, Equatable, Sendable {
    // Files that can't be read as CSV.
    case isFolder(file: String)
    case isEmpty(file: String)
    case foreignFormat(file: String, ForeignFormat)
    case noHeader(file: String)
    case malformedHeader(file: String, RecordFault)
    case tooManyColumns(file: String, line: Int, count: Int, most: Int)
    /// - `column`: counted from 0. `value`: with bytes that are no UTF-8 spelt out.
    case headerNotUTF8(file: String, line: Int, column: Int, value: String)
    case recordTooLong(file: String, RecordFault)

    // Headers whose columns can't be told. Columns of ours go by their names, those of the file by their place from 0.
    case ambiguousColumn(file: String, column: String, candidates: [Int], header: [String])
    case columnReadTwice(file: String, name: String, first: String, second: String)
    case noSuchColumn(file: String, name: String, column: String, header: [String])
    case missingColumns(file: String, columns: [String], header: [String], guess: HeaderGuess?)

    // Files that don't go with each other or with the options.
    case differentKinds(first: FileOfKind, other: FileOfKind)
    case receiptsAlwaysReplace(files: [String])
    case productsNeverAdd(files: [String])
    /// Replacing the inventory by files without rows would remove everything.
    case nothingToReplaceWith(files: [String])
}

/// What a header without the columns that are needed may be.
package enum HeaderGuess: Equatable, Sendable {
    /// It has numbers for names, so the header is missing.
    case aRow
    /// It has some of the columns of another kind of file, which needs `columns`.
    case otherKind(String, columns: [String])
}

package struct FileOfKind: Equatable, Sendable {
    package let file: String
    package let kind: String
}
