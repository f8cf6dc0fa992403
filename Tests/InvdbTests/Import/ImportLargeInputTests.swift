import Foundation
import TestSupport
import Testing

/// Fields, records and headers that are far too large: an end with a sentence, in little memory and without reading on.
@Suite struct ImportLargeInputTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Address space of the process, in KiB. The program alone takes half of it, and none of these inputs fits.
    private static let memory = 600_000

    private func importing(_ line: String) throws -> Finished {
        let finished = try folder.shell("ulimit -v \(Self.memory); \(line)")
        finished.expectPlainWords()
        return finished
    }

    private func write(_ pieces: String...) throws {
        try folder.write(pieces.joined(), to: "products.csv")
    }

    private let long = String(repeating: "x", count: 2 << 20)

    @Test("A field of 2 MiB in a column that is not used is no problem")
    func aFieldOf2MiBThatNothingIsReadFrom() throws {
        try write("\(ProductFile.header),remark\nA,2024-01-01,1,1,1,1,1,\"\(long)\nx\"\nB,2024-01-01,1,1,1,1,1,\n")
        let finished = try importing("invdb import products.csv")
        #expect(finished.error == "")
        #expect(finished.counts == "read 2, inserted 2, updated 0, unchanged 0, rejected 0")
    }

    @Test("A field of 2 MiB in a column that is used is a bad value")
    func aFieldOf2MiBThatIsRead() throws {
        try write(
            "\(ProductFile.header)\nA,2024-01-01,1,1,1,1,1\n\(long),2024-01-01,1,1,1,1,1\n",
            "\"\(long)\n\",,1,1,1,1,1\n",
            "B,2024-01-01,\(long),1,1,1,1\nC,\(long),1,1,1,1,1\nD,2024-01-01,1,1,1,1,\(String(repeating: "9", count: 2 << 20))\n"
        )
        let shown = "“\(long.prefix(60))…”"
        try importing("invdb import products.csv").expectFailure(
            "5 of 6 rows can't be read",
            "  products.csv:3: product_id is \(shown), expected an identifier of at most 1000 bytes\n",
            "  products.csv:4: sell_start_date is empty, expected a date\n",
            "  products.csv:6: initial_inventory is \(shown), expected a number such as 12 or 3.5\n",
            "  products.csv:7: sell_start_date is \(shown), expected a date such as",
            "  products.csv:8: forecast_frequency is “\(String(repeating: "9", count: 60))…”, expected a whole number")
        let finished = try importing("invdb import products.csv --rejects rejects.csv")
        #expect(finished.status == 3)
        #expect(finished.counts == "read 6, inserted 1, updated 0, unchanged 0, rejected 5")
        // The records are there as they were, nothing is cut off.
        #expect(try folder.bytes(of: "rejects.csv").count > 5 * (2 << 20))
    }

    /// Nearly all of it is still in the pipe when the import ends.
    @Test("A field of 2 GiB in a pipe is refused in little memory")
    func aFieldOf2GiBInAPipe() throws {
        let finished = try importing(
            "(printf '\(ProductFile.header)\\nA,2024-01-01,1,1,1,1,1\\nB,'; head -c 2147483648 /dev/zero | tr '\\0' x)"
                + " | { invdb import -; status=$?; wc -c > rest; exit $status; }")
        finished.expectFailure(
            "invdb: Nothing was imported: standard input:3: the record that begins here is longer than 16 MiB, in "
                + "sell_start_date, so this seems to be no CSV file with lines.\n")
        #expect(try folder.names() == ["rest"])
        let rest = try folder.read("rest").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect((Int(rest) ?? 0) > 2_147_483_648 - (20 << 20))
    }

    @Test("A field of 2 GiB in a file is refused in little memory", arguments: ["", " --rejects rejects.csv"])
    func aFieldOf2GiBInAFile(options: String) throws {
        try write("\(ProductFile.header)\nA,2024-01-01,1,1,1,1,1\n\"\n\",2024-01-01,\"1")
        // The rest of it is a hole, which takes no room and reads as zero bytes.
        try importing("truncate -s 2G products.csv; invdb import products.csv\(options)").expectFailure(
            "invdb: Nothing was imported: products.csv:4: a quote opens in initial_inventory and is not closed within "
                + "16 MiB; close it, or double it if it is a part of the text.\n")
        #expect(try folder.names() == ["products.csv"])
    }

    /// What is no CSV is told by its first bytes, and the rest, which has no end here, is not waited for.
    @Test("An endless pipe of another format is refused at its beginning")
    func aPipeOfAnotherFormatWithoutEnd() throws {
        let finished = try importing("(printf '\\x28\\xb5\\x2f\\xfd'; yes) 2> /dev/null | invdb import -")
        finished.expectFailure(
            "invdb: standard input is compressed; pass it on unpacked: zstd -dc FILE | invdb import -.\n")
        #expect(try folder.names() == [])
    }

    /// With line ends in it the whole pipe has to be kept, but on the disk. In the long form it is 2 GiB.
    @Test("A quote that a large pipe never closes is refused")
    func aQuoteThatIsNeverClosedInAPipe() throws {
        let bytes = Patience.isLong ? 2 << 30 : 64 << 20
        let finished = try importing(
            "(printf '\(ProductFile.header)\\n\"B,'; yes 'C,2024-01-01,1,1,1,1,1' | head -c \(bytes)) 2> /dev/null | invdb import -"
        )
        finished.expectFailure(
            "invdb: Nothing was imported: standard input:2: a quote opens in product_id and is not closed within 16 MiB"
        )
        #expect(try folder.names() == [])
    }

    @Test("A record of more than 65,536 fields is refused")
    func aRecordOfNothingButDelimiters() throws {
        try write("\(ProductFile.header)\n", String(repeating: ",", count: 3 << 20))
        try importing("invdb import products.csv").expectFailure(
            "products.csv:2: the record that begins here has more than 65536 fields, so this seems to be no CSV file.\n"
        )
    }

    @Test("A header of too many columns is refused")
    func aHeaderOfTooManyColumns() throws {
        try write(ProductFile.header, String(repeating: ",", count: 16_384), "\nA\n")
        try importing("invdb import products.csv").expectFailure(
            "products.csv:1: the header has 16391 columns; expected 16384 at most.\n")
    }

    @Test(
        "A header of more than 16 MiB is refused",
        arguments: [
            ("", "the record that begins here is longer than 16 MiB, in column 1"), ("\"", "a quote opens in column 1"),
        ])
    func aHeaderWithoutEnd(beginning: String, message: String) throws {
        try write(beginning, String(repeating: "x", count: 17 << 20))
        try importing("invdb import products.csv").expectFailure(
            "products.csv:1: the header line can't be read: \(message)")
    }
}
