import Foundation

/// The bytes of a text as SQLite's `hex()` shows them, because `==` of two strings takes different bytes for the same.
public func hexadecimal(_ text: String) -> String { text.utf8.map { String(format: "%02X", $0) }.joined() }

/// A double from what `hex(ieee754_to_blob(x))` prints in the sqlite3 shell, which shows 15 digits of it otherwise.
public func double(hexadecimal text: some StringProtocol) throws -> Double {
    guard let bits = UInt64(text, radix: 16) else { throw NotHexadecimal(text: String(text)) }
    return Double(bitPattern: bits)
}

private struct NotHexadecimal: Error {
    var text: String
}
