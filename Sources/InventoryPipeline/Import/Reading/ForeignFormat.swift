/// Files that are named `.csv` but have another format, recognised by their first bytes.
///
/// Users rename what a program saved, or pass on what they received. Read as text, such a file would fail somewhere in
/// the middle of a meaningless header.
package enum ForeignFormat: Equatable, Sendable {
    /// The encoding, by its name in iconv.
    case utf16(encoding: String)
    case compressed(Compression)
    case zip, tar
    case workbook, oldWorkbook
    case pdf, parquet, json, webPage
    case invdbDatabase, sqliteDatabase
    /// There are zero bytes in the first line.
    case zeroBytes

    /// The program that decompresses the file.
    package enum Compression: Sendable { case gzip, zstd, xz, bzip2, lz4, sevenZip }

    private static let signatures: [([UInt8], ForeignFormat)] = [
        ([0xFF, 0xFE], .utf16(encoding: "UTF-16")),
        ([0xFE, 0xFF], .utf16(encoding: "UTF-16")),
        ([0x1F, 0x8B], .compressed(.gzip)),
        ([0x28, 0xB5, 0x2F, 0xFD], .compressed(.zstd)),
        ([0xFD] + Array("7zXZ\0".utf8), .compressed(.xz)),
        (Array("BZh91AY&SY".utf8), .compressed(.bzip2)),
        // The format of compress; gzip decompresses it too.
        ([0x1F, 0x9D], .compressed(.gzip)),
        ([0x04, 0x22, 0x4D, 0x18], .compressed(.lz4)),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .compressed(.sevenZip)),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldWorkbook),
        (Array("%PDF".utf8), .pdf),
        (Array("PAR1".utf8) + [0x15], .parquet),
    ]

    /// The other format that a file seems to have; nil if it may be a CSV file.
    ///
    /// - Parameter head: the beginning of the file.
    static func seen(in head: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        for (signature, format) in signatures where head.starts(with: signature) { return format }
        if let format = zip(head) ?? database(head) ?? tar(head) { return format }
        // Only the header is examined, because a zero byte further down is a fault of one row and is reported with its
        // line and column.
        if head.prefix(4096).prefix(while: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }).contains(0) {
            return encoding(head).map(Self.utf16) ?? .zeroBytes
        }
        return markup(head)
    }

    /// Workbooks are zip archives too. The name of the first entry tells them apart.
    private static func zip(_ head: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        guard head.starts(with: Array("PK\u{3}\u{4}".utf8)) else { return nil }
        let first = head.dropFirst(30)
        let isOffice = [
            "[Content_Types].xml", "_rels/", "docProps/", "docMetadata/", "customXml/", "xl/", "xl\\",
            "mimetypeapplication/vnd.oasis",
        ].contains { first.starts(with: $0.utf8) }
        return isOffice ? .workbook : .zip
    }

    private static func database(_ head: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        guard head.starts(with: Array("SQLite format 3\0".utf8)) else { return nil }
        // The application id of invdb, in the header (see `FileFormat` of the store).
        return head.dropFirst(68).starts(with: Array("invd".utf8)) ? .invdbDatabase : .sqliteDatabase
    }

    private static func tar(_ head: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        head.dropFirst(257).starts(with: Array("ustar".utf8)) ? .tar : nil
    }

    /// Latin text in UTF-16 has a zero in every other byte. If there is no byte order mark, iconv has to be told the
    /// byte order.
    private static func encoding(_ head: UnsafeBufferPointer<UInt8>) -> String? {
        let pairs = min(head.count, 64) / 2
        guard pairs > 1 else { return nil }
        let first = (0..<pairs).filter { head[2 * $0] == 0 }.count
        let second = (0..<pairs).filter { head[2 * $0 + 1] == 0 }.count
        if first == 0, second == pairs { return "UTF-16LE" }
        return second == 0 && first == pairs ? "UTF-16BE" : nil
    }

    /// Web pages, XML and JSON, recognised by the beginning that each must have.
    private static func markup(_ head: UnsafeBufferPointer<UInt8>) -> ForeignFormat? {
        let text = String(decoding: head.prefix(200), as: UTF8.self).lowercased()
            .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if ["<!doctype", "<html", "<table", "<?xml"].contains(where: { text.hasPrefix($0) }) { return .webPage }
        let inner = text.dropFirst().drop { $0.isWhitespace }
        let isJSON =
            (text.hasPrefix("{") && inner.hasPrefix("\""))
            || (text.hasPrefix("[") && (inner.hasPrefix("{") || inner.hasPrefix("[")))
        return isJSON ? .json : nil
    }
}
