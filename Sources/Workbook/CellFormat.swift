/// Which cells of a workbook are dates, and how numbers are written.
enum CellFormat {
    /// The built-in formats of dates and times (ECMA-376, part 1, 18.8.30), also those of East Asian languages.
    private static let builtIn: Set<Int> = Set([14...22, 27...36, 45...47, 50...58].flatMap { $0 })

    static func isDate(builtIn id: Int) -> Bool { builtIn.contains(id) }

    /// Whether the text of a format shows a date or a time: it has a letter of one outside of quotes, brackets and escapes.
    static func isDate(_ format: String) -> Bool {
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        // What follows the first semicolon is for other signs of the number.
        for letter in format.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isQuoted = letter != "\""
            } else if isBracketed {
                isBracketed = letter != "]"
            } else {
                switch letter {
                case "\"": isQuoted = true
                case "[": isBracketed = true
                // A sign that is shown as it is, a blank of its width, a sign that fills the cell.
                case "\\", "_", "*": isEscaped = true
                case ";": return false
                case "y", "d", "h", "m", "s": return true
                // General, which has no letter of a date, and numbers with E+00.
                default: continue
                }
            }
        }
        return false
    }

    /// A day and a time as a workbook counts them, as `2024-01-31` or `2024-01-31 08:15:00`; nil if there is no such day.
    ///
    /// - Parameter is1904: whether days are counted from 1904 on.
    static func date(_ text: String, is1904: Bool) -> String? {
        guard let serial = Double(text), serial >= 0, serial < 2_958_466 else { return nil }
        var day = Int(serial)
        var second = Int(((serial - Double(day)) * 86_400).rounded())
        if second == 86_400 { (day, second) = (day + 1, 0) }
        // A time alone is no date. Spreadsheets have a 29 February 1900, which never was, as day 60.
        guard is1904 || day >= 1, is1904 || day != 60 else { return nil }
        let fromEpoch = is1904 ? day - 24_107 : day < 60 ? day - 25_568 : day - 25_569
        let (year, month, dayOfMonth) = civil(fromEpoch)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(year)-\(two(month))-\(two(dayOfMonth))"
        return second == 0 ? date : "\(date) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    /// The date of a day, counted from 1970-01-01 on (H. Hinnant, "chrono-compatible low-level date algorithms").
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        return (
            year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9,
            ofYear - (153 * month + 2) / 5 + 1
        )
    }

    /// A number as a spreadsheet shows it: with 15 digits at most, because the further ones are the error of binary fractions, and
    /// without an exponent where it is a whole number of so many digits.
    static func number(_ text: String) -> String {
        let digits = text.utf8.filter { (48...57).contains($0) }.count
        let isPlain = !text.contains { $0 == "e" || $0 == "E" }
        if digits <= 15, isPlain { return text }
        guard let number = Double(text), number.isFinite else { return text }
        if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
        return shortened(number) ?? text
    }

    /// The number with 15 digits, as a decimal fraction.
    private static func shortened(_ number: Double) -> String? {
        guard abs(number) >= 1e-5, abs(number) < 1e15 else { return nil }
        // The digits in front of the point.
        var whole = 1
        while abs(number) >= power(whole) { whole += 1 }
        if abs(number) < 1 {
            whole = 0
            while abs(number) * power(-whole + 1) < 1 { whole -= 1 }
        }
        let decimals = min(15 - whole, 20)
        let scaled = (number * power(decimals)).rounded()
        guard abs(scaled) < 9e15 else { return nil }
        var text = String(Int(abs(scaled)))
        if text.count <= decimals { text = String(repeating: "0", count: decimals - text.count + 1) + text }
        let point = text.index(text.endIndex, offsetBy: -decimals)
        var fraction = text[point...]
        while fraction.last == "0" { fraction.removeLast() }
        return (number < 0 ? "-" : "") + text[..<point] + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    private static func power(_ exponent: Int) -> Double {
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? 1 / power : power
    }
}
