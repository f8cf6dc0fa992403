import CSV
import Foundation
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct ExportFormatTests {
    private func text(_ style: FieldStyle, _ rows: [[Cell]], columns: [String]) -> String {
        let text = TextBuffer()
        let formatter = RowFormatter(style: style, columns: columns)
        formatter.writeHeader(to: text)
        for row in rows { formatter.write(row, to: text) }
        return text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static let cells: [Cell] = [
        .text("a,\"b\""), .number(0.1), .quantity(2.345), .integer(-7), .day(19_727), .json("{\"a\":1}"),
    ]
    private static let columns = ["text", "number", "quantity", "integer", "day", "json"]

    @Test("CSV has a header, and quotes what needs quotes")
    func csv() {
        #expect(
            text(.csv, [Self.cells, Self.cells], columns: Self.columns) == """
                text,number,quantity,integer,day,json
                "a,""b\""",0.1,2.35,-7,2024-01-05,"{""a"":1}"
                "a,""b\""",0.1,2.35,-7,2024-01-05,"{""a"":1}"

                """)
    }

    @Test("For a spreadsheet, texts are quoted and get an apostrophe, and numbers do not")
    func spreadsheetSafe() {
        #expect(
            text(
                .spreadsheetSafe, [[.text("-1"), .text("a"), .number(-1), .quantity(-1), .json("{}")]],
                columns: Self.columns)
                == "text,number,quantity,integer,day,json\n\"'-1\",\"a\",-1,-1,\"{}\"\n")
    }

    @Test("JSON Lines has an object a row, with JSON as it is")
    func jsonLines() {
        #expect(
            text(.json, [Self.cells], columns: Self.columns) == """
                {"text":"a,\\"b\\"","number":0.1,"quantity":2.35,"integer":-7,"day":"2024-01-05","json":{"a":1}}

                """)
    }

    @Test(arguments: [
        (48.0, "48"), (22.2, "22.2"), (116.69, "116.69"), (-0.001, "0"), (-0.0, "0"), (0.005, "0.01"),
        (-0.005, "-0.01"),
        (1e12, "1000000000000"), (-1234.5, "-1234.5"), (99.999, "100"),
    ])
    func quantitiesAreShort(number: Double, expected: String) {
        #expect(text(.csv, [[.quantity(number)]], columns: ["q"]) == "q\n\(expected)\n")
    }

    @Test func textsReadBackAsTheyWere() throws {
        var generator = SeededGenerator("export texts")
        let letters = Array("a,\";\n\r\t\\/é日👩‍👩‍👧\u{0}\u{1f}\u{7f}\u{2028} ")
        for _ in 0..<300 {
            let value = String(
                (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                    letters.randomElement(using: &generator)
                })
            let json = try JSONSerialization.jsonObject(
                with: Data(text(.json, [[.text(value)]], columns: ["a \"b\""]).utf8))
            let object = try #require(json as? [String: String])
            #expect(object["a \"b\""].map { Array($0.utf8) } == Array(value.utf8))

            let csv = Array(text(.csv, [[.text(value), .integer(1)]], columns: ["a", "b"]).utf8)
            var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
            try csv.withUnsafeBufferPointer { bytes in
                #expect(parser.parse(bytes, from: 4, isLast: true) == .record(end: bytes.count))
                #expect(parser.fields.count == 2)
                let field = try #require(parser.fields.first)
                #expect(parser.text(of: field, in: bytes).map { Array($0.utf8) } == Array(value.utf8))
            }
        }
    }

    @Test("Without rows CSV is a header, and JSON Lines is empty")
    func aHeaderAloneAndNothing() {
        #expect(text(.csv, [], columns: ["a", "b"]) == "a,b\n")
        #expect(text(.json, [], columns: ["a", "b"]) == "")
    }
}
