/// What the texts of a column mean, kept for those that come again: to read one takes longer than the rest of its row, and most columns of
/// words have few.
///
/// A table in which a new text replaces an older one of its slot, so it needs as much memory whatever comes.
struct KnownTexts<Meaning> {
    /// Longer texts are read each time.
    private static var longest: Int { 64 }

    private let count: Int
    /// Empty until the first text comes: most files have no such column.
    private var slots: [(text: [UInt8], meaning: Meaning)?] = []

    /// - Parameter count: of slots, a power of two.
    init(count: Int) { self.count = count }

    /// - Parameter read: called if the text isn't known.
    mutating func meaning(of text: UnsafeBufferPointer<UInt8>, _ read: () -> Meaning) -> Meaning {
        guard text.count <= Self.longest else { return read() }
        // FNV-1a, of which the upper bits are the better ones.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let slot = Int(truncatingIfNeeded: hash >> 32) & (count - 1)
        if slots.isEmpty { slots = Array(repeating: nil, count: count) }
        if let known = slots[slot], known.text.elementsEqual(text) { return known.meaning }
        let meaning = read()
        slots[slot] = (Array(text), meaning)
        return meaning
    }
}
