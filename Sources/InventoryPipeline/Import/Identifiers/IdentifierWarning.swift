/// A warning about an identifier that is imported unchanged, but is probably not the intended one.
package struct IdentifierWarning: Equatable, Sendable {
    package enum Remark: Equatable, Sendable {
        /// Another identifier looks the same, or differs from it only in blanks at its ends or in capitals.
        case looksLike(String)
        case lineEnd
        /// There is a blank at an end of it.
        case outerBlank
        case invisible
        /// A spreadsheet has made it what it is, or shows it in another way than it is written.
        case spreadsheet(Mangling)
        /// It is a word for a sum, so the row may be a total.
        case total
    }

    /// What a spreadsheet does to an identifier.
    package enum Mangling: Equatable, Sendable {
        /// `4.00638E+12`: the last digits are gone.
        case scientific
        /// `="00124"`, or `'00124`: signs that keep a spreadsheet from reading a number.
        case quoted
        /// `2-Mar` for what was `3-2` or `MAR2`.
        case date
        /// `123.0`
        case decimals
        /// `#N/A`
        case errorValue
    }

    /// The line where the identifier first occurs.
    package var line: Int
    package var column: ImportColumn
    package var identifier: String
    package var remark: Remark
}
