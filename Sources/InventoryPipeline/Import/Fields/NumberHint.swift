import CSV
import Forecasting
import Platform

/// The message for a text that is no quantity: how invdb expects numbers, and which other notation the text uses.
///
/// None of these texts is read as what it seems to mean. `1,000` is a thousand or one, `(3)` may be a footnote, and a
/// planner who orders by a guess finds out too late.
enum NumberHint {
    static func of(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) -> ExpectedText {
        let isComma = separator == Dialect.comma
        let number: ExpectedText = isComma ? "a number such as 12 or 3,5" : "a number such as 12 or 3.5"
        let text = DisplayText.value(of: bytes)
        if isDecimal(bytes, separator: separator) { return range }
        if isComma, text.contains(".") { return "\(number) (\(mention: .decimalComma) is set)" }
        if !isComma, text.contains(",") {
            // Three digits behind a comma are a group far more often than decimals, and would be read a thousand times too small.
            let digits = text.split(separator: ",", omittingEmptySubsequences: false).dropFirst()
                .map { $0.prefix { $0.isNumber }.count }
            return digits == [3] || digits.count > 1 || text.contains(".")
                ? "\(number), without digit grouping (\(mention: .numbers("1,234.5")) reads it)"
                : "\(number) (\(mention: .decimalComma) reads decimal commas)"
        }
        return hint(text).map { "\(number), \($0)" } ?? number
    }

    private static let range: ExpectedText = {
        let limit = FieldText.number(StockLimits.quantity)
        return "a number from -\(limit) to \(limit)"
    }()

    /// Whether it is a decimal number, of any size.
    private static func isDecimal(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) -> Bool {
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

    private static func hint(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        func has(_ isMeant: (UnicodeScalar) -> Bool) -> Bool { scalars.contains(where: isMeant) }
        if has({ $0.properties.generalCategory == .currencySymbol }) { return "without a currency sign" }
        if has({ $0 == "%" }) { return "without a percent sign" }
        guard has({ $0.properties.numericType == .decimal }) else { return nil }
        if has({ !$0.isASCII && $0.properties.numericType == .decimal }) { return "with the digits 0 to 9" }
        if has({ "\u{2212}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{FE63}\u{FF0D}".unicodeScalars.contains($0) }) {
            return "with an ordinary minus sign"
        }
        if text.hasPrefix("(") && text.hasSuffix(")") || text.hasSuffix("-") {
            return "where less than zero is written -3"
        }
        let spaces = has { !$0.isASCII && ($0.properties.isWhitespace || $0.properties.generalCategory == .format) }
        if spaces, isPlain(text.drop { !$0.isASCII }) || isPlain(text.reversed().drop { !$0.isASCII }.reversed()) {
            return "without the invisible character beside it"
        }
        let grouping = "_'’ \u{A0}\u{202F}\u{2009}".unicodeScalars
        if has(grouping.contains), isPlain(String(String.UnicodeScalarView(scalars.filter { !grouping.contains($0) })))
        {
            return "without digit grouping"
        }
        return nil
    }

    private static func isPlain(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 || $0 == 46 } && !text.isEmpty
    }

    private static func isPlain(_ text: [Character]) -> Bool { isPlain(String(text)) }
}
