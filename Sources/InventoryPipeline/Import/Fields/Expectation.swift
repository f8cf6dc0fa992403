import CSV
import Forecasting
import Platform

/// What a field should have been, or what is wrong with a row: a fact that Reports puts into words.
package indirect enum Expectation: Equatable, Sendable {
    // Numbers.

    /// A number, without grouping; and how the text differs from one.
    case number(decimalComma: Bool, NumberHint?)
    /// A number that is at most this far from zero.
    case numberUpTo(Double)
    /// A number that is written like the sample of the user.
    case numberLike(String)
    case zeroOrMore
    case wholeDays(ClosedRange<Int>)
    case units
    /// What demand is multiplied by.
    case factor(upTo: Double)
    /// A percentage by which demand changes, that is clearly one.
    case changeInPercent
    /// A number with which the sum of its product and period is at most this.
    case sumUpTo(Double)
    /// The same, or an empty field.
    case orNothing(Expectation)

    // Terms of supply.

    case boundedTerm
    /// A percentage; and the one that is meant if the number is a share.
    case percentage(ofShare: Double?)
    case weekday
    case yesOrNo
    case fromReorderPoint(Double)
    case upToMaximum(Double)
    case multiple(from: Double?, upTo: Double)
    /// The same, in view of the terms that are stored.
    case withStoredTerms(Expectation)

    // Dates.

    case date(DateHint?)
    /// A date; in a list of orders only the first line of one may have it.
    case dateOfOrder
    case existingDate
    case year(ClosedRange<Int>)
    case fourDigitYear
    /// A month, a week, a quarter or a date.
    case period
    /// A day from this one on, at most so many days.
    case lastDay(from: Int, most: Int)
    /// A date in an order, which an earlier date has shown.
    case dateInOrder(DateOrder, DateFindings.Evidence?)
    /// A date whose numbers are separated by dots, which has the month first.
    case dayBeforeDot
    /// A date with one meaning, because these dates are of different orders.
    case dateWithOneMeaning([DateFindings.Evidence])

    // Texts.

    case utf8
    case identifier
    case identifierNotBlank
    case identifierUpTo(bytes: Int)
    case identifierWithoutZero
    /// A known identifier, because the database has no room for another one.
    case knownIdentifier(limit: Int32)
    case textUpTo(bytes: Int)
    case textWithoutZero

    case eventName

    // Words.

    case yesNoOrDate
    case openOrClosed
    /// The same, or the name of a holiday.
    case yesNoOrHoliday
    case knownStatus(String)
    /// The store of a row that has none, in a file with a column for it.
    case storeOfRow
    /// The units that came back; the column of the file only says whether some did.
    case unitsAndNoMark(column: String)
    /// A quantity below zero; `flag` is the column that says that the row is a return, if it isn't a status.
    case returnBelowZero(flag: String?)
    /// Pieces; `column` is the name of the column in the file.
    case pieces(column: String)

    // Rows as a whole.

    case form(RecordFault.Form)
    case unknownSeries(store: String, product: String)
    case unknownProduct(String)
    case unknownStore(String)
    /// An unknown store or product, and those that are nearly called so.
    case near(Expectation, stores: [String], products: [String])
    case unknownSupplier(String)
    /// A stock and its day, without which a new series can't begin.
    case stockOfNew(store: String, product: String)
    /// A value that is the same in all rows of the series that are added up; `line` is that of the first.
    case sameAs(line: Int32)
    /// An earlier row has set the series, or the product in all stores if `store` is nil. `file` is nil if it is in the same file.
    case firstRow(store: String?, product: String, file: String?, line: Int32)
    /// An earlier row says something else of the day, of a store or of all stores if `store` is nil. `file` is nil if it is in
    /// the same file.
    case otherDay(store: String?, day: Int, wasOpen: Bool, file: String?, line: Int32)
    /// An earlier row says something else of the event that has this name and begins on this day.
    case otherEvent(name: String, day: Int, place: StatedPlace)
    /// The days of another row of the series, or of a stored period if `stated` is nil, are some of these and not the same.
    case noOverlap(days: ClosedRange<Int>, other: ClosedRange<Int>, stated: StatedPlace?)
    /// A day from the start of the series on.
    case dayFrom(start: Int, store: String, product: String)
    /// The only row of its series.
    case onlyRow
    /// A receipt of a series that has a position.
    case position
}

/// Where another row is: its line, from 1, and its file; nil if it is the same one.
package struct StatedPlace: Equatable, Sendable {
    package var file: String?
    package var line: Int32

    package init(file: String?, line: Int32) {
        self.file = file
        self.line = line
    }
}

extension Expectation {
    /// What was expected in place of a text that is no quantity.
    static func quantity(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) -> Expectation {
        if NumberHint.isDecimal(bytes, separator: separator) { return .numberUpTo(StockLimits.quantity) }
        let isComma = separator == Dialect.comma
        return .number(
            decimalComma: isComma, NumberHint.hint(DisplayText.value(of: bytes), isComma: isComma))
    }
}
