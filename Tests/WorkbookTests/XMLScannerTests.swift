import Testing

@testable import Workbook

@Suite struct XMLScannerTests {
    private func events(_ text: String, pieces: Int) throws -> [String] {
        var scanner = XMLScanner()
        var events: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { piece in
                try scanner.scan(piece) { event in
                    switch event {
                    case .start(let name, let attributes, let isEmpty):
                        events.append("<\(name) a=\(attributes["a"] ?? "-")\(isEmpty ? "/" : "")>")
                    case .end(let name): events.append("</\(name)>")
                    case .text(let text): events.append(String(decoding: text, as: UTF8.self))
                    }
                }
            }
        }
        try scanner.finish()
        return events
    }

    @Test("Elements, attributes and texts, in pieces of any size", arguments: [1, 2, 3, 5, 1000])
    func elements(pieces: Int) throws {
        #expect(
            try events(
                "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- <no> --><x:r a='1 > 0' b=\"&quot;\">A &amp; &#66;&#x43;<e/><![CDATA[<&>]]></x:r>\n",
                pieces: pieces) == ["\n", "<r a=1 > 0>", "A & BC", "<e a=-/>", "<&>", "</r>"])
    }

    @Test(
        "What is no XML, or has definitions in it, is refused",
        arguments: [
            "<a b>", "<a b=c>", "<>", "<a>&nothing;</a>", "<a>&amp</a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<a",
            "<a>x", "<a><b></a></b>", "<a></b>", "</a>", "<a/></a>", String(repeating: "<a>", count: 300),
        ])
    func faults(text: String) {
        for pieces in [1, 1000] { #expect(throws: PackedFault.self) { try events(text, pieces: pieces) } }
    }
}
