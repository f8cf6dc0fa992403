internal import Glibc

/// Which cells of a workbook are dates, and how numbers are written.
enum CellFormat {
    /// The built-in formats of dates and times (ECMA-376, part 1, 18.8.30), also those of East Asian languages.
    private static let builtIn: Set<Int> = Set([14...22, 27...36, 45...45, 47...47, 50...58].flatMap { $0 })

    static func isDate(builtIn id: Int) -> Bool { builtIn.contains(id) }

    private static let elapsed: Set<String> = ["h", "hh", "m", "mm", "s", "ss"]

    /// Whether the text of a format shows a date or a time of day: it has a letter of one outside of quotes, brackets and escapes.
    /// With hours, minutes or seconds in brackets it shows a time that has passed, which is a number of days.
    static func isDate(_ format: String) -> Bool {
        var isQuoted = false
        var bracketed: String?
        var isEscaped = false
        // What follows the first semicolon is for other signs of the number.
        for letter in format.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isQuoted = letter != "\""
            } else if let letters = bracketed {
                if letter == "]", Self.elapsed.contains(letters) { return false }
                bracketed = letter == "]" ? nil : letters + String(letter)
            } else {
                switch letter {
                case "\"": isQuoted = true
                case "[": bracketed = ""
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

    /// A number in as few digits as a spreadsheet shows, with a decimal point and without an exponent: `12.3` for
    /// `12.300000000000001`, `124` for `124.0`. A spreadsheet knows 15 digits; further ones are the error of binary fractions. Whole
    /// numbers stay as they are written, as they may be identifiers.
    static func number(_ text: String) -> String {
        let isNumber = text.utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
        guard isNumber, text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }),
            let number = Double(text), number.isFinite, let (digits, exponent) = rounded(abs(number))
        else { return text }
        guard let first = digits.first, first != "0" else { return "0" }
        guard (-20...25).contains(exponent) else { return text }
        let zeros = { (count: Int) in String(repeating: "0", count: max(0, count)) }
        let all = zeros(-exponent) + digits + zeros(exponent + 1 - digits.count)
        let whole = all.prefix(max(exponent, 0) + 1)
        return (number < 0 ? "-" : "") + whole + (all.count > whole.count ? "." : "") + all[whole.endIndex...]
    }

    /// The first 15 digits of a number without the zeros at their end, and the power of ten of the first one.
    private static func rounded(_ number: Double) -> (digits: Substring, exponent: Int)? {
        let room = 40
        let text = withVaList([number]) { arguments in
            String(unsafeUninitializedCapacity: room) { buffer in
                buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress, room, "%.14e", arguments)) }
            }
        }
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return nil }
        var digits = parts[0].filter { $0 != "." }[...]
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return (digits, exponent)
    }
}
