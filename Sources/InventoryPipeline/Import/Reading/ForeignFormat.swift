import Platform

/// Files that are named `.csv` and are something else, told by their first bytes.
///
/// People rename what a program saved, or pass on what they were sent. Read as text, such a file would fail somewhere in
/// the middle of a header of rubbish; the sentence says what it is and what to do with it.
enum ForeignFormat {
    /// - Parameter head: the beginning of the file.
    /// - Throws: ``PipelineError`` where it is none that can be read.
    static func refuse(_ head: UnsafeBufferPointer<UInt8>, name: String) throws {
        if let message = message(head) { throw PipelineError("\(name) \(message).") }
    }

    private static let unpacked = "is compressed; pass it on unpacked:"

    private static let signatures: [([UInt8], String)] = [
        ([0xFF, 0xFE], utf16("UTF-16")),
        ([0xFE, 0xFF], utf16("UTF-16")),
        ([0x1F, 0x8B], "\(unpacked) gzip -dc FILE | invdb import -"),
        ([0x28, 0xB5, 0x2F, 0xFD], "\(unpacked) zstd -dc FILE | invdb import -"),
        ([0xFD] + Array("7zXZ\0".utf8), "\(unpacked) xz -dc FILE | invdb import -"),
        (Array("BZh91AY&SY".utf8), "\(unpacked) bzip2 -dc FILE | invdb import -"),
        ([0x1F, 0x9D], "\(unpacked) gzip -dc FILE | invdb import -"),
        ([0x04, 0x22, 0x4D, 0x18], "\(unpacked) lz4 -dc FILE | invdb import -"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "\(unpacked) 7z x -so FILE | invdb import -"),
        (
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            "is a workbook of an old Excel; open it in a spreadsheet and save the sheet as CSV"
        ),
        (Array("%PDF".utf8), "is a PDF, not a CSV file; get the data as CSV from where the PDF was made"),
        (Array("PAR1".utf8) + [0x15], "is a Parquet file; write the table as CSV with the program that made it"),
    ]

    /// - Parameter encoding: as iconv calls it.
    private static func utf16(_ encoding: String) -> String {
        "is UTF-16 text; save it as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: "
            + "iconv -f \(encoding) -t UTF-8 FILE | invdb import -"
    }

    private static func message(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        for (signature, message) in signatures where head.starts(with: signature) { return message }
        if let message = zip(head) ?? database(head) ?? tar(head) { return message }
        // Only in the header: a zero byte further down is a fault of one row, which has a line and a column.
        if head.prefix(4096).prefix(while: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }).contains(0) {
            return encoding(head).map(utf16) ?? "has zero bytes in its first line, so it is no CSV file"
        }
        return markup(head)
    }

    /// Workbooks are zip archives too, and name what is first in them.
    private static func zip(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        guard head.starts(with: Array("PK\u{3}\u{4}".utf8)) else { return nil }
        let first = head.dropFirst(30)
        let isOffice = ["[Content_Types].xml", "_rels/", "docProps/", "xl/", "mimetypeapplication/vnd.oasis"]
            .contains { first.starts(with: $0.utf8) }
        return isOffice
            ? "is a workbook; open it in a spreadsheet and save the sheet as CSV (“CSV UTF-8”)"
            : "is a zip archive; pass on the file in it: unzip -p FILE | invdb import -"
    }

    private static func database(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        guard head.starts(with: Array("SQLite format 3\0".utf8)) else { return nil }
        // The application id of invdb, in the header (see `DatabaseFile` of the store).
        return head.dropFirst(68).starts(with: Array("invd".utf8))
            ? "is a database of invdb; name it with --db to work on it, or pass on what is in it: "
                + "invdb export inventory --db FILE | invdb import -"
            : "is a SQLite database, not a CSV file; pass on a table of it: "
                + "sqlite3 -header -csv FILE \"SELECT * FROM TABLE\" | invdb import -"
    }

    private static func tar(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        guard head.dropFirst(257).starts(with: Array("ustar".utf8)) else { return nil }
        return "is a tar archive; pass on the file in it: tar -xOf FILE | invdb import -"
    }

    /// Text of Latin letters in UTF-16 has a zero in every other byte. Without a byte order mark iconv has to be told which.
    private static func encoding(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        let pairs = min(head.count, 64) / 2
        guard pairs > 1 else { return nil }
        let first = (0..<pairs).filter { head[2 * $0] == 0 }.count
        let second = (0..<pairs).filter { head[2 * $0 + 1] == 0 }.count
        if first == 0, second == pairs { return "UTF-16LE" }
        return second == 0 && first == pairs ? "UTF-16BE" : nil
    }

    /// Web pages, XML and JSON, by the way in which each has to begin.
    private static func markup(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: head.prefix(200), as: UTF8.self).lowercased()
            .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if ["<!doctype", "<html", "<table", "<?xml"].contains(where: { text.hasPrefix($0) }) {
            return
                "is a web page or XML, as some programs name it .csv or .xls; open it in a spreadsheet and save it as CSV"
        }
        let inner = text.dropFirst().drop { $0.isWhitespace }
        if (text.hasPrefix("{") && inner.hasPrefix("\""))
            || (text.hasPrefix("[") && (inner.hasPrefix("{") || inner.hasPrefix("[")))
        {
            return "is JSON, not a CSV file; write it as CSV with a line for each product"
        }
        return nil
    }
}
