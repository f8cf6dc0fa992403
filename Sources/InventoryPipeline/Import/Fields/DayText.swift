import Forecasting

/// Dates as systems write them, beside the numbers that ``DateColumn`` reads: with a time of day behind them, and with the name of
/// the month.
enum DayText {
    /// A date without the time of day behind it, and whether that was another one than midnight.
    ///
    /// Systems write `2024-01-31 00:00:00`, `2024-01-31T08:15:00.123+02:00`, `1/31/2024 12:00:00 AM`, `2024-05-01 09:59 +0200`. The
    /// day is that which is written, whatever the offset. A text whose end is no time of day stays as it is.
    static func cut(
        _ text: UnsafeBufferPointer<UInt8>
    ) -> (day: UnsafeBufferPointer<UInt8>, hasTime: Bool) {
        // The first space or T behind which a digit and a colon come.
        var place = 0
        while let end = text[place...].firstIndex(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "T") }) {
            var scanner = Scanner(bytes: text, at: end + 1)
            scanner.skipSpaces()
            if let isMidnight = scanner.time(), scanner.isAtEnd {
                var last = end
                while last > 0, text[last - 1] == UInt8(ascii: " ") || text[last - 1] == UInt8(ascii: ",") { last -= 1 }
                return (UnsafeBufferPointer(rebasing: text[..<last]), !isMidnight)
            }
            place = end + 1
        }
        return (text, false)
    }

    /// The date of a text with the English name of a month: `04-Dec-2026`, `4 December 2026`, `Dec 4, 2026`, `Fri, 4 Dec 2026`,
    /// `2026-Dec-04`.
    ///
    /// - Returns: nil if the text has no such form; a date that is nil if there is no such day.
    static func named(_ bytes: UnsafeBufferPointer<UInt8>) -> CivilDate?? {
        guard (8...40).contains(bytes.count), bytes.contains(where: { $0 | 0x20 >= 97 && $0 | 0x20 <= 122 }) else {
            return nil
        }
        var words = String(decoding: bytes, as: UTF8.self).lowercased()
            .split { " -/.,".contains($0) }.map(String.init)
        if let first = words.first, days.contains(where: { isShort(first, of: $0) }) { words.removeFirst() }
        guard words.count == 3 else { return nil }
        // With the year in front.
        if words[0].count == 4, words[0].utf8.allSatisfy({ (48...57).contains($0) }) { words.reverse() }
        func month(_ word: String) -> Int? { months.firstIndex { isShort(word, of: $0) }.map { $0 + 1 } }
        func number(_ word: String, _ digits: ClosedRange<Int>) -> Int? {
            digits.contains(word.count) && word.utf8.allSatisfy { (48...57).contains($0) } ? Int(word) : nil
        }
        guard let year = number(words[2], 4...4) ?? number(words[2], 2...2).map({ $0 + ($0 <= 68 ? 2000 : 1900) })
        else {
            return nil
        }
        if let month = month(words[1]), let day = number(words[0], 1...2) {
            return .some(CivilDate(year: year, month: month, day: day))
        }
        if let month = month(words[0]), let day = number(words[1], 1...2) {
            return .some(CivilDate(year: year, month: month, day: day))
        }
        return nil
    }

    /// A name, or its first three letters (`sept` too).
    private static func isShort(_ word: String, of name: String) -> Bool {
        word == name || word == name.prefix(3) || word == "sept" && name == "september"
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var at: Int

        var isAtEnd: Bool { at == bytes.count }

        mutating func skipSpaces() {
            while at < bytes.count, bytes[at] == UInt8(ascii: " ") { at += 1 }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        private mutating func number(_ most: Int, upTo limit: Int) -> Int? {
            var value = 0
            let start = at
            while at < bytes.count, at - start < most, (48...57).contains(bytes[at]) {
                value = value * 10 + Int(bytes[at] - 48)
                at += 1
            }
            return at > start && value <= limit ? value : nil
        }

        /// A time of day with what may follow it: seconds and their fraction, AM or PM, `Z` or an offset.
        ///
        /// - Returns: whether it is midnight; nil if there is no time.
        mutating func time() -> Bool? {
            guard var hour = number(2, upTo: 23), take(UInt8(ascii: ":")), let minute = number(2, upTo: 59) else {
                return nil
            }
            var rest = 0
            if take(UInt8(ascii: ":")) {
                guard let second = number(2, upTo: 60) else { return nil }
                rest = second
                if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
                    guard let fraction = number(9, upTo: 999_999_999) else { return nil }
                    rest += fraction
                }
            }
            skipSpaces()
            if let isAfternoon = half() {
                guard (1...12).contains(hour) else { return nil }
                hour = hour % 12 + (isAfternoon ? 12 : 0)
            }
            skipSpaces()
            guard zone() else { return nil }
            skipSpaces()
            return hour == 0 && minute == 0 && rest == 0
        }

        /// AM or PM, in any case, with or without dots.
        private mutating func half() -> Bool? {
            guard at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "a") || bytes[at] | 0x20 == UInt8(ascii: "p")
            else {
                return nil
            }
            let isAfternoon = bytes[at] | 0x20 == UInt8(ascii: "p")
            var end = at + 1
            if end < bytes.count, bytes[end] == UInt8(ascii: ".") { end += 1 }
            guard end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "m") else { return nil }
            at = end + 1
            _ = take(UInt8(ascii: "."))
            return isAfternoon
        }

        /// `Z`, `UTC`, `GMT`, or an offset such as `+02:00`, `+0200` and `-05`; there may be none.
        private mutating func zone() -> Bool {
            if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return true }
            for name in ["UTC", "GMT"] where bytes[at...].starts(with: name.utf8) { at += 3 }
            guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")) else { return true }
            guard number(2, upTo: 14) != nil else { return false }
            _ = take(UInt8(ascii: ":"))
            let start = at
            return number(2, upTo: 59) != nil || at == start
        }
    }
}
