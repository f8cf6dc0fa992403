import TestSupport
import Testing

@testable import Workbook

@Suite struct CellFormatTests {
    @Test(
        "A format is one of dates if it shows a part of one",
        arguments: [
            ("yyyy-mm-dd", true), ("d.m.yy", true), ("[$-407]d. mmmm yyyy;@", true), ("hh:mm", true), ("mm:ss.0", true),
            ("m/d/yy\\ h:mm;@", true), ("\"am \"d/m", true), ("General", false), ("0.00", false),
            ("#,##0.00\\ \"days\"", false),
            ("[Red]0.00", false), ("0\\d", false), ("_(* #,##0_);_(* (#,##0)", false), ("0.00E+00", false),
            ("@", false),
            ("[$€-407]#,##0", false), ("0;d", false), ("", false),
        ])
    func dates(format: String, isDate: Bool) {
        #expect(CellFormat.isDate(format) == isDate)
    }

    @Test func builtInFormats() {
        #expect(
            (0...60).filter(CellFormat.isDate(builtIn:)) == Array(14...22) + Array(27...36) + Array(45...47)
                + Array(50...58))
    }

    @Test(
        "Days are counted as spreadsheets count them",
        arguments: [
            ("1", false, "1900-01-01"), ("59", false, "1900-02-28"), ("61", false, "1900-03-01"),
            ("45355", false, "2024-03-04"),
            ("45351", false, "2024-02-29"), ("45355.0", false, "2024-03-04"), ("45355.5", false, "2024-03-04 12:00:00"),
            ("45355.34375", false, "2024-03-04 08:15:00"), ("45355.9999999", false, "2024-03-05"),
            ("2958465", false, "9999-12-31"),
            ("0", true, "1904-01-01"), ("43893", true, "2024-03-04"), ("0.5", true, "1904-01-01 12:00:00"),
        ])
    func days(text: String, is1904: Bool, date: String) {
        #expect(CellFormat.date(text, is1904: is1904) == date)
    }

    @Test("What is no day stays a number", arguments: ["0", "0.5", "60", "-1", "2958466", "", "x", "1e30", "nan"])
    func noDays(text: String) {
        #expect(CellFormat.date(text, is1904: false) == nil)
    }

    @Test(
        "Numbers have the 15 digits that a spreadsheet shows",
        arguments: [
            ("12.300000000000001", "12.3"), ("0.30000000000000004", "0.3"), ("-2.2000000000000002", "-2.2"),
            ("3.3000000000000003", "3.3"), ("12", "12"), ("12.50", "12.50"), ("1234567890123", "1234567890123"),
            ("4.00638133393E+12", "4006381333930"), ("1E3", "1000"), ("1.5E-2", "0.015"),
            ("9.9999999999999995E-2", "0.1"),
            ("99999.999999999985", "100000"), ("1e400", "1e400"), ("1E+20", "1E+20"), ("x", "x"), ("", ""),
            ("123456789012.34567", "123456789012.346"), ("0.1", "0.1"), ("1.0000000000000002E-3", "0.001"),
        ])
    func numbers(text: String, number: String) {
        let written = CellFormat.number(text)
        #expect(written == number || Double(written) == Double(number))
        #expect(written.count <= max(17, text.count))
    }

    /// They differ from the number by less than half of the last digit.
    @Test("Random numbers are rounded to 15 digits") func randomNumbers() throws {
        var generator = SeededGenerator("numbers of cells")
        for index in 0..<2000 {
            let number = Double.random(in: -1e6...1e6, using: &generator) * [1, 1e-3, 1e-6][index % 3]
            let written = CellFormat.number("\(number)")
            let read = try #require(Double(written))
            #expect(abs(read - number) <= abs(number) * 5e-15, "\(number) \(written)")
        }
    }
}
