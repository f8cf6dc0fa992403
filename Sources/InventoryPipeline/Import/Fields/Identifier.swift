import InventoryStore

/// An identifier as the file has it: mostly a range of the buffer.
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

    /// Why an identifier can't be added to a table; nil if it can. Identifiers that are already in the table were
    /// checked when they were added.
    var faultOfNew: ExpectedText? {
        withBytes { bytes in
            // Nearly all are ASCII and need no look-up in Unicode's tables.
            if bytes.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) { return nil }
            guard let text = String(validating: bytes, as: UTF8.self) else { return Self.utf8 }
            if bytes.contains(0) { return "an identifier without a zero byte" }
            let isBlank = text.unicodeScalars.allSatisfy {
                $0.properties.isWhitespace || $0.properties.generalCategory == .format
            }
            return isBlank ? "an identifier, not only spaces" : nil
        }
    }

    /// The expectation for an identifier that was refused by a table of at most `limit` identifiers.
    func expectation(limit: Int32) -> ExpectedText {
        faultOfNew ?? "one of the \(limit) different ones that a database has room for"
    }

    /// The key of the identifier in a table; nil if it is not in it.
    func key(in table: inout IdentifierTable) -> Int32? { withBytes { table.key(of: $0) } }

    /// Whether the identifier is in a table already, or could be added to it.
    func isAcceptable(in table: inout IdentifierTable, limit: Int32) -> Bool {
        key(in: &table) != nil || (faultOfNew == nil && table.greatestKey < limit)
    }

    /// The key in a table. A new identifier is added to the table and to `list`. nil if it has a fault, or if the table
    /// already has `limit` identifiers.
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
