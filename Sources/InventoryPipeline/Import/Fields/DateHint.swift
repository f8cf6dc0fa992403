/// How a text differs from a date in any supported form.
package enum DateHint: Equatable, Sendable {
    /// It is a number as spreadsheets count days.
    case serialNumber
    /// It has the name of a month that is not English.
    case month
    /// It has a time of day that can't be read.
    case time
    case other

    /// - Returns: nil if the text is empty.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        if text.isEmpty { return nil }
        self =
            Self.isSerialNumber(text)
            ? .serialNumber : Self.namesMonth(text) ? .month : Self.hasTime(text) ? .time : .other
    }

    /// Spreadsheets count days from 1900: a number of five digits is a day from 1927 to 2173, and a time of day is a
    /// fraction of one.
    private static func isSerialNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let isDigit: (UInt8) -> Bool = { (48...57).contains($0) }
        let days = text.prefix(while: isDigit)
        guard days.count == 5, days.first != UInt8(ascii: "0") else { return false }
        let rest = text[days.endIndex...]
        guard let separator = rest.first else { return true }
        return (separator == UInt8(ascii: ".") || separator == UInt8(ascii: ","))
            && rest.dropFirst().allSatisfy(isDigit)
    }

    private static func namesMonth(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let letters = String(decoding: text.prefix(40), as: UTF8.self).lowercased()
        return letters.contains { $0.isNumber }
            && ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
                .contains { letters.contains($0) }
    }

    private static func hasTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.contains(UInt8(ascii: ":")) && text.first.map { (48...57).contains($0) } == true
    }
}
