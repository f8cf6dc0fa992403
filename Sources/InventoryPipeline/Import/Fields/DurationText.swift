/// Durations as systems write them: `14`, `14D`, `2W`, `14 days`, `P2W`, `14 00:00:00`.
enum DurationText {
    /// The number of days; nil if the text is no number of whole days or weeks. Months have no fixed number of days.
    static func days(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count <= 40 else { return nil }
        var text = String(decoding: bytes, as: UTF8.self).lowercased()[...]
        // ISO 8601.
        if text.first == "p" { text.removeFirst() }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let number = Int(digits) else { return nil }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        switch unit {
        case "d", "day", "days", "00:00:00", "days, 0:00:00", "day, 0:00:00": return number
        case "w", "wk", "wks", "week", "weeks": return number * 7
        default: return nil
        }
    }
}
