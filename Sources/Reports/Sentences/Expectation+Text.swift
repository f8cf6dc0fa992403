import CSV
import Forecasting
import InventoryPipeline
import Platform

extension Expectation {
    /// The part of a sentence that follows “expected”; for a row as a whole, what is wrong with it.
    var text: String {
        switch self {
        case .number(let isComma, let hint): Self.number(isComma, hint)
        case .numberUpTo(let limit): "a number from -\(FieldText.number(limit)) to \(FieldText.number(limit))"
        case .numberLike(let sample): "a number written like \(sample)"
        case .zeroOrMore: "zero or more"
        case .wholeDays(let days): "a whole number of days from \(days.lowerBound) to \(days.upperBound)"
        case .units: "a number of units"
        case .factor(let limit):
            "what usual demand is multiplied by, a number from 0 to \(FieldText.number(limit)), or nothing where it is learned"
        case .changeInPercent:
            "a factor such as 1.2 in a column factor, or by how much demand is higher, such as +20 %, from -100 % on"
        case .sumUpTo(let limit):
            "its product and period come to more than \(FieldText.number(limit)) units with this row"
        case .eventName: "the name of an event"
        case .orNothing(let expectation): "\(expectation.text), or nothing"
        case .boundedTerm: "a value within its bounds"
        case .dateOfOrder: "a date; if only the first line of an order has it, --carry-down takes it for the others"
        case .weekday: "a day of the week, such as Monday or 1"
        case .percentage(let meant):
            "a percentage above 1, up to 99.999"
                + (meant.map { " (it is in percent: write \(FieldText.number($0)))" } ?? "")
        case .yesOrNo: "yes or no"
        case .fromReorderPoint(let point): "not less than the reorder_point, which is \(FieldText.number(point))"
        case .upToMaximum(let maximum):
            "not more than the max_order_quantity, which is \(FieldText.number(maximum))"
        case .multiple(let minimum, let maximum):
            "one that has a multiple "
                + (minimum.map { "from the min_order_quantity, \(FieldText.number($0)), " } ?? "")
                + "up to the max_order_quantity, \(FieldText.number(maximum))"
        case .withStoredTerms(let expectation):
            "\(expectation.text); terms that the file does not have stay as they are stored"
        case .date, .existingDate, .year, .fourDigitYear, .dateInOrder, .dayBeforeDot, .dateWithOneMeaning, .period,
            .lastDay:
            dateText
        case .utf8:
            "UTF-8 text; save the file as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: "
                + "iconv -f WINDOWS-1252 -t UTF-8 FILE | invdb import -"
        case .identifier: "an identifier"
        case .identifierNotBlank: "an identifier, not only spaces"
        case .identifierUpTo(let bytes): "an identifier of at most \(bytes) bytes"
        case .identifierWithoutZero: "an identifier without a zero byte"
        case .knownIdentifier(let limit): "one of the \(limit) different ones that a database has room for"
        case .textUpTo(let bytes): "a text of at most \(bytes) bytes"
        case .textWithoutZero: "a text without a zero byte"
        case .yesNoOrDate: "yes, no, a date or nothing"
        case .openOrClosed: "yes, no, open, closed or nothing"
        case .yesNoOrHoliday: "yes, no, the name of a holiday or nothing"
        case .knownStatus(let word):
            "a known status; --open-status or --closed-status says what “\(DisplayText.of(word))” means, --ignore leaves the column out"
        case .storeOfRow: "an identifier; --store NAME is the store of rows without one"
        case .unitsAndNoMark(let column):
            "the units that came back; --map is_return=\"\(DisplayText.of(column))\" reads the column as what says that the row is a return"
        case .returnBelowZero(nil):
            "a quantity below zero, as the row is a return; --returns separate reads such rows as returns; if the word is of a whole order "
                + "that was sold and given back, --closed-status leaves its rows out"
        case .returnBelowZero(let flag?):
            "a quantity below zero, as the row is a return by “\(DisplayText.of(flag))”; --returns separate reads such rows as returns; "
                + "if they are sales that were given back, --only leaves them out"
        case .pieces(let column):
            "pieces, as sales are counted in; if all quantities are in this unit, --ignore \"\(DisplayText.of(column))\""
        case .form(let form): form.text
        case .unknownSeries(let store, let product):
            "store \(DisplayText.of(store)), product \(DisplayText.of(product)) is not in the inventory; import products first"
        case .near(let expectation, let stores, let products):
            expectation.text
                + DidYouMean.text(
                    stores.map { "store \($0)" } + products.map { "product \($0)" }, otherwise: "")
        case .unknownProduct(let product):
            "product \(DisplayText.of(product)) is not in the inventory; import its stock first"
        case .unknownStore(let store):
            "store \(DisplayText.of(store)) is not in the inventory; import its products first"
        case .unknownSupplier(let supplier):
            "no product is of the supplier \(DisplayText.of(supplier)); import a file with products and their suppliers first"
        case .stockOfNew(let store, let product):
            "store \(DisplayText.of(store)), product \(DisplayText.of(product)) is not in the inventory, and the file has no "
                + "stock for it; import its initial_inventory first"
        case .sameAs(let line): "the same as in line \(line), with which the row is added up"
        case .firstRow(let store, let product, let file, let line):
            (store.map { "store \(DisplayText.of($0)), " } ?? "")
                + "product \(DisplayText.of(product)) is here a second time, first in "
                + (file.map { "\($0):\(line)" } ?? "line \(line)")
        case .otherDay(let store, let day, let wasOpen, let file, let line):
            (store.map { "store \(DisplayText.of($0)) is " } ?? "all stores are ")
                + "\(wasOpen ? "open" : "closed") on \(CivilDate(dayNumber: day).isoText) in "
                + (file.map { "\($0):\(line)" } ?? "line \(line)") + ", and \(wasOpen ? "closed" : "open") here"
        case .otherEvent(let name, let day, let place):
            "“\(DisplayText.of(name))” of \(CivilDate(dayNumber: day).isoText) has another last day or factor in \(place.text)"
        case .noOverlap(let days, let other, let place):
            "\(PeriodText.name(of: days)) overlaps \(PeriodText.name(of: other)) "
                + (place.map { "of \($0.text)" } ?? "that is stored, and --add adds only to the same periods")
        case .dayFrom(let start, let store, let product):
            "\(CivilDate(dayNumber: start).isoText) or later, which is the start date of store "
                + "\(DisplayText.of(store)), product \(DisplayText.of(product))"
        case .onlyRow: "the series has several rows"
        case .position: "the series has no row with its stock, or one that can't be used"
        }
    }

    private static func number(_ isComma: Bool, _ hint: NumberHint?) -> String {
        let number = isComma ? "a number such as 12 or 3,5" : "a number such as 12 or 3.5"
        return switch hint {
        case nil: number
        case .point: "\(number) (--decimal , is set)"
        case .groupedByCommas: "\(number), without digit grouping (--numbers 1,234.5 reads it)"
        case .decimalComma: "\(number) (--decimal , reads decimal commas)"
        case .currency: "\(number), without a currency sign"
        case .percent: "\(number), without a percent sign"
        case .otherDigits: "\(number), with the digits 0 to 9"
        case .otherMinus: "\(number), with an ordinary minus sign"
        case .otherNegative: "\(number), where less than zero is written -3"
        case .invisible: "\(number), without the invisible character beside it"
        case .grouped: "\(number), without digit grouping"
        }
    }

    private var dateText: String {
        switch self {
        case .date(nil): return "a date"
        case .date(.serialNumber):
            return "a date such as 2024-01-31; this looks like an Excel serial number, format the column as a date"
        case .date(let hint):
            let forms = "a date such as 2024-01-31, 1/31/2024 or 31.01.2024"
            return switch hint {
            case .month: "\(forms), with the month as a number"
            case .time: "\(forms), without a time of day"
            default: forms
            }
        case .existingDate: return "a date that exists"
        case .year(let years): return "a year from \(years.lowerBound) to \(years.upperBound)"
        case .period:
            return
                "a month, week, quarter or date, such as 2024-03, 2024-W10, 2024-Q1 or 2024-03-04; --set year=2024 gives the year where "
                + "it is missing, and few years have a week 53"
        case .lastDay(let first, let most):
            return "a day from \(CivilDate(dayNumber: first).isoText) on, at most \(most) days with both"
        case .fourDigitYear: return "a date with a four-digit year, or --date-format to say what comes first"
        case .dayBeforeDot:
            return "a date that exists: between dots the day comes first; --date-format mdy reads the month first"
        case .dateInOrder(let order, let shown):
            return "a date in the order \(order.rawValue)"
                + (shown.map { ", as \($0.place)" }
                    ?? (order == .yearFirst ? "; --date-format dmy or mdy reads others" : ""))
        case .dateWithOneMeaning(let dates):
            let places = dates.map { "\(DisplayText.of($0.text)) (line \($0.line))" }
            return "a date with one meaning, as the column mixes \(places.joined(separator: " and ")); "
                + "--date-format says what comes first"
        default: return ""
        }
    }
}

extension DateFindings.Evidence {
    /// `31/1/24 in line 3`, `31/1/24 in b.csv:3`
    var place: String { "\(DisplayText.of(text)) in \(StatedPlace(file: file, line: Int32(clamping: line)).text)" }
}

extension StatedPlace {
    /// `line 3`, `b.csv:3`
    fileprivate var text: String { file.map { "\($0):\(line)" } ?? "line \(line)" }
}

extension RecordFault.Form {
    /// What is wrong with the form of a record.
    var text: String {
        switch self {
        case .unclosedQuote(let column, let lines):
            "a quote opens in \(column.text) and is never closed"
                + (lines > 0
                    ? ", so that \(lines == 1 ? "the line" : "the \(lines) lines") behind it can't be read" : "")
        case .textAfterQuote(let column, let line, let hasBackslash):
            "there is text after a closing quote in \(column.text)" + (line.map { " (in line \($0))" } ?? "")
                + "; quotes inside a quoted field are doubled" + (hasBackslash ? ", a backslash does nothing" : "")
        case .openQuote(let column):
            "a quote opens in \(column.text) and is not closed within 16 MiB; close it, or double it if it is a part of "
                + "the text"
        case .manyFields(let most):
            "the record that begins here has more than \(most) fields, so this seems to be no CSV file"
        case .tooLong(let column):
            "the record that begins here is longer than 16 MiB, in \(column.text), so this seems to be no CSV file with lines"
        case .missingFields(let count, let expected, let first):
            "missing fields: \(count), where the header has \(expected); the row ends before \(first.text)"
        case .furtherFields(let count, let expected, let areEmpty, let delimiter):
            "too many fields: \(count), where the header has \(expected); "
                + (areEmpty
                    ? "what follows the last one is empty" : "a field with a \(delimiter) in it needs quotes")
        }
    }
}

extension RecordFault.Column {
    fileprivate var text: String { name.map { DisplayText.of($0) } ?? "column \(index + 1)" }
}
