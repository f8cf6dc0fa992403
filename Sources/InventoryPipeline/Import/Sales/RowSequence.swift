/// Whether the rows of a file go back in time, as many lists of movements do: then the first of several stocks of a day is that of its evening,
/// and not the last.
struct RowSequence {
    private var last: (day: Int, text: [UInt8])?
    /// How often a row is later than the one before it, less how often it is earlier. Where each product begins anew, that is seldom.
    private var steps = 0

    var isNewestFirst: Bool { steps < 0 }

    /// - Parameter text: the date as it is written, perhaps with a time of day.
    mutating func add(day: Int, _ text: UnsafeBufferPointer<UInt8>) {
        defer {
            if last?.day != day || !(last?.text.elementsEqual(text) ?? false) { last = (day, Array(text)) }
        }
        guard let last else { return }
        if day != last.day {
            steps += day > last.day ? 1 : -1
        } else if text.count == last.text.count, !text.contains(where: { $0 | 0x20 == UInt8(ascii: "m") }) {
            // Within a day the times differ, if any are written: in 24 hours, and with leading zeros.
            if last.text.lexicographicallyPrecedes(text) { steps += 1 }
            if text.lexicographicallyPrecedes(last.text) { steps -= 1 }
        }
    }
}
