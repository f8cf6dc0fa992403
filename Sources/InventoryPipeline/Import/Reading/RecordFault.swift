/// A fault in the form of a record: its quotes, its length, or the number of its fields.
package struct RecordFault: Equatable, Sendable {
    /// A field by its place in the header.
    package struct Column: Equatable, Sendable {
        /// From 0.
        package var index: Int
        /// nil if the header has none.
        package var name: String?
    }

    package enum Form: Equatable, Sendable {
        /// `lines` is the number of lines behind the one with the quote that can't be read because of it.
        case unclosedQuote(Column, lines: Int)
        /// `line` is that of the fault, if it is below the first line of the record.
        case textAfterQuote(Column, line: Int?, hasBackslash: Bool)
        /// A quote is not closed within the longest record.
        case openQuote(Column)
        case manyFields(most: Int)
        case tooLong(Column)
        case missingFields(count: Int, expected: Int, first: Column)
        /// `areEmpty`: whether the fields behind the last column are empty.
        case furtherFields(count: Int, expected: Int, areEmpty: Bool, delimiter: String)
    }

    /// The line of the fault, which may be some lines after the start of the record.
    package var line: Int
    package var form: Form
}
