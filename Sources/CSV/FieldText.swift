/// Values as the text of CSV fields.
package enum FieldText {
    /// The most bytes that ``number(_:)`` and ``TextBuffer/Cursor`` write for one number.
    package static let longestNumber = 24

    /// A text as a field. It is quoted if RFC 4180 requires it, that is, if it contains a delimiter, a quote or a line
    /// end. An empty text is quoted too, to differ from a missing value.
    package static func quoted(_ text: String) -> [UInt8] {
        quoted(Array(text.utf8))
    }

    /// Like ``quoted(_:)-(String)``, for bytes in any encoding.
    package static func quoted(_ text: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let needsQuotes =
            text.isEmpty
            || text.contains {
                $0 == Dialect.comma || $0 == quote || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
            }
        return needsQuotes ? inQuotes(text, before: []) : text
    }

    /// A text as a field that a spreadsheet shows and does not run as a formula.
    ///
    /// Spreadsheets treat a field as a formula if it begins with `=`, `+`, `-` or `@`, quoted or not. As OWASP advises
    /// (<https://owasp.org/www-community/attacks/CSV_Injection>), such a text gets an apostrophe before it, by which
    /// spreadsheets mark text. A tab or a line end before the sign hides the sign from people, not from the
    /// spreadsheet, so these are covered too. So are the wide forms of the signs, which East Asian spreadsheets accept.
    /// All texts are quoted, so none can leave its cell.
    package static func spreadsheetSafe(_ text: String) -> [UInt8] {
        inQuotes(Array(text.utf8), before: isFormula(text) ? [UInt8(ascii: "'")] : [])
    }

    private static func isFormula(_ text: String) -> Bool {
        // Some spreadsheets remove the spaces before a text.
        let first = text.unicodeScalars.first { scalar in
            !(scalar.properties.generalCategory == .spaceSeparator || scalar.properties.generalCategory == .format)
        }
        guard let first else { return false }
        return "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
    }

    private static func inQuotes(_ text: [UInt8], before: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var field = [quote] + before
        for byte in text {
            if byte == quote { field.append(quote) }
            field.append(byte)
        }
        field.append(quote)
        return field
    }

    /// The shortest decimal that reads back as the same double: `48`, `22.2`, `0.005`, `1e+16`.
    package static func number(_ x: Double) -> String {
        let text = x.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
