import CSV
import Testing

@testable import InventoryPipeline
@testable import Reports

@Suite struct NumberHintTests {
    private func expectation(_ text: String, separator: UInt8 = UInt8(ascii: ".")) -> String {
        Array(text.utf8).withUnsafeBufferPointer { Expectation.quantity($0, separator: separator) }.text
    }

    @Test(
        "A refused number says how to write it",
        arguments: [
            ("", nil), ("abc", nil), ("-", nil), (".", nil), ("e400", nil), ("0x10", nil), ("1e", nil),
            ("1e5e400", nil),
            ("1.2.3", nil), ("1/2", nil), ("3 pcs", nil), ("NA", nil), ("nan", nil), ("\u{A0}", nil),
            ("$3", "without a currency sign"), ("USD 3€", "without a currency sign"), ("3 %", "without a percent sign"),
            ("٣", "with the digits 0 to 9"), ("１.５", "with the digits 0 to 9"), ("–3", "with an ordinary minus sign"),
            ("(3.5)", "where less than zero is written -3"), ("3-", "where less than zero is written -3"),
            ("3\u{A0}", "without the invisible character beside it"),
            ("\u{FEFF}3", "without the invisible character beside it"),
            ("1\u{202F}000", "without digit grouping"), ("1'000.5", "without digit grouping"),
            ("-1_000", "without digit grouping"), ("1’000", "without digit grouping"),
        ] as [(String, String?)])
    func saysHowItIsWrittenInstead(text: String, hint: String?) {
        #expect(expectation(text) == "a number such as 12 or 3.5" + (hint.map { ", \($0)" } ?? ""))
    }

    @Test(
        "A number that is too large is told the limits",
        arguments: [
            "1e13", "1e400", "-1E+400", "+1.5e999999999999999999999", "9007199254740993",
            String(repeating: "9", count: 2000),
        ])
    func aNumberOfAnySizeIsToldItsLimits(text: String) {
        #expect(expectation(text) == "a number from -1000000000000 to 1000000000000")
    }

    @Test func theOtherSeparatorIsNamed() {
        #expect(
            expectation("1,000")
                == "a number such as 12 or 3.5, without digit grouping (--numbers 1,234.5 reads it)")
        #expect(
            expectation("1,000.5")
                == "a number such as 12 or 3.5, without digit grouping (--numbers 1,234.5 reads it)")
        #expect(expectation("1,5") == "a number such as 12 or 3.5 (--decimal , reads decimal commas)")
        #expect(expectation("1.000,5", separator: Dialect.comma) == "a number such as 12 or 3,5 (--decimal , is set)")
        #expect(expectation("1 000,5", separator: Dialect.comma) == "a number such as 12 or 3,5")
    }
}
