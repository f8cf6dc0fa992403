/// Whether the rows of a file go back in time, as many lists of movements do: then the first of several stocks of a day is that of its evening,
/// and not the last.
struct RowSequence {
    private var last: Int?
    /// The date of the last row as it is written. It is filled anew and not replaced, as each row would need memory for it.
    private var lastText: [UInt8] = []
    /// How often a row is later than the one before it, less how often it is earlier. Where each product begins anew, that is seldom.
    private var steps = 0

    var isNewestFirst: Bool { steps < 0 }

    /// - Parameter text: the date as it is written, perhaps with a time of day.
    mutating func add(day: Int, _ text: UnsafeBufferPointer<UInt8>) {
        defer {
            last = day
            lastText.removeAll(keepingCapacity: true)
            lastText.append(contentsOf: text)
        }
        guard let last else { return }
        if day != last {
            steps += day > last ? 1 : -1
        } else if text.count == lastText.count, !text.contains(where: { $0 | 0x20 == UInt8(ascii: "m") }) {
            // Within a day the times differ, if any are written: in 24 hours, and with leading zeros.
            if lastText.lexicographicallyPrecedes(text) { steps += 1 }
            if text.lexicographicallyPrecedes(lastText) { steps -= 1 }
        }
    }
}
