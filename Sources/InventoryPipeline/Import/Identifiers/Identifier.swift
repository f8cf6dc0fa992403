import InventoryStore

/// An identifier as the file has it: mostly a range of the buffer.
enum Identifier {
    /// Longest identifier, in bytes.
    static let longest = 1000

    case plain(UnsafeBufferPointer<UInt8>)
    case unescaped([UInt8])

    var fault: Expectation? {
        withBytes { bytes in
            if bytes.isEmpty { return .identifier }
            guard bytes.count > Self.longest else { return nil }
            return .identifierUpTo(bytes: Self.longest)
        }
    }

    /// Why an identifier can't be added to a table; nil if it can. Identifiers that are already in the table were
    /// checked when they were added.
    var faultOfNew: Expectation? {
        withBytes { bytes in
            // Nearly all are ASCII and need no look-up in Unicode's tables.
            if bytes.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) { return nil }
            guard let text = String(validating: bytes, as: UTF8.self) else { return .utf8 }
            if bytes.contains(0) { return .identifierWithoutZero }
            let isBlank = text.unicodeScalars.allSatisfy {
                $0.properties.isWhitespace || $0.properties.generalCategory == .format
            }
            return isBlank ? .identifierNotBlank : nil
        }
    }

    /// The expectation for an identifier that was refused by a table of at most `limit` identifiers.
    func expectation(limit: Int32) -> Expectation {
        faultOfNew ?? .knownIdentifier(limit: limit)
    }

    /// Why it can't be stored as a text for people; nil if it can, also if it is empty.
    var textFault: Expectation? {
        withBytes { bytes in
            if bytes.count > Self.longest { return .textUpTo(bytes: Self.longest) }
            // Nearly all are ASCII.
            if bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) { return nil }
            if bytes.contains(0) { return .textWithoutZero }
            return String(validating: bytes, as: UTF8.self) == nil ? .utf8 : nil
        }
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

    /// The identifier without blanks, and without characters that can't be seen, at its ends.
    var trimmed: Identifier {
        withBytes { bytes in
            func isOuter(_ byte: UInt8?) -> Bool { byte.map { $0 <= 0x20 || $0 >= 0x7F } ?? false }
            guard isOuter(bytes.first) || isOuter(bytes.last), let text = String(validating: bytes, as: UTF8.self)
            else {
                return self
            }
            return .unescaped(Array(IdentifierForm.trimmed(text).utf8))
        }
    }

    func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        switch self {
        case .plain(let bytes): body(bytes)
        case .unescaped(let bytes): bytes.withUnsafeBufferPointer(body)
        }
    }
}
