import CSV
import TestSupport
import Testing

@Suite struct DecimalTextTests {
    private static func parse(_ text: String, separator: UInt8 = UInt8(ascii: ".")) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer { DecimalText.parse($0, separator: separator) }
    }

    @Test(arguments: [
        ("0", 0), ("48", 48), ("-3.50", -3.5), ("+3", 3), (".5", 0.5), ("-.5", -0.5), ("5.", 5), ("1E5", 1e5),
        ("1e-3", 0.001), ("1e+3", 1000), ("1.5e2", 150), ("5.e1", 50), ("007", 7), ("22.2", 22.2), ("0.1", 0.1),
        ("999999999999999", 999_999_999_999_999), ("0.000000000000001", 1e-15),
        ("9007199254740993", 9_007_199_254_740_992),
        ("123456789012345678901234567890", 1.2345678901234568e29), ("1e308", 1e308),
        ("0000000000000000000000000000000001.5", 1.5), ("18446744073709551616", 18_446_744_073_709_551_616),
        ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0), ("0.30000000000000004", 0.30000000000000004),
    ])
    func decimalNumbersAreRead(text: String, number: Double) {
        #expect(Self.parse(text) == number)
    }

    @Test(arguments: ["-0", "-0.00", "-0e5", "-.0", "-0.00000000000000000000", "-1e-400"])
    func zeroHasNoSign(text: String) throws {
        let number = try #require(Self.parse(text))
        #expect(number == 0)
        #expect(number.sign == .plus)
    }

    @Test(arguments: [
        "", "-", "+", ".", "-.", "e", "1e", "1e+", "1e-", "e5", ".e5", "1e5.5", "1e5e5", "1.2.3", "--1", "+-1", "1-",
        "1+1",
        "nan", "NaN", "inf", "-inf", "infinity", "Infinity", "nan(1)", "0x10", "0x1p4", "0b1", "1p4", "1d5", "1f", "5L",
        "1e400", "-1e400", "1_000", "1,000", "1'000", "1 000", "1,5", " 1", "1 ", "\t1", "1\n", "1\u{0}", "\u{feff}1",
        "1\u{a0}000", "$3", "€3", "(3)", "3%", "3 pcs", "１２", "٣", "½", "²", "−3", "1/2", "1:2", "true", "None", "-e5",
    ])
    func whatIsNoDecimalNumberIsRefused(text: String) {
        #expect(Self.parse(text) == nil)
    }

    @Test(arguments: [
        ("1,5", 1.5), ("-3,50", -3.5), (",5", 0.5), ("5,", 5), ("1,5e2", 150), ("48", 48),
        ("0,30000000000000004", 0.30000000000000004),
    ])
    func aDecimalCommaIsRead(text: String, number: Double) {
        #expect(Self.parse(text, separator: UInt8(ascii: ",")) == number)
    }

    @Test(arguments: ["1.5", "1.000", "1.000,5", "1,000,5", ",", "-,", "1,5.", "0,300000000000000.04", "1.0e5"])
    func aPointIsRefusedWhereTheCommaSeparates(text: String) {
        #expect(Self.parse(text, separator: UInt8(ascii: ",")) == nil)
    }

    @Test func aNumberWithoutEndIsRefused() {
        #expect(Self.parse(String(repeating: "9", count: 5000)) == nil)
        #expect(Self.parse("1" + String(repeating: "0", count: 500)) == nil)
    }

    /// Whatever follows the bytes in memory is not looked at: they are a field amid a file.
    @Test("What follows the bytes of a number is not read")
    func aNumberEndsWithItsBytes() {
        Array("12345.5e3,7".utf8).withUnsafeBufferPointer { buffer in
            #expect(DecimalText.parse(UnsafeBufferPointer(rebasing: buffer[0..<3])) == 123)
            #expect(DecimalText.parse(UnsafeBufferPointer(rebasing: buffer[1..<7])) == 2345.5)
            #expect(DecimalText.parse(UnsafeBufferPointer(rebasing: buffer[0..<9])) == 12_345_500)
            #expect(DecimalText.parse(UnsafeBufferPointer(rebasing: buffer[0..<8])) == nil)
        }
    }

    /// Short numbers take the fast way, long ones and those with an exponent the slow one: both are correctly rounded.
    @Test func randomDecimalsReadAsTheStandardLibraryReadsThem() {
        var generator = SeededGenerator("decimals")
        func digits(_ count: ClosedRange<Int>) -> String {
            String(
                (0..<Int.random(in: count, using: &generator)).map { _ in
                    "0123456789".randomElement(using: &generator) ?? "0"
                })
        }
        var wrong: [String] = []
        for _ in 0..<20_000 {
            let isLong = Int.random(in: 0..<4, using: &generator) == 0
            var text = ["", "", "-", "+"].randomElement(using: &generator) ?? ""
            text += digits(isLong ? 1...25 : 1...9)
            if Bool.random(using: &generator) { text += "." + digits(isLong ? 1...25 : 1...7) }
            if Int.random(in: 0..<5, using: &generator) == 0 {
                text += "e\(Int.random(in: -330...320, using: &generator))"
            }
            let expected = Double(text).flatMap { $0.isFinite ? ($0 == 0 ? 0 : $0) : nil }
            let comma = String(text.map { $0 == "." ? "," : $0 })
            if Self.parse(text)?.bitPattern != expected?.bitPattern
                || Self.parse(comma, separator: Dialect.comma)?.bitPattern != expected?.bitPattern
            {
                wrong.append(text)
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }

    /// Random texts of the characters that numbers are made of: accepted where the grammar of a decimal number has them.
    @Test func randomTextsAreAcceptedByTheGrammarOnly() throws {
        var generator = SeededGenerator("grammar")
        let grammar = /[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/
        var wrong: [String] = []
        var accepted = 0
        for _ in 0..<5000 {
            let text = String(
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    "0159.-+eE,x ".randomElement(using: &generator) ?? "0"
                })
            let isNumber = try grammar.wholeMatch(in: text) != nil && Double(text)?.isFinite == true
            if (Self.parse(text) != nil) != isNumber { wrong.append(text) }
            if isNumber { accepted += 1 }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
        #expect(accepted > 100)
    }
}
