import CSV
import TestSupport
import Testing

@Suite struct TextBufferTests {
    private static func text(_ buffer: TextBuffer) -> String {
        buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func written(_ hundredths: Int) -> String {
        let buffer = TextBuffer()
        buffer.append(room: FieldText.longestNumber) { $0.put(hundredths: hundredths) }
        return text(buffer)
    }

    /// The number as a text with its last two digits behind a point, and then without the zeros that say nothing.
    private static func plain(_ hundredths: Int) -> String {
        var digits = String(hundredths.magnitude)
        while digits.count < 3 { digits = "0" + digits }
        var text = digits.dropLast(2) + "." + digits.suffix(2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return (hundredths < 0 ? "-" : "") + text
    }

    @Test(arguments: [
        (0, "0"), (5, "0.05"), (10, "0.1"), (99, "0.99"), (100, "1"), (101, "1.01"), (110, "1.1"), (2220, "22.2"),
        (4800, "48"), (11_669, "116.69"), (1000, "10"), (99_999, "999.99"), (100_000, "1000"),
        (-1, "-0.01"), (-5, "-0.05"), (-10, "-0.1"), (-100, "-1"), (-11_000, "-110"), (-12_345, "-123.45"),
        (Int.max, "92233720368547758.07"), (Int.min, "-92233720368547758.08"),
    ])
    func hundredthsAreWrittenAsShortAsTheyCanBe(hundredths: Int, text: String) {
        #expect(Self.written(hundredths) == text)
        #expect(Self.plain(hundredths) == text)
    }

    @Test func randomHundredthsAreWrittenAsThePlainVersionWritesThem() {
        var generator = SeededGenerator("hundredths as text")
        var wrong: [Int] = []
        for _ in 0..<10_000 {
            // As many of every length, and those of round numbers too.
            let bits = Int.random(in: 0...63, using: &generator)
            let magnitude = Int(truncatingIfNeeded: (generator.next() >> 1) >> (63 - bits))
            let round = [1, 1, 10, 100, 1000].randomElement(using: &generator) ?? 1
            let number = (Bool.random(using: &generator) ? magnitude : -magnitude) / round * round
            if Self.written(number) != Self.plain(number) { wrong.append(number) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }

    @Test func powersOfTenHaveAllTheirDigits() {
        var power = 1
        while true {
            #expect(Self.written(power) == Self.plain(power))
            #expect(Self.written(power - 1) == Self.plain(power - 1))
            let (next, overflow) = power.multipliedReportingOverflow(by: 10)
            if overflow { break }
            power = next
        }
    }

    @Test("No number takes more bytes than the longest is said to take")
    func noNumberNeedsMoreThanTheLongest() {
        #expect(Self.written(Int.min).utf8.count <= FieldText.longestNumber)
        let longest = [-Double.greatestFiniteMagnitude, -2.2250738585072014e-308, -0.00012345678901234567]
        for number in longest {
            #expect(FieldText.number(number).utf8.count <= FieldText.longestNumber)
        }
    }

    @Test func aNewBufferIsEmpty() {
        let buffer = TextBuffer()
        #expect(buffer.isEmpty)
        #expect(buffer.count == 0)
        #expect(Self.text(buffer) == "")
    }

    @Test func whatIsAppendedStandsInOrder() {
        let buffer = TextBuffer()
        buffer.append("é,")
        buffer.append([UInt8(ascii: "1"), UInt8(ascii: ",")])
        buffer.append(room: 64) { cursor in
            cursor.put(hundredths: -150)
            cursor.put(UInt8(ascii: ","))
            cursor.put(text: "数")
            cursor.put(UInt8(ascii: "\n"))
        }
        buffer.append("")
        #expect(Self.text(buffer) == "é,1,-1.5,数\n")
        #expect(buffer.count == 14)
        #expect(!buffer.isEmpty)
    }

    @Test func aBufferGrowsAndKeepsWhatItHolds() {
        var generator = SeededGenerator("growing buffer")
        let buffer = TextBuffer(capacity: 0)
        var expected: [UInt8] = []
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            expected += bytes
            if Bool.random(using: &generator) {
                buffer.append(bytes)
            } else {
                buffer.append(room: bytes.count) { cursor in
                    for byte in bytes { cursor.put(byte) }
                }
            }
        }
        #expect(buffer.withUnsafeBytes { Array($0) } == expected)
        #expect(buffer.count == expected.count)
    }

    @Test("Pieces of any length are copied whole")
    func piecesOfAnyLengthArePutWhole() {
        var generator = SeededGenerator("pieces of text")
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...70, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let source = TextBuffer(capacity: 0)
            source.append(bytes)
            let ranges = (0..<8).map { _ in
                let start = Int.random(in: 0...bytes.count, using: &generator)
                return start..<Int.random(in: start...bytes.count, using: &generator)
            }
            let found = TextBuffer(capacity: 0)
            source.withPieces { pieces in
                let room = ranges.reduce(0) { $0 + $1.count }
                found.append(room: room + TextBuffer.overrun) { cursor in
                    for range in ranges { cursor.put(pieces[range]) }
                }
            }
            #expect(found.withUnsafeBytes { Array($0) } == ranges.flatMap { bytes[$0] })
            #expect(source.withUnsafeBytes { Array($0) } == bytes)
        }
    }

    @Test func roomThatIsNotUsedHoldsNothing() {
        let buffer = TextBuffer(capacity: 64)
        buffer.append("a")
        buffer.append(room: 100_000) { $0.put(UInt8(ascii: "b")) }
        buffer.append(room: 100_000) { _ in }
        buffer.append("c")
        #expect(Self.text(buffer) == "abc")
    }

    @Test func anEmptiedBufferBeginsAnew() {
        let buffer = TextBuffer(capacity: 64)
        buffer.append(String(repeating: "x", count: 1000))
        buffer.removeAll()
        #expect(buffer.isEmpty)
        buffer.append("y")
        #expect(Self.text(buffer) == "y")
    }
}
