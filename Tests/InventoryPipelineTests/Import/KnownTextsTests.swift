import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct KnownTextsTests {
    @Test("A text means what it is read as, whichever texts were there before, and is mostly read once")
    func meanings() {
        var generator = SeededGenerator("known texts")
        var known = KnownTexts<String>(count: 8)
        var reads = 0
        let texts = (0..<40).map { _ in
            String(
                (0..<Int.random(in: 0...70, using: &generator)).map { _ in
                    "ab\u{e9}\0".randomElement(using: &generator) ?? "a"
                })
        }
        func meaning(_ text: String) -> String {
            Array(text.utf8).withUnsafeBufferPointer { bytes in
                known.meaning(of: bytes) {
                    reads += 1
                    return String(decoding: bytes, as: UTF8.self)
                }
            }
        }
        for _ in 0..<5000 {
            let text = texts[Int.random(in: 0..<texts.count, using: &generator)]
            #expect(meaning(text).utf8.elementsEqual(text.utf8))
        }
        reads = 0
        for _ in 0..<100 { _ = meaning("completed") }
        #expect(reads <= 1)
    }
}
