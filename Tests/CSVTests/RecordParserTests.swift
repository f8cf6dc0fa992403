import CSV
import TestSupport
import Testing

@Suite struct RecordParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var reads: [Read]
        init(_ text: String, _ reads: [Read]) { (self.text, self.reads) = (text, reads) }
        var testDescription: String { text.debugDescription }
    }

    static let cases: [Case] = [
        // Records and how they end.
        Case("", []),
        Case("a", [.record(["a"])]),
        Case("a\n", [.record(["a"])]),
        Case("a\r\n", [.record(["a"])]),
        Case("a\r", [.record(["a"])]),
        Case("a,b,c\n1,2,3", [.record(["a", "b", "c"]), .record(["1", "2", "3"])]),
        Case("a,b\r\n1,2\r\n", [.record(["a", "b"]), .record(["1", "2"])]),
        Case("a,b\r1,2\r", [.record(["a", "b"]), .record(["1", "2"])]),
        Case("a\r\nb\nc\rd", [.record(["a"]), .record(["b"]), .record(["c"]), .record(["d"])]),
        Case("a,b\n1\n1,2,3\n", [.record(["a", "b"]), .record(["1"]), .record(["1", "2", "3"])]),
        // Empty fields.
        Case(",", [.record(["", ""])]),
        Case("a,", [.record(["a", ""])]),
        Case(",a\n", [.record(["", "a"])]),
        Case(",,\r\n,", [.record(["", "", ""]), .record(["", ""])]),
        Case("\"\"", [.record([""])]),
        Case("\"\",\"\"\n", [.record(["", ""])]),
        // Lines without anything.
        Case("\n", [.blank]),
        Case("\r\n", [.blank]),
        Case("\r", [.blank]),
        Case("\n\r\n\r", [.blank, .blank, .blank]),
        Case("\r\r\n\n", [.blank, .blank, .blank]),
        Case("a\n\nb\n", [.record(["a"]), .blank, .record(["b"])]),
        Case(" \n", [.record([" "])]),
        // Quoted fields.
        Case("\"a\"", [.record(["a"])]),
        Case("\"a\",\"b\"\r\n", [.record(["a", "b"])]),
        Case("\"a,b\",c\n", [.record(["a,b", "c"])]),
        Case("\"a\nb\",c\n", [.record(["a\nb", "c"])]),
        Case("\"a\r\nb\",c\r\n", [.record(["a\r\nb", "c"])]),
        Case("\"\n\"\n", [.record(["\n"])]),
        Case("\"say \"\"hi\"\"\",c\n", [.record(["say \"hi\"", "c"])]),
        Case("\"\"\"\"", [.record(["\""])]),
        Case("\"\"\"a\"\"\"\n", [.record(["\"a\""])]),
        Case("\"\"\"\"\"\"\n", [.record(["\"\""])]),
        Case("\"a\"\r\"b\"\r", [.record(["a"]), .record(["b"])]),
        Case("a,\"b\"", [.record(["a", "b"])]),
        Case("a,\"\",c\n", [.record(["a", "", "c"])]),
        // A quote that does not begin a field is a character like any other.
        Case("a\"b\n", [.record(["a\"b"])]),
        Case("a\"b,c\"\n", [.record(["a\"b", "c\""])]),
        Case("6\" pipe,3\n", [.record(["6\" pipe", "3"])]),
        Case(" \"a\"\n", [.record([" \"a\""])]),
        // Quotes that break the rules.
        Case("\"", [.unclosedQuote(at: 0)]),
        Case("\"a", [.unclosedQuote(at: 0)]),
        Case("\"a\"\"", [.unclosedQuote(at: 0)]),
        Case("a,\"b\nc,d\n", [.unclosedQuote(at: 2)]),
        Case("a\n\"b", [.record(["a"]), .unclosedQuote(at: 2)]),
        Case("\"a\"b", [.textAfterQuote(at: 3)]),
        Case("\"a\"b,c\nd\n", [.textAfterQuote(at: 3), .record(["d"])]),
        Case("\"a\" ,c\r\nd\r\n", [.textAfterQuote(at: 3), .record(["d"])]),
        Case("\"a\" \rd", [.textAfterQuote(at: 3), .record(["d"])]),
        Case("x,\"\"y\"\nd", [.textAfterQuote(at: 4), .record(["d"])]),
        Case("\"a\"b\"c\nd", [.textAfterQuote(at: 3), .record(["d"])]),
        // Text of any language, spaces, and a byte that ends no line.
        Case("é,\"ʤ\",数\n", [.record(["é", "ʤ", "数"])]),
        Case(" a , b \n", [.record([" a ", " b "])]),
        Case("a;b\tc|d,e\n", [.record(["a;b\tc|d", "e"])]),
        Case("a\u{0}b\u{b}\u{85}\u{2028}\n", [.record(["a\u{0}b\u{b}\u{85}\u{2028}"])]),
    ]

    @Test("Each case, read from one buffer", arguments: cases)
    func aFileInOneBuffer(_ example: Case) {
        #expect(Reading.whole(Array(example.text.utf8)) == example.reads)
    }

    @Test("Each case, cut at every byte", arguments: cases)
    func aFileCutAnywhere(_ example: Case) {
        #expect(Reading.growing(Array(example.text.utf8)) == example.reads)
    }

    @Test("Each case, read by the plain reader", arguments: cases)
    func thePlainReaderFollowsTheSameRules(_ example: Case) {
        #expect(PlainReader.read(Array(example.text.utf8), delimiter: Dialect.comma) == example.reads)
    }

    @Test(arguments: [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")])
    func otherDelimitersWorkLikeTheComma(delimiter: UInt8) {
        let mark = String(UnicodeScalar(delimiter))
        for example in Self.cases where !example.text.contains(mark) {
            let bytes = example.text.utf8.map { $0 == Dialect.comma ? delimiter : $0 }
            let reads = example.reads.map { read in
                guard case .record(let fields) = read else { return read }
                return .record(fields.map { $0.map { String($0.map { $0 == "," ? Character(mark) : $0 }) } })
            }
            #expect(Reading.whole(bytes, Dialect(delimiter: delimiter)) == reads)
            #expect(Reading.growing(bytes, Dialect(delimiter: delimiter)) == reads)
        }
    }

    @Test func randomFilesReadAsThePlainReaderReadsThem() {
        var generator = SeededGenerator("random files")
        let alphabet = Array("\"\"\"\",,\r\n\nab ;".utf8)
        var wrong: [String] = []
        var malformed = 0
        for _ in 0..<10_000 {
            let length = Int.random(in: 0...14, using: &generator)
            let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let delimiter = Bool.random(using: &generator) ? Dialect.comma : UInt8(ascii: ";")
            let expected = PlainReader.read(bytes, delimiter: delimiter)
            if Reading.whole(bytes, Dialect(delimiter: delimiter)) != expected
                || Reading.growing(bytes, Dialect(delimiter: delimiter)) != expected
            {
                wrong.append(String(decoding: bytes, as: UTF8.self).debugDescription)
            }
            let isMalformed = expected.contains {
                switch $0 {
                case .unclosedQuote, .textAfterQuote: true
                default: false
                }
            }
            if isMalformed { malformed += 1 }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
        #expect((500...9500).contains(malformed), "both good and bad files are met")
    }

    @Test func randomBytesNeverStopTheParser() {
        var generator = SeededGenerator("random bytes")
        var stuck = 0
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let expected = PlainReader.read(bytes, delimiter: Dialect.comma)
            if Reading.growing(bytes) != expected || expected.contains(.stuck) { stuck += 1 }
        }
        #expect(stuck == 0)
    }

    @Test func fieldsLieBetweenTheirQuotes() {
        var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
        let outcome = Array("a,\"b \"\"c\"\"\",\"\",\n".utf8).withUnsafeBufferPointer {
            parser.parse($0, from: 0, isLast: false)
        }
        #expect(outcome == .record(end: 16))
        #expect(parser.fields.map(\.start) == [0, 3, 13, 15])
        #expect(parser.fields.map(\.end) == [1, 10, 13, 15])
        #expect(parser.fields.map(\.isQuoted) == [false, true, true, false])
        #expect(parser.fields.map(\.isEscaped) == [false, true, false, false])
        #expect(parser.fields.map(\.count) == [1, 7, 0, 0])
        #expect(parser.fields.map(\.isEmpty) == [false, false, true, true])
    }

    @Test func theFieldsOfARecordReplaceThoseOfTheOneBefore() {
        var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
        Array("a,b,c\nd\n".utf8).withUnsafeBufferPointer { buffer in
            #expect(parser.parse(buffer, from: 0, isLast: false) == .record(end: 6))
            #expect(parser.fields.count == 3)
            #expect(parser.parse(buffer, from: 6, isLast: false) == .record(end: 8))
            #expect(parser.fields.count == 1)
        }
    }

    @Test func aCarriageReturnAtTheEndOfABufferWaitsForItsLineFeed() {
        var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
        Array("a\r\nb".utf8).withUnsafeBufferPointer { buffer in
            let cut = UnsafeBufferPointer(rebasing: buffer[..<2])
            #expect(parser.parse(cut, from: 0, isLast: false) == .incomplete)
            #expect(parser.parse(cut, from: 0, isLast: true) == .record(end: 2))
            #expect(parser.parse(buffer, from: 0, isLast: false) == .record(end: 3))
        }
    }

    @Test func aQuoteAtTheEndOfABufferWaitsForTheNext() {
        var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
        Array("\"a\"\"\n".utf8).withUnsafeBufferPointer { buffer in
            let cut = UnsafeBufferPointer(rebasing: buffer[..<3])
            #expect(parser.parse(cut, from: 0, isLast: false) == .incomplete)
            #expect(parser.parse(cut, from: 0, isLast: true) == .record(end: 3))
            #expect(parser.parse(buffer, from: 0, isLast: false) == .incomplete)
            #expect(parser.parse(buffer, from: 0, isLast: true) == .malformed(.unclosedQuote(at: 0), end: 5))
        }
    }

    @Test func aFieldThatIsNotUTF8HasNoText() {
        #expect(Reading.whole([0x61, 0x2c, 0xff, 0x2c, 0x22, 0xe9, 0x22, 0x22, 0x22]) == [.record(["a", nil, nil])])
        // Half a character, a surrogate, and a letter in more bytes than it needs.
        #expect(Reading.whole([0xc3]) == [.record([nil])])
        #expect(Reading.whole([0xed, 0xa0, 0x80]) == [.record([nil])])
        #expect(Reading.whole([0xc1, 0x81]) == [.record([nil])])
    }

    @Test(arguments: [
        ("", 0), ("a", 0), ("a\n", 1), ("a\r\n", 1), ("a\r", 1), ("a\r\r\n\n", 3), ("\"a\r\nb\rc\n\"\n", 4),
        ("\n\r", 2),
    ])
    func linesEndWithAnyOfTheLineEnds(text: String, ends: Int) {
        let counts = Array(text.utf8).withUnsafeBufferPointer { buffer in
            // However the bytes are divided in two, no end is lost or counted twice.
            (0...buffer.count).map { cut in
                RecordParser.lineEnds(in: buffer, 0..<cut) + RecordParser.lineEnds(in: buffer, cut..<buffer.count)
            }
        }
        #expect(Set(counts) == [ends])
    }
}
