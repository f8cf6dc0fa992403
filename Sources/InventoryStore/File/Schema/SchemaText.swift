import Platform

/// The definition of a table, an index or a view in a normal form: two equal texts mean the same to SQLite.
///
/// SQLite stores the text of each CREATE statement as it was written. The normal form drops comments and turns white space
/// between tokens into one space; quoted text stays. If a token ends here and in SQLite at different places, the texts differ. So
/// an error here can only refuse a valid file, and never accept a different one.
enum SchemaText {
    /// The statements of a script in normal form, without semicolons and without empty statements.
    static func statements(of sql: String) -> [String] {
        var statements: [String] = []
        var scanner = Scanner(sql)
        while let statement = scanner.next() {
            if !statement.isEmpty { statements.append(statement) }
        }
        return statements
    }

    /// One statement in normal form. A semicolon in it stays, so two statements never look like one.
    static func normalized(_ sql: String) -> String {
        statements(of: sql).joined(separator: " ; ")
    }

    /// Tables of statistics, which only SQLite can create. A newer sqlite3 may add some of its own.
    static let statistics: Set<String> = [
        "CREATE TABLE sqlite_stat1(tbl,idx,stat)", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    ]

    /// The table in which GRDB lists the migrations that were applied.
    static let migrator: Set<String> = ["CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"]

    /// SHA-256 of definitions in normal form. The length before each of them keeps two from looking like one.
    static func fingerprint(_ definitions: some Sequence<String>) -> String {
        var digest = SHA256()
        for definition in definitions.sorted() {
            digest.update("\(definition.utf8.count):".utf8)
            digest.update(definition.utf8)
        }
        return digest.hexadecimal()
    }

    /// Cuts a script into statements as SQLite's tokenizer does (<https://www.sqlite.org/lang_comment.html>).
    private struct Scanner {
        private let bytes: [UInt8]
        private var at = 0

        init(_ sql: String) {
            bytes = Array(sql.utf8)
        }

        /// The next statement, or nil at the end.
        mutating func next() -> String? {
            guard at < bytes.count else { return nil }
            var statement: [UInt8] = []
            while at < bytes.count {
                let byte = bytes[at]
                switch byte {
                case UInt8(ascii: ";"):
                    at += 1
                    return Self.text(statement)
                case UInt8(ascii: " "), 0x09, 0x0A, 0x0C, 0x0D:
                    at += 1
                    Self.space(&statement)
                case UInt8(ascii: "-") where follows(UInt8(ascii: "-")):
                    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
                    Self.space(&statement)
                case UInt8(ascii: "/") where follows(UInt8(ascii: "*")):
                    skipBlockComment()
                    Self.space(&statement)
                case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                    copy(through: byte, into: &statement)
                case UInt8(ascii: "["):
                    copy(through: UInt8(ascii: "]"), into: &statement)
                default:
                    statement.append(byte)
                    at += 1
                }
            }
            return Self.text(statement)
        }

        private func follows(_ byte: UInt8) -> Bool { at + 1 < bytes.count && bytes[at + 1] == byte }

        private mutating func skipBlockComment() {
            at += 2
            while at < bytes.count {
                if bytes[at] == UInt8(ascii: "*"), follows(UInt8(ascii: "/")) {
                    at += 2
                    return
                }
                at += 1
            }
        }

        /// Copies a quoted token. A doubled quote ends one token and begins the next, which yields the same text.
        private mutating func copy(through end: UInt8, into statement: inout [UInt8]) {
            statement.append(bytes[at])
            at += 1
            while at < bytes.count {
                statement.append(bytes[at])
                at += 1
                if statement[statement.count - 1] == end { return }
            }
        }

        private static func space(_ statement: inout [UInt8]) {
            if let last = statement.last, last != UInt8(ascii: " ") { statement.append(UInt8(ascii: " ")) }
        }

        private static func text(_ statement: [UInt8]) -> String {
            let end = statement.last == UInt8(ascii: " ") ? statement.count - 1 : statement.count
            return String(decoding: statement[..<end], as: UTF8.self)
        }
    }
}
