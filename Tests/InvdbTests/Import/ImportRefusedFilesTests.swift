import TestSupport
import Testing

/// Files that `invdb import` can do nothing with, and wrong usage.
@Suite struct ImportRefusedFilesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let words: String

        init(_ name: String, _ bytes: [UInt8], _ words: String) {
            (testDescription, self.bytes, self.words) = (name, bytes, words)
        }
    }

    private static func utf16(littleEndian: Bool) -> [UInt8] {
        ProductFile.sample.utf16.flatMap { unit in
            let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            return littleEndian ? pair : pair.reversed()
        }
    }

    @Test(arguments: [
        Case("empty", [], "is empty; expected a header line"),
        Case("a byte order mark", [0xEF, 0xBB, 0xBF], "has no header line and no rows"),
        Case("blank lines", Array("\n\r\n\n".utf8), "has no header line and no rows"),
        Case("UTF-16, little end first", [0xFF, 0xFE] + utf16(littleEndian: true), "is UTF-16 text; save it as UTF-8"),
        Case("UTF-16, big end first", [0xFE, 0xFF] + utf16(littleEndian: false), "is UTF-16 text; save it as UTF-8"),
        Case("UTF-16 without a mark", utf16(littleEndian: true), "UTF-16 text; save it as UTF-8"),
        Case("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1], "ends too early; get it anew"),
        Case("Zstandard", [0x28, 0xB5, 0x2F, 0xFD, 0], "is compressed; pass it on unpacked: zstd -dc"),
        Case(
            "Parquet", Array("PAR1\u{15}".utf8),
            "is a Parquet file; pass on its table: duckdb -csv -c \"FROM 'FILE'\" | invdb import -"),
        Case("zip", Array("PK\u{3}\u{4}\u{14}".utf8), "is a zip archive; pass on the file in it"),
        Case("SQLite", Array("SQLite format 3\0".utf8), "is a SQLite database, not a CSV file"),
        Case("PDF", Array("%PDF-1.7\n".utf8), "is a PDF, not a CSV file"),
        Case("zero bytes", Array(0...255), "has zero bytes in its first line, so it is no CSV file"),
        Case("bytes without a zero", Array(128...255), "the header is not UTF-8 text"),
        Case("Latin-1 header", [0x41, 0xE9] + Array(",b\n".utf8), "the header is not UTF-8 text"),
        Case("a header in an open quote", Array("\"product_id,x\ny\n".utf8), "the header line can't be read"),
        Case("prose", Array("Dear all,\nplease find\n".utf8), "no column for product_id"),
    ])
    func aFileThatIsNoCSV(of kind: Case) throws {
        try folder.write(kind.bytes, to: "products.csv")
        try folder.importing("products.csv").expectFailure("invdb: products.csv", kind.words)
        #expect(try folder.names() == ["products.csv"])
    }

    @Test func aFileThatIsNotThere() throws {
        try folder.importing("missing.csv").expectFailure("Can't read missing.csv: no such file or directory.")
        #expect(try folder.names() == [])
    }

    @Test func aFolder() throws {
        try folder.importing(".").expectFailure("Can't read .: it is a folder; name the files in it.")
        #expect(try folder.names() == [])
    }

    @Test func nothingOnStandardInput() throws {
        try folder.importing("-").expectFailure("standard input is empty")
        #expect(try folder.names() == [])
    }

    @Test func oneUnreadableFileOfSeveralStopsAll() throws {
        try folder.importGood(ProductFile.sample)
        let before = try folder.dump()
        try folder.write(ProductFile.of("9,2024-01-01,1,1,1,1,1"), to: "good.csv")
        try folder.importing("good.csv", "missing.csv").expectFailure("Can't read missing.csv")
        try folder.write([0x1F, 0x8B, 8], to: "packed.csv")
        try folder.importing("good.csv", "packed.csv").expectFailure("packed.csv ends too early")
        #expect(try folder.dump() == before)
    }

    @Test(arguments: [
        [], ["--nonsense", "products.csv"], ["-", "-"], ["products.csv", "--store", ""],
        ["products.csv", "--db", ""], ["products.csv", "--rejects", ""],
        ["products.csv", "--replace", "--rejects", "r.csv"], ["products.csv", "--delimiter", ""],
        ["products.csv", "--delimiter", ";;"], ["products.csv", "--delimiter", "\""],
        ["products.csv", "--delimiter", "é"], ["products.csv", "--delimiter", "\n"],
        ["products.csv", "--decimal", ";"], ["products.csv", "--decimal", ",", "--delimiter", "comma"],
        ["products.csv", "--date-format", "md"], ["products.csv", "--date-format", "mydx"],
        ["products.csv", "--date-format"], ["products.csv", "--map", "product_id=1", "--map", "product_id=2"],
    ])
    func wrongUsage(arguments: [String]) throws {
        try folder.write(ProductFile.sample, to: "products.csv")
        let finished = try Command.run(Command.invdb, ["import"] + arguments, in: folder)
        finished.expectPlainWords()
        #expect(finished.status == 64)
        #expect(finished.output == "")
        #expect(finished.error.hasPrefix("Error: "))
        #expect(finished.error.contains("Usage: invdb import"))
        #expect(try folder.names() == ["products.csv"])
    }
}
