import CSV
import Foundation
import Platform
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct RecordStreamTests {
    private func stream(
        _ path: String, delimiter: UInt8? = nil, in folder: TemporaryFolder
    ) throws -> RecordStream {
        try RecordStream(try ImportInput(path: path, temporaryFolder: folder.path), delimiter: delimiter)
    }

    /// Everything that a stream gives, an item a text: its line, and its fields or what it is.
    private func items(_ stream: RecordStream) throws -> [String] {
        var items: [String] = []
        while true {
            switch try stream.next() {
            case .record:
                let fields = stream.fields.map { stream.text(of: $0) ?? "?" }
                items.append("\(stream.line):\(fields.joined(separator: "¦"))")
            case .blank: items.append("\(stream.line):blank")
            case .malformed(.unclosedQuote): items.append("\(stream.line):unclosed")
            case .malformed(.textAfterQuote): items.append("\(stream.line):text after quote")
            case .tooLong: items.append("\(stream.line):too long")
            case .end: return items
            }
        }
    }

    private func items(of text: String, delimiter: UInt8? = nil) throws -> [String] {
        let folder = try TemporaryFolder()
        return try items(stream(try folder.write(text, to: "f.csv"), delimiter: delimiter, in: folder))
    }

    /// A file of random records, and the items that it has: they are known because they are made with it.
    private func file(
        fields: Int, lengths: [Int], lineEnd: String, using generator: inout SeededGenerator
    ) -> (text: String, items: [String]) {
        var text = ""
        var items: [String] = []
        var line = 1
        for length in lengths {
            if Int.random(in: 0..<10, using: &generator) == 0 {
                items.append("\(line):blank")
                text += lineEnd
                line += 1
            }
            let first = line
            let values = (0..<fields).map { index -> String in
                let body = String(repeating: "abc é", count: Int.random(in: 0...3, using: &generator))
                let filler = index == 0 ? String(repeating: "xyz,\n\"", count: length / 6) : ""
                let special = ["", ",", "\"", "\n", "\r\n", "\"\"", "plain"]
                return filler + body + (special.randomElement(using: &generator) ?? "")
            }
            text += values.map { value in
                let needsQuotes = value.utf8.contains { $0 == 10 || $0 == 13 || $0 == 34 || $0 == 44 } || value.isEmpty
                return needsQuotes ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
            }.joined(separator: ",")
            // A CRLF inside is one line end, as is a LF.
            line += 1 + values.reduce(0) { $0 + $1.utf8.filter { $0 == 10 }.count }
            items.append("\(first):\(values.joined(separator: "¦"))")
            text += lineEnd
        }
        return (text, items)
    }

    @Test("Small records are read over the ends of buffers", arguments: ["\n", "\r\n"])
    func smallRecordsOverSeveralBuffers(lineEnd: String) throws {
        var generator = SeededGenerator("small records")
        // About 2.5 MB: the reader has a buffer of 1 MB.
        let lengths = (0..<18_000).map { _ in Int.random(in: 0...200, using: &generator) }
        let (text, expected) = file(fields: 4, lengths: lengths, lineEnd: lineEnd, using: &generator)
        #expect(text.utf8.count > 2_000_000)
        #expect(try items(of: text, delimiter: UInt8(ascii: ",")) == expected)
    }

    @Test("Fields that are larger than a buffer are read")
    func fieldsOfMegabytes() throws {
        var generator = SeededGenerator("large fields")
        let (text, expected) = file(
            fields: 2, lengths: [10, 1_400_000, 0, 1_048_576, 30, 2_200_000, 5], lineEnd: "\n", using: &generator)
        // Without a line end at the end, too.
        #expect(try items(of: text, delimiter: UInt8(ascii: ",")) == expected)
        #expect(try items(of: String(text.dropLast()), delimiter: UInt8(ascii: ",")) == expected)
    }

    @Test func aPipeIsReadAsAFileIs() throws {
        var generator = SeededGenerator("pipe")
        let lengths = (0..<3000).map { _ in Int.random(in: 0...600, using: &generator) } + [1_200_000]
        let (text, expected) = file(fields: 2, lengths: lengths, lineEnd: "\n", using: &generator)
        let folder = try TemporaryFolder()
        let pipe = try OneTimePipe(text)
        defer { withExtendedLifetime(pipe) {} }
        let input = try ImportInput(path: pipe.path, temporaryFolder: folder.path)
        #expect(input.size == text.utf8.count)
        // The second time there is nothing in the pipe any more.
        for _ in 0..<2 {
            let stream = try RecordStream(input, delimiter: UInt8(ascii: ","))
            #expect(try items(stream) == expected)
            #expect(stream.position == input.size)
        }
        // The copy has no name.
        #expect(try folder.names().isEmpty)
    }

    @Test(
        "Each small file has these records, at these lines",
        arguments: [
            ("a,b\n1,2\n", ["1:a¦b", "2:1¦2"]), ("a,b\r\n1,2\r\n", ["1:a¦b", "2:1¦2"]),
            ("a,b\r1,2\r", ["1:a¦b", "2:1¦2"]),
            ("a,b\n1,2", ["1:a¦b", "2:1¦2"]), ("a\n\n\nb\n", ["1:a", "2:blank", "3:blank", "4:b"]),
            // A byte order mark, and the first line that spreadsheets write for each other.
            ("\u{FEFF}a,b\n1,2\n", ["1:a¦b", "2:1¦2"]), ("sep=;\na;b,c\n", ["2:a¦b,c"]),
            ("sep=;\r\na;b\r\n", ["2:a¦b"]),
            ("\u{FEFF}sep=\t\na\tb,c\n", ["2:a¦b,c"]), ("\"sep=;\"\r\na;b,c\n", ["2:a¦b,c"]),
            ("sep=;\r\ra;b,c\r", ["2:blank", "3:a¦b,c"]), ("sep=\"\na,b\n", ["1:sep=\"", "2:a¦b"]),
            ("sep=x\na,b\n", ["1:sep=x", "2:a¦b"]), ("sep=,", []), ("sep=\na,b\n", ["1:sep=", "2:a¦b"]),
            ("sep=x,b\n1,2\n", ["1:sep=x¦b", "2:1¦2"]),
            // The delimiter that the header has most of.
            ("a;b;c,d\n1;2;3\n", ["1:a¦b¦c,d", "2:1¦2¦3"]), ("a\tb\n1\t2\n", ["1:a¦b", "2:1¦2"]),
            ("a|b\n1|2,3\n", ["1:a¦b", "2:1¦2,3"]), ("\"a,b,c\";d\n1;2\n", ["1:a,b,c¦d", "2:1¦2"]),
            ("\n\r\na;b\n1;2\n", ["1:blank", "2:blank", "3:a¦b", "4:1¦2"]), ("a\n1\n", ["1:a", "2:1"]),
            // Lines within quotes are counted.
            ("a,b\n\"1\n2\r\n3\r4\",x\ny,z\n", ["1:a¦b", "2:1\n2\r\n3\r4¦x", "6:y¦z"]),
            // What breaks the rules of quoting ends with its line, and what is never closed with the file.
            ("a,b\n\"1\"x,2\n3,4\n", ["1:a¦b", "2:text after quote", "3:3¦4"]),
            ("a,b\n1,\"2\n3,4\n", ["1:a¦b", "2:unclosed"]), ("a,b\n\"\n", ["1:a¦b", "2:unclosed"]),
            ("\"\"\n", ["1:"]), ("\n", ["1:blank"]),
            // Ctrl-Z ends a file of DOS, and is a character anywhere else.
            ("a,b\r\n1,2\r\n\u{1A}", ["1:a¦b", "2:1¦2"]), ("a,b\n1,2\u{1A}\u{1A}", ["1:a¦b", "2:1¦2"]),
            ("a,b\n\u{1A}\n1,\u{1A}2\n", ["1:a¦b", "2:\u{1A}", "3:1¦\u{1A}2"]), ("\u{1A}", []),
            ("a,b\n1,\"2\u{1A}\"", ["1:a¦b", "2:1¦2\u{1A}"]),
        ])
    func single(text: String, expected: [String]) throws {
        #expect(try items(of: text) == expected)
    }

    @Test func aGivenDelimiterWins() throws {
        #expect(try items(of: "sep=;\na,b;c\n", delimiter: UInt8(ascii: ",")) == ["2:a¦b;c"])
        #expect(try items(of: "a;b;c,d\n", delimiter: UInt8(ascii: ",")) == ["1:a;b;c¦d"])
    }

    @Test func rawRecordsAreWithoutTheirLineEnd() throws {
        let folder = try TemporaryFolder()
        let stream = try stream(try folder.write("a,b\r\n\"x\ny\",2\r\nlast,1", to: "f.csv"), in: folder)
        var records: [String] = []
        while case .record = try stream.next() {
            records.append(String(decoding: stream.rawRecord, as: UTF8.self))
        }
        #expect(records == ["a,b", "\"x\ny\",2", "last,1"])
    }

    @Test func aRecordOfTheGreatestLengthAndOneThatIsLonger() throws {
        let folder = try TemporaryFolder()
        func write(_ length: Int) throws -> String {
            // `a` and a quoted field, LF included.
            var bytes = Array("h\n\"".utf8)
            bytes += [UInt8](repeating: UInt8(ascii: "x"), count: length - 3)
            bytes += Array("\"\nrest\n".utf8)
            try folder.write(bytes, to: "f.csv")
            return folder.path(of: "f.csv")
        }
        func kinds(_ length: Int) throws -> [String] {
            try items(stream(try write(length), in: folder)).map { String($0.prefix(12)) }
        }
        #expect(try kinds(RecordLimits.longest) == ["1:h", "2:xxxxxxxxxx", "3:rest"])
        #expect(try kinds(RecordLimits.longest + 1) == ["1:h", "2:too long"])
    }

    @Test(
        arguments: [
            ([], nil), ([0xFF, 0xFE, 0x61, 0x00], .utf16(encoding: "UTF-16")),
            ([0xFE, 0xFF, 0x00, 0x61], .utf16(encoding: "UTF-16")),
            ([0x61, 0x00, 0x62, 0x00], .utf16(encoding: "UTF-16LE")),
            ([0x00, 0x61, 0x00, 0x62], .utf16(encoding: "UTF-16BE")), ([0x61, 0x00, 0x62, 0x63], .zeroBytes),
            ([0x28, 0xB5, 0x2F, 0xFD], .compressed(.zstd)),
            (Array("PK\u{3}\u{4}".utf8), .zip), (Array("%PDF-1.7".utf8), .pdf),
            (Array("SQLite format 3\0".utf8), .sqliteDatabase),
        ] as [([UInt8], ForeignFormat?)])
    func otherFormatsAreNamed(bytes: [UInt8], format: ForeignFormat?) throws {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "f.csv")
        let path = folder.path(of: "f.csv")
        let error = #expect(throws: InputError.self) { _ = try stream(path, in: folder) }
        #expect(error == format.map { .foreignFormat(file: path, $0) } ?? .isEmpty(file: path))
    }

    @Test func missingFilesAndFolders() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path(of: "no.csv")
        #expect(throws: SystemError(.read, missing, code: ENOENT)) { _ = try stream(missing, in: folder) }
        #expect(throws: InputError.isFolder(file: folder.path)) { _ = try stream(folder.path, in: folder) }
    }
}
