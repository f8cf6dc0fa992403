import Foundation
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
            ("[$€-407]#,##0", false), ("0;d", false), ("", false), ("[h]:mm", false), ("[HH]:mm:ss", false),
            ("[mm]", false),
            ("[Red]h:mm", true),
        ])
    func dates(format: String, isDate: Bool) {
        #expect(CellFormat.isDate(format) == isDate)
    }

    @Test func builtInFormats() {
        #expect(
            (0...60).filter(CellFormat.isDate(builtIn:)) == Array(14...22) + Array(27...36) + [45, 47]
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
            ("3.3000000000000003", "3.3"), ("12", "12"), ("12.50", "12.5"), ("124.0", "124"), ("-0.0", "0"),
            ("0.10", "0.1"),
            ("4.00638133393E+12", "4006381333930"), ("1E3", "1000"), ("1.5E-2", "0.015"), ("-1.5e+1", "-15"),
            ("9.9999999999999995E-2", "0.1"), ("99999.999999999985", "100000"),
            ("999999999999999.9", "1000000000000000"),
            ("123456789012.34567", "123456789012.346"), ("1.0000000000000002E-3", "0.001"), ("1E-7", "0.0000001"),
            ("1E+20", "100000000000000000000"),
            // Whole numbers may be identifiers.
            ("1234567890123", "1234567890123"), ("123456789012345678", "123456789012345678"), ("007", "007"),
            // What is no number of a usual size stays as it is.
            ("1e400", "1e400"), ("1E-300", "1E-300"), ("x", "x"), ("", ""), ("0x1.8p1", "0x1.8p1"), ("nan", "nan"),
            ("1.2.3", "1.2.3"), (".", "."), ("e", "e"),
        ])
    func numbers(text: String, number: String) {
        #expect(CellFormat.number(text) == number)
    }

    /// What C writes with 15 digits is the other way.
    @Test("Random numbers are rounded to 15 digits") func randomNumbers() throws {
        var generator = SeededGenerator("numbers of cells")
        for _ in 0..<5000 {
            let number =
                Double.random(in: -1...1, using: &generator)
                * pow(10, Double(Int.random(in: -6...14, using: &generator)))
            let written = CellFormat.number("\(number)")
            #expect(Double(written) == Double(String(format: "%.15g", number)), "\(number) is written \(written)")
            #expect(!written.contains("e") && written.filter(\.isNumber).drop { $0 == "0" }.count <= 15, "\(written)")
        }
    }
}
