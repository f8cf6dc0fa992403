import InventoryPipeline
import TestSupport
import Testing

@testable import Pages

/// Text from files can't become markup.
@Suite struct HTMLTests {
    @Test(arguments: [
        ("plain", "plain"), ("a < b & c > d", "a &lt; b &amp; c &gt; d"), ("\"it's\"", "&quot;it&#39;s&quot;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"), ("&amp;", "&amp;amp;"),
        ("bell\u{7} and \u{0}null", "bell\u{FFFD} and \u{FFFD}null"), ("line\nnext\tcell", "line\nnext\tcell"),
        ("\u{85}\u{7F}", "\u{FFFD}\u{FFFD}"), ("a\u{202E}b\u{2067}", "a\u{FFFD}b\u{FFFD}"),
        ("Größe 漢字 😀", "Größe 漢字 😀"), ("", ""),
    ])
    func textIsEscaped(_ text: String, _ escaped: String) {
        #expect(HTML.escape(text) == escaped)
        #expect(HTML.text(text).text == escaped)
        #expect(HTML.element("p", ["title": text], text: text).text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    /// Whatever the text is, no character of it is left that ends an attribute, an element or an entity.
    @Test func noTextLeavesItsPlace() {
        var random = SeededGenerator("hostile text")
        let pieces = ["<", ">", "\"", "'", "&", "</style>", "-->", "]]>", "x", "\u{202E}", "\u{0}", "é", "=", "/", "`"]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let escaped = HTML.escape(text)
            #expect(!escaped.contains { "<>\"'".contains($0) }, "\(text)")
            let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
            let rest = entities.reduce(escaped) { $0.replacingEach($1, with: "") }
            #expect(!rest.contains("&"), "\(text)")
        }
    }

    @Test func attributesWithoutAValueAreLeftOut() {
        #expect(HTML.element("td", ["class": nil, "title": ""], text: "1").text == "<td title=\"\">1</td>")
        #expect(HTML.single("rect", ["x": "0"]).text == "<rect x=\"0\"/>")
    }

    @Test func numbersHaveTheirExactValueBesideThem() {
        #expect(Values.number(1234.567).text == "<data value=\"1234.57\">1,234.57</data>")
        #expect(Values.number(-9999.5).text == "<data value=\"-9999.5\">-9,999.5</data>")
        #expect(Values.number(12345.5).text == "<data value=\"12345.5\">12,346</data>")
        #expect(Values.number(0.004).text == "<data value=\"0\">0</data>")
        #expect(Values.number(1e300).text.contains("data value="))
        #expect(Values.number(7_654_321).text == "<data value=\"7654321\">7,654,321</data>")
        #expect(Values.pixels(10) == "10" && Values.pixels(-0.26) == "-0.3" && Values.pixels(.nan) == "0")
    }

    @Test func datesInASentenceStayInOneLine() {
        #expect(
            Values.prose("out on 2024-01-05, <b> 2024-13-01").text
                == "out on <time>2024-01-05</time>, &lt;b&gt; 2024-13-01")
        #expect(Values.prose("").text == "" && Values.prose("  a ").text == "  a ")
    }

    @Test func namesAreShortenedAndSpeltOut() {
        #expect(Values.name("<b>").text == "<bdi>&lt;b&gt;</bdi>")
        #expect(Values.name("a\u{202E}b").text == "<bdi>a\\u{202e}b</bdi>")
        let long = Values.name(String(repeating: "x", count: 1000)).text
        #expect(long.contains("xxx…</bdi>") && long.utf8.count < 500)
    }
}

extension String {
    fileprivate func replacingEach(_ part: String, with other: String) -> String {
        var text = self
        while let range = text.range(of: part) { text.replaceSubrange(range, with: other) }
        return text
    }
}
