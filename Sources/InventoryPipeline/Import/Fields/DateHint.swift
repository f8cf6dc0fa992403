/// The hint for a text that is no date in any supported form.
enum DateHint {
    static func of(_ text: UnsafeBufferPointer<UInt8>) -> ExpectedText {
        if text.isEmpty { return "a date" }
        if isSerialNumber(text) {
            return "a date such as 2024-01-31; this looks like an Excel serial number, format the column as a date"
        }
        let forms: ExpectedText = "a date such as 2024-01-31, 1/31/2024 or 31.01.2024"
        if namesMonth(text) { return "\(forms), with the month as a number" }
        if hasTime(text) { return "\(forms), without a time of day" }
        return forms
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
