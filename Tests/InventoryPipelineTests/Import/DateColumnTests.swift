import Forecasting
import TestSupport
import Testing

@testable import InventoryPipeline
@testable import Reports

@Suite struct DateColumnTests {
    private func read(_ text: String, _ column: inout DateColumn, line: Int = 2) -> DateColumn.Reading {
        Array(text.utf8).withUnsafeBufferPointer { column.read($0, line: line) }
    }

    /// The ISO text of a date that is read alone; nil where it is refused.
    private func read(_ text: String, given: DateOrder? = nil) -> String? {
        var column = DateColumn(given: given)
        guard case .day(let day) = read(text, &column) else { return nil }
        return CivilDate(dayNumber: day).isoText
    }

    @Test(
        "Each form of a date is read",
        arguments: [
            // One meaning.
            ("2024.01.31", "2024-01-31"), ("2024-01-31 00:00:00", "2024-01-31"),
            ("2024-01-31T00:00:00.000Z", "2024-01-31"),
            ("1/31/2024 0:00", "2024-01-31"), ("2024-1-3", "2024-01-03"), ("2024/01/31", "2024-01-31"),
            ("20240131", "2024-01-31"), ("31.01.2024", "2024-01-31"), ("3.1.24", "2024-01-03"),
            ("2024.01.31", "2024-01-31"), ("2024-01-31 00:00:00", "2024-01-31"),
            ("2024-01-31T00:00:00.000Z", "2024-01-31"),
            ("1/31/2024 0:00", "2024-01-31"),
            // Times of day, midnight in other notations, and offsets: the day as it is written.
            ("2024-01-31T00:01", "2024-01-31"), ("2024-01-31 12:00:00", "2024-01-31"),
            ("1/31/2024 12:00:00 AM", "2024-01-31"), ("31/1/2024 9:05 p.m.", "2024-01-31"),
            ("2024-01-31T00:00:00+00:00", "2024-01-31"), ("2024-01-31 23:59:59.999999 -0800", "2024-01-31"),
            ("2024-01-31T22:15:00Z", "2024-01-31"), ("2024-01-31 08:15 UTC", "2024-01-31"),
            ("20240131T0:00", "2024-01-31"), ("31.01.2024, 08:15", "2024-01-31"),
            ("2024-01-31  08:15:00,5", "2024-01-31"),
            ("31-Jan-2024 08:15", "2024-01-31"),
            // English names of months.
            ("31-Jan-2024", "2024-01-31"), ("31 January 2024", "2024-01-31"), ("Jan 31, 2024", "2024-01-31"),
            ("Wed, 31 Jan 2024 00:00:00 GMT", "2024-01-31"), ("JAN-31-24", "2024-01-31"), ("Jan 31 24", "2024-01-31"),
            ("2024-Jan-31", "2024-01-31"), ("1 Sept. 2024", "2024-09-01"), ("29-feb-2024", "2024-02-29"),
            ("31/1/24", "2024-01-31"), ("31/01/2024", "2024-01-31"), ("31-1-2024", "2024-01-31"),
            // Open: the month comes first.
            ("1/31/24", "2024-01-31"), ("1/2/24", "2024-01-02"), ("01/02/2024", "2024-01-02"),
            ("1-2-2024", "2024-01-02"),
            ("2.1.2024", "2024-01-02"),
            // Years of two digits.
            ("1/1/00", "2000-01-01"), ("1/1/68", "2068-01-01"), ("1/1/69", "1969-01-01"), ("1/1/99", "1999-01-01"),
            // Leap days.
            ("2024-02-29", "2024-02-29"), ("2000-02-29", "2000-02-29"), ("29/2/24", "2024-02-29"),
            // The bounds of the years.
            ("1900-01-01", "1900-01-01"), ("2999-12-31", "2999-12-31"),
        ])
    func isRead(text: String, date: String) {
        #expect(read(text) == date)
    }

    @Test(
        "A text that is no date is refused",
        arguments: [
            "", " ", "x", "2024", "45000", "2024-13-01", "2024-00-10", "2024-01-32", "2024-02-30", "2023-02-29",
            "1900-02-29",
            "13/13/24", "0/1/24", "1/0/24", "32/1/24", "2024-01", "2024-01-", "-2024-01-01", "2024--01-01",
            "2024-01/31",
            "1/31.24", "1/1/2", "1/1/224", "1/1/02024", "001/1/24", "202401311", "2024013", "1899-12-31", "3000-01-01",
            "1/1/1850", "20240230", "2024-01-31 ", "2024-01-31 0",
            // No times of day.
            "2024-01-31 25:00", "2024-01-31 24:00", "2024-01-31 12:60", "2024-01-31 8", "2024-01-31 13:00 PM",
            "2024-01-31 0:00 AM", "2024-01-31 08:15:00 CEST", "2024-01-31T", "2024-01-31 08:15 +2:3x", "08:15",
            "2024-01-31 08:15 x", "2024-01-31 08:15:00.", "T12:00",
            // No months.
            "31-Foo-2024", "31-Ja-2024", "Jan 2024", "31 Jan", "Febr 3, 2024", "30-Feb-2024", "0-Jan-2024",
            "Jan-Feb-2024",
            "31 Janvier 2024", "Someday 31 Jan 2024",
            "１/１/２４", "24-01-31", "01-02-24",
            "9999999999", "1/1/24/1", "////////", "+1/1/24",
        ])
    func isRefused(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        arguments: [
            // Where the user says what comes first, it does; dates that begin with the year stay what they are.
            ("1/2/24", DateOrder.dayFirst, "2024-02-01"), ("1/2/24", .monthFirst, "2024-01-02"),
            ("01.02.2024", .monthFirst, "2024-01-02"), ("01.02.2024", .dayFirst, "2024-02-01"),
            ("01-02-24", .monthFirst, "2024-01-02"), ("01-02-24", .dayFirst, "2024-02-01"),
            ("24-01-02", .yearFirst, "2024-01-02"), ("24/1/2", .yearFirst, nil), ("24.1.2", .yearFirst, nil),
            ("24.01.02", .yearFirst, "2024-01-02"), ("69-01-02", .yearFirst, "1969-01-02"),
            ("2024-01-02", .dayFirst, "2024-01-02"), ("20240102", .dayFirst, "2024-01-02"),
            ("2024-01-02", .yearFirst, "2024-01-02"),
            // What contradicts it is refused, and never read another way.
            ("1/31/24", .dayFirst, nil), ("31/1/24", .monthFirst, nil), ("31.01.2024", .monthFirst, nil),
            ("1/2/2024", .yearFirst, nil), ("01.02.2024", .yearFirst, nil), ("31/1/2024", .yearFirst, nil),
            ("31-13-24", .yearFirst, nil),
        ] as [(String, DateOrder, String?)])
    func aGivenOrderDecides(text: String, order: DateOrder, date: String?) {
        #expect(read(text, given: order) == date)
    }

    @Test("Random dates are read in all forms")
    func randomDatesInAllFormats() throws {
        var generator = SeededGenerator("dates")
        let first = try #require(CivilDate(year: 1970, month: 1, day: 1)).dayNumber
        for _ in 0..<3000 {
            let date = CivilDate(dayNumber: first + Int.random(in: 0..<98 * 365, using: &generator))
            let (y, m, d) = (date.year, date.month, date.day)
            let iso = date.isoText
            let short = String(iso.dropFirst(2).prefix(2))
            for text in [
                iso, iso.replacing("-", with: ""), iso.replacing("-", with: "/"), "\(y)-\(m)-\(d)", "\(d).\(m).\(y)",
            ] {
                #expect(read(text) == iso, "\(text)")
            }
            for separator in ["/", "-", "."] {
                for year in ["\(y)", short] {
                    let monthFirst = [String(m), String(d), year].joined(separator: separator)
                    let dayFirst = [String(d), String(m), year].joined(separator: separator)
                    #expect(read(monthFirst, given: .monthFirst) == iso, "\(monthFirst)")
                    #expect(read(dayFirst, given: .dayFirst) == iso, "\(dayFirst)")
                }
                let yearFirst = [short, String(iso.dropFirst(5).prefix(2)), String(iso.suffix(2))]
                    .joined(separator: separator)
                #expect(read(yearFirst, given: .yearFirst) == iso, "\(yearFirst)")
            }
        }
    }

    @Test(arguments: ["1/31/24", "2024-1-31", "12/31/2024", "31.12.2024 0:00"])
    func aZeroByteInFrontMakesAnotherText(date: String) {
        // What was read before is known by its text.
        var column = DateColumn(given: nil)
        #expect(read(date, &column) == read(date, &column))
        for zeros in 1...4 {
            let text = String(repeating: "\0", count: zeros) + date
            #expect(read(text, &column) != read(date, &column), "\(zeros) zero bytes before \(date)")
        }
    }

    @Test("More dates than are known by their texts are read as if each came first")
    func manyDates() {
        var generator = SeededGenerator("many dates")
        var column = DateColumn(given: nil)
        let days = (0..<9_000).map { _ in Int.random(in: -20_000...40_000, using: &generator) }
        for day in days + days.shuffled(using: &generator) {
            #expect(read(CivilDate(dayNumber: day).isoText, &column) == .day(day))
        }
    }

    @Test func aLaterDateShowsTheOrder() {
        var column = DateColumn(given: nil)
        #expect(read("3/3/24", &column, line: 2) == .day(19_785))
        // Both readings of it are the same day.
        #expect(!column.hasAmbiguous)
        #expect(read("31/1/24", &column, line: 3) == .day(19_753))
        #expect(column.findings.shown == DateFindings.Evidence(order: .dayFirst, text: "31/1/24", line: 3))
        #expect(column.order == .dayFirst)
        #expect(read("1/2/24", &column, line: 4) == .day(19_754))
    }

    @Test("A date that contradicts the order so far begins the column again")
    func aContradictionBeginsAgain() throws {
        var column = DateColumn(given: nil)
        #expect(read("1/2/24", &column, line: 2) == .day(19_724))
        #expect(column.hasAmbiguous)
        #expect(read("1/2/24", &column, line: 3) == .day(19_724))
        #expect(read("31/1/24", &column, line: 4) == .contradiction)
        let shown = try #require(column.findings.shown)
        #expect(shown == DateFindings.Evidence(order: .dayFirst, text: "31/1/24", line: 4))

        var again = DateColumn(given: nil, found: column.findings)
        #expect(read("1/2/24", &again, line: 2) == .day(19_754))
        #expect(read("31/1/24", &again, line: 4) == .day(19_753))
    }

    @Test func evidenceOfMonthFirstNeedsNoSecondAttempt() {
        var column = DateColumn(given: nil)
        #expect(read("1/2/24", &column, line: 2) == .day(19_724))
        #expect(read("1/31/24", &column, line: 3) == .day(19_753))
        #expect(column.findings.shown?.order == .monthFirst)
        // A date against what was shown is bad data, not evidence.
        #expect(
            read("31/1/24", &column, line: 4).expected == "a date in the order month/day/year, as 1/31/24 in line 3")
        #expect(column.findings.shown?.line == 3)
        #expect(read("2024-03-04", &column, line: 5) == .day(19_786))
    }

    @Test func aMixtureLeavesNoDateToAGuess() {
        var column = DateColumn(given: nil)
        #expect(read("1/2/24", &column, line: 2) == .day(19_724))
        #expect(read("1/31/24", &column, line: 3) == .day(19_753))
        #expect(!column.findsMixture)
        #expect(
            read("31/1/24", &column, line: 4).expected == "a date in the order month/day/year, as 1/31/24 in line 3")
        #expect(column.findsMixture)
        #expect(column.findings.against == DateFindings.Evidence(order: .dayFirst, text: "31/1/24", line: 4))

        var again = DateColumn(given: nil, found: column.findings)
        #expect(
            read("1/2/24", &again, line: 2).expected
                == "a date with one meaning, as the column mixes 1/31/24 (line 3) and 31/1/24 (line 4); "
                + "--date-format says what comes first")
        #expect(read("1/31/24", &again, line: 3) == .day(19_753))
        #expect(read("5/5/24", &again, line: 5) == .day(19_848))
        #expect(read("2024-03-04", &again, line: 6) == .day(19_786))
        #expect(!again.findsMixture)
    }

    @Test func theGivenOrderTakesNoEvidence() {
        var column = DateColumn(given: .monthFirst)
        #expect(read("1/2/24", &column) == .day(19_724))
        #expect(read("31/1/24", &column).expected == "a date in the order month/day/year")
        #expect(column.findings.shown == nil)
        #expect(!column.hasAmbiguous)
    }

    @Test(
        "A refused date says what was expected",
        arguments: [
            ("", "a date"),
            (
                "45321",
                "a date such as 2024-01-31; this looks like an Excel serial number, "
                    + "format the column as a date"
            ),
            (
                "45321.75",
                "a date such as 2024-01-31; this looks like an Excel serial number, "
                    + "format the column as a date"
            ),
            ("2024", "a date such as 2024-01-31, 1/31/2024 or 31.01.2024"),
            ("31-Janv-2024", "a date such as 2024-01-31, 1/31/2024 or 31.01.2024, with the month as a number"),
            ("30-Feb-2024", "a date that exists"),
            ("2024-01-31 13:65", "a date such as 2024-01-31, 1/31/2024 or 31.01.2024, without a time of day"),
            ("soon", "a date such as 2024-01-31, 1/31/2024 or 31.01.2024"), ("2024-02-30", "a date that exists"),
            ("13/13/2024", "a date that exists"), ("1850-01-01", "a year from 1900 to 2999"),
            ("24-01-31", "a date with a four-digit year, or --date-format to say what comes first"),
        ] as [(String, String)])
    func saysWhatWasExpected(text: String, expected: String) {
        var column = DateColumn(given: nil)
        #expect(read(text, &column).expected == expected)
    }

    @Test(
        "The texts of --date-format say what comes first",
        arguments: [
            ("mdy", DateOrder.monthFirst), ("DD.MM.YYYY", .dayFirst), ("%d/%m/%y", .dayFirst),
            ("yyyy-mm-dd", .yearFirst),
            ("iso", .yearFirst), ("ISO", .yearFirst), ("m/d/yy", .monthFirst), ("", nil), ("md", nil), ("ydm", nil),
            ("dmyd", nil), ("hello", nil),
        ] as [(String, DateOrder?)])
    func formats(text: String, order: DateOrder?) {
        #expect(DateOrder(format: text) == order)
    }
}

extension DateColumn.Reading {
    /// What was expected in place of the text, in words; nil if it was read.
    fileprivate var expected: String? {
        guard case .invalid(let expected) = self else { return nil }
        return expected.text
    }
}
