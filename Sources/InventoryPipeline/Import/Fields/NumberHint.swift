import CSV

/// How a text that is no quantity differs from one.
///
/// None of these texts is read as what it seems to mean. `1,000` is a thousand or one, `(3)` may be a footnote, and a
/// planner who orders by a guess finds out too late.
package enum NumberHint: Sendable {
    /// It has a point although decimals are behind a comma.
    case point
    /// It may be grouped by commas.
    case groupedByCommas
    case decimalComma
    case currency, percent, otherDigits, otherMinus, otherNegative, invisible, grouped

    /// Whether it is a decimal number, of any size.
    static func isDecimal(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) -> Bool {
        if DecimalText.parse(bytes, separator: separator) != nil { return true }
        // Below: numbers too large for a double, unless the text is too long to be examined.
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard bytes.contains(where: digits.contains), bytes.count < 4096 else { return false }
        guard let end = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            return bytes.allSatisfy(digits.contains)
        }
        let exponent = bytes[(end + 1)...].drop { $0 == UInt8(ascii: "+") }
        return DecimalText.parse(UnsafeBufferPointer(rebasing: bytes[..<end]), separator: separator) != nil
            && !exponent.isEmpty && exponent.allSatisfy(digits.contains)
    }

    /// How a text differs; nil if it is nothing like a number.
    static func hint(_ text: String, isComma: Bool) -> NumberHint? {
        if isComma, text.contains(".") { return .point }
        if !isComma, text.contains(",") {
            // Three digits behind a comma are a group far more often than decimals, and would be read a thousand times too small.
            let digits = text.split(separator: ",", omittingEmptySubsequences: false).dropFirst()
                .map { $0.prefix { $0.isNumber }.count }
            return digits == [3] || digits.count > 1 || text.contains(".") ? .groupedByCommas : .decimalComma
        }
        let scalars = text.unicodeScalars
        func has(_ isMeant: (UnicodeScalar) -> Bool) -> Bool { scalars.contains(where: isMeant) }
        if has({ $0.properties.generalCategory == .currencySymbol }) { return .currency }
        if has({ $0 == "%" }) { return .percent }
        guard has({ $0.properties.numericType == .decimal }) else { return nil }
        if has({ !$0.isASCII && $0.properties.numericType == .decimal }) { return .otherDigits }
        if has({ "\u{2212}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{FE63}\u{FF0D}".unicodeScalars.contains($0) }) {
            return .otherMinus
        }
        if text.hasPrefix("(") && text.hasSuffix(")") || text.hasSuffix("-") {
            return .otherNegative
        }
        let spaces = has { !$0.isASCII && ($0.properties.isWhitespace || $0.properties.generalCategory == .format) }
        if spaces, isPlain(text.drop { !$0.isASCII }) || isPlain(text.reversed().drop { !$0.isASCII }.reversed()) {
            return .invisible
        }
        let grouping = "_'’ \u{A0}\u{202F}\u{2009}".unicodeScalars
        if has(grouping.contains), isPlain(String(String.UnicodeScalarView(scalars.filter { !grouping.contains($0) })))
        {
            return .grouped
        }
        return nil
    }

    private static func isPlain(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 || $0 == 46 } && !text.isEmpty
    }

    private static func isPlain(_ text: [Character]) -> Bool { isPlain(String(text)) }
}
