import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct NumberStyleTests {
    private func read(_ text: String, _ sample: String) throws -> Double? {
        let style = try #require(NumberStyle(sample: sample))
        return Array(text.utf8).withUnsafeBufferPointer { style.number($0) }
    }

    @Test("A plain number has the value that the same number with a space in front has, which is read scalar by scalar")
    func plainNumbers() throws {
        var generator = SeededGenerator("plain numbers")
        for _ in 0..<20_000 {
            let sample =
                ["1.234,5", "1,234.5", "1'234", "1234,5", "12", "1.234"].randomElement(using: &generator) ?? "12"
            let text = String(
                (0..<Int.random(in: 0...7, using: &generator)).map { _ in
                    "0123456789-.,'e ".randomElement(using: &generator) ?? "0"
                })
            let (number, slow) = (try read(text, sample), try read(" " + text, sample))
            #expect(number == slow && number?.sign == slow?.sign, "“\(text)” by \(sample)")
        }
    }

    @Test(
        "A number is read as the sample says",
        arguments: [
            ("1.240,000", "1.234,5", 1240), ("12,000", "1.234,5", 12), ("1.234.567,89", "1.234,5", 1_234_567.89),
            ("1234,5", "1.234,5", 1234.5), ("0", "1.234,5", 0), ("-1.000", "1.234,5", -1000),
            ("2.000-", "1.234,5", -2000),
            ("(3,5)", "1.234,5", -3.5), ("€ 9,50", "1.234,5", 9.5), ("9,50 €", "1.234,5", 9.5),
            ("USD 9,50", "1.234,5", 9.5),
            ("9,50 EUR", "1.234,5", 9.5), ("-€9,50", "1.234,5", -9.5), ("\u{2212}3", "1.234,5", -3),
            ("+3", "1.234,5", 3),
            ("1,250", "1,234.5", 1250), ("$1,250.75", "1,234.5", 1250.75), ("($1,250)", "1,234.5", -1250),
            ("1,23,456", "1,234.5", 123_456), ("12,34,567.5", "1,234.5", 1_234_567.5),
            ("1'250", "1'234", 1250), ("1\u{2019}250", "1'234", 1250), ("1 250,5", "1 234,5", 1250.5),
            ("1\u{A0}250,5", "1 234,5", 1250.5), ("1\u{202F}250", "1\u{A0}234,5", 1250), ("3,5", "1234,5", 3.5),
            ("3.5", "1234.5", 3.5), ("7", "1234", 7), ("1,250", "1,234", 1250), ("1,250,000", "1,234,567", 1_250_000),
        ] as [(String, String, Double)])
    func isRead(text: String, sample: String, number: Double) throws {
        #expect(try read(text, sample) == number)
    }

    @Test(
        "A number in another style is refused",
        arguments: [
            ("12.5", "1.234,5"), ("1.23,5", "1.234,5"), ("1,234.5", "1.234,5"), ("1.2345", "1.234,5"),
            ("1..234", "1.234,5"),
            ("1,2,3", "1.234,5"), (".5", "1.234,5"), ("", "1.234,5"), ("-", "1.234,5"), ("--3", "1.234,5"),
            ("-3-", "1.234,5"),
            ("(-3)", "1.234,5"), ("(3", "1.234,5"), ("3%", "1.234,5"), ("3 kg", "1.234,5"), ("3k", "1.234,5"),
            ("1e3", "1.234,5"), ("$3 €", "1.234,5"), ("USD 3 EUR", "1.234,5"), ("3 EU", "1.234,5"),

            ("1,250", "1234.5"), ("1 250", "1234"), ("nan", "1234"), ("１２", "1234"),
        ])
    func isRefused(text: String, sample: String) throws {
        #expect(try read(text, sample) == nil, "\(text)")
    }

    @Test(arguments: ["", "x", "1.", ".5", "1_234", "1,234.567,8", "1.234'5", "1.2,3 4", "1 5", "-1.5"])
    func noSample(text: String) {
        #expect(NumberStyle(sample: text) == nil)
    }
}
