import InventoryStore

/// An identifier as it is in the file: mostly a place in the buffer.
enum Identifier {
    /// Longest identifier, in bytes.
    static let longest = 1000

    static let utf8: ExpectedText =
        "UTF-8 text; save the file as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: "
        + "iconv -f WINDOWS-1252 -t UTF-8 FILE | \(mention: .importFromPipe)"

    case plain(UnsafeBufferPointer<UInt8>)
    case unescaped([UInt8])

    var fault: ExpectedText? {
        withBytes { bytes in
            if bytes.isEmpty { return "an identifier" }
            guard bytes.count > Self.longest else { return nil }
            return "an identifier of at most \(Self.longest) bytes"
        }
    }

    /// What keeps an identifier out of a table. Those that are in it were looked at when they came.
    var faultOfNew: ExpectedText? {
        withBytes { bytes in
            // Nearly all are of ASCII, and have nothing that needs a look at Unicode's tables.
            if bytes.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) { return nil }
            guard let text = String(validating: bytes, as: UTF8.self) else { return Self.utf8 }
            if bytes.contains(0) { return "an identifier without a zero byte" }
            let isBlank = text.unicodeScalars.allSatisfy {
                $0.properties.isWhitespace || $0.properties.generalCategory == .format
            }
            return isBlank ? "an identifier, not only spaces" : nil
        }
    }

    /// What to say of an identifier that could not be added to a table of so many.
    func expectation(limit: Int32) -> ExpectedText {
        faultOfNew ?? "one of the \(limit) different ones that a database has room for"
    }

    /// The key in a table, or nil.
    func key(in table: inout IdentifierTable) -> Int32? { withBytes { table.key(of: $0) } }

    /// Whether it is in a table already, or could be added to it.
    func isAcceptable(in table: inout IdentifierTable, limit: Int32) -> Bool {
        key(in: &table) != nil || (faultOfNew == nil && table.greatestKey < limit)
    }

    /// The key in a table, where a new identifier is added to the table and to `list`; nil where it has a fault or the
    /// table has `limit` identifiers already.
    func key(in table: inout IdentifierTable, addingTo list: inout IdentifierList, limit: Int32) -> Int32? {
        withBytes { bytes in
            table.key(of: bytes) { greatestKey in
                guard greatestKey < limit, faultOfNew == nil else { return false }
                list.append(bytes)
                return true
            }
        }
    }

    func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        switch self {
        case .plain(let bytes): body(bytes)
        case .unescaped(let bytes): bytes.withUnsafeBufferPointer(body)
        }
    }
}
