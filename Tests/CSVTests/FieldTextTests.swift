import CSV
import TestSupport
import Testing

@Suite struct FieldTextTests {
    private static func quoted(_ text: String) -> String {
        String(decoding: FieldText.quoted(text), as: UTF8.self)
    }

    @Test(arguments: ["a", "007", "a b", " a ", "a;b", "a\tb", "a|b", "it's", "é", "数", "-3.5", "=1+1"])
    func aTextThatNeedsNoQuotesHasNone(text: String) {
        #expect(Self.quoted(text) == text)
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""),
        ("a\r\nb", "\"a\r\nb\""), (",", "\",\""), ("\"a\"", "\"\"\"a\"\"\""),
    ])
    func delimitersQuotesAndLineEndsAreQuoted(text: String, field: String) {
        #expect(Array(Self.quoted(text).utf8) == Array(field.utf8))
    }

    @Test(
        "A text that a spreadsheet would run as a formula gets an apostrophe",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""), ("\r\n=1", "\"'\r\n=1\""),
            ("-", "\"'-\""),
            ("\tplain", "\"'\tplain\""), (" =1", "\"' =1\""), ("\u{A0}\u{FEFF}=1", "\"'\u{A0}\u{FEFF}=1\""),
            ("＝1", "\"'＝1\""),
            ("=\"a\"&\"b\"", "\"'=\"\"a\"\"&\"\"b\"\"\""), ("=1,=2", "\"'=1,=2\""),
            // What no spreadsheet runs is quoted and otherwise as it was.
            ("a", "\"a\""), ("007", "\"007\""), ("a=1", "\"a=1\""), ("'=1", "\"'=1\""), ("a,=1", "\"a,=1\""),
            ("", "\"\""),
            (" ", "\" \""), ("a\n=1", "\"a\n=1\""), ("\"=1\"", "\"\"\"=1\"\"\""), ("1-2", "\"1-2\""),
        ])
    func noSpreadsheetRunsAText(text: String, field: String) {
        #expect(FieldText.spreadsheetSafe(text) == Array(field.utf8))
    }

    @Test func anEmptyTextDiffersFromAMissingOne() {
        #expect(Self.quoted("") == "\"\"")
    }

    @Test("Bytes that are not UTF-8 are written as they are")
    func bytesOfAnyEncodingPass() {
        #expect(FieldText.quoted([0xff, 0xe9]) == [0xff, 0xe9])
        #expect(FieldText.quoted([0xff, 0x2c]) == [0x22, 0xff, 0x2c, 0x22])
    }

    @Test func randomRecordsReadAsTheyWereWritten() {
        var generator = SeededGenerator("written records")
        let alphabet: [Character] = ["\"", "\"", ",", "\n", "\r", "a", " ", ";", "é", "数"]
        var wrong: [[String]] = []
        for _ in 0..<3000 {
            let texts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                String(
                    (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                        alphabet.randomElement(using: &generator) ?? "a"
                    })
            }
            let line = texts.map { FieldText.quoted($0) }.joined(separator: [Dialect.comma]) + [UInt8(ascii: "\n")]
            if Reading.whole(Array(line)) != [.record(texts)] { wrong.append(texts) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }

    @Test(arguments: [
        (48, "48"), (22.2, "22.2"), (116.69, "116.69"), (0.005, "0.005"), (0, "0"), (-3.5, "-3.5"), (-110, "-110"),
        (0.1 + 0.2, "0.30000000000000004"), (1e12, "1000000000000"), (1e16, "1e+16"), (1e-7, "1e-07"),
    ])
    func numbersAreAsShortAsTheyCanBe(number: Double, text: String) {
        #expect(FieldText.number(number) == text)
    }

    @Test func randomNumbersReadBackAsTheSame() {
        var generator = SeededGenerator("numbers as text")
        var wrong: [Double] = []
        for _ in 0..<5000 {
            let any = Double(bitPattern: generator.next())
            let number =
                Bool.random(using: &generator) && any.isFinite
                ? any : Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) / 100
            let text = FieldText.number(number)
            let read = Array(text.utf8).withUnsafeBufferPointer { DecimalText.parse($0) }
            if read != number || text.hasSuffix(".0") || text.utf8.count > FieldText.longestNumber {
                wrong.append(number)
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }
}
