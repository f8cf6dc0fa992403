/// Whether the rows of a file go back in time, as many lists of movements do: then the first of several stocks of a day is that of its evening,
/// and not the last.
struct RowSequence {
    private var last: Int?
    private var lastTime: Int?
    /// How often a row is later than the one before it, less how often it is earlier. Where each product begins anew, that is seldom.
    private var steps = 0

    var isNewestFirst: Bool { steps < 0 }

    /// - Parameter text: the date as it is written, perhaps with a time of day.
    mutating func add(day: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let time = Self.time(text)
        defer { (last, lastTime) = (day, time) }
        guard let last else { return }
        if day != last {
            steps += day > last ? 1 : -1
        } else if let time, let lastTime, time != lastTime {
            steps += time > lastTime ? 1 : -1
        }
    }

    /// The time of day behind a date, in seconds: `18:05`, `6:05 PM`, `18:05:30`; nil if there is none.
    static func time(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        func digit(_ place: Int) -> Int? {
            guard text.indices.contains(place), (48...57).contains(text[place]) else { return nil }
            return Int(text[place]) - 48
        }
        func pair(_ place: Int) -> Int? { digit(place).flatMap { tens in digit(place + 1).map { tens * 10 + $0 } } }
        guard let ones = digit(colon - 1), let minute = pair(colon + 1) else { return nil }
        var hour = ones + 10 * (digit(colon - 2) ?? 0)
        let second = text.indices.contains(colon + 3) && text[colon + 3] == UInt8(ascii: ":") ? pair(colon + 4) ?? 0 : 0
        let rest = text[(colon + 3)...].drop { $0 | 0x20 != UInt8(ascii: "a") && $0 | 0x20 != UInt8(ascii: "p") }
        if rest.dropFirst().first(where: { $0 != UInt8(ascii: ".") }).map({ $0 | 0x20 }) == UInt8(ascii: "m") {
            hour = hour % 12 + (rest[rest.startIndex] | 0x20 == UInt8(ascii: "p") ? 12 : 0)
        }
        return (hour * 60 + minute) * 60 + second
    }
}
