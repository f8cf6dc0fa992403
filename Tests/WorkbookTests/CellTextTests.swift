import Testing

@testable import Workbook

@Suite struct CellTextTests {
    @Test(
        "Escapes stand for characters that XML does not keep",
        arguments: [
            ("a_x000D_b", "a\rb"), ("_x005F_x0041_", "_x0041_"), ("_x0041_x0042_", "Ax0042_"), ("__x0041_", "_A"),
            ("_x00e9_", "é"), ("_xD800_", "_xD800_"), ("_x41_", "_x41_"), ("_x00G1_", "_x00G1_"), ("_x0041", "_x0041"),
            ("snake_case_id", "snake_case_id"), ("_", "_"), ("", ""),
        ])
    func escapes(text: String, meaning: String) {
        #expect(String(decoding: CellText.unescaped(Array(text.utf8)), as: UTF8.self) == meaning)
    }

    @Test("Texts are refused that need more memory than there is for them, empty ones too")
    func memory() throws {
        var texts = SharedTexts(most: 100)
        try texts.append(Array(repeating: 7, count: 90))
        #expect(throws: PackedFault.tooLong) { try texts.append(Array(repeating: 7, count: 11)) }
        #expect(texts[0]?.count == 90)
        #expect(texts[1] == nil)
        var empty = SharedTexts(most: 100)
        #expect(throws: PackedFault.tooLong) { for _ in 0..<100 { try empty.append([]) } }
    }

    @Test("A text that is longer than any cell has is refused")
    func longTexts() throws {
        var reader = TextReader()
        try reader.take(.start(name: "t", XMLScanner.Attributes(), isEmpty: false))
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        #expect(throws: PackedFault.tooLong) { for _ in 0..<1000 { try reader.take(.text(piece)) } }
    }
}
