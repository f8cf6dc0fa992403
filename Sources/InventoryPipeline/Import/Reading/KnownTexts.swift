/// What the texts of a column mean, kept for those that come again: to read one takes longer than the rest of its row, and most columns of
/// words have few.
///
/// A table in which a new text replaces an older one of its slot, so it needs as much memory whatever comes.
struct KnownTexts<Meaning> {
    /// Longer texts are read each time.
    private static var longest: Int { 64 }
    /// A text is in its slot or in one of the next ones. (Of 1,800 dates in 4,096 slots two in five share theirs with another.)
    private static var reach: Int { 4 }

    private let count: Int
    /// Empty until the first text comes: most files have no such column.
    private var slots: [(text: [UInt8], meaning: Meaning)?] = []

    /// - Parameter count: of slots, a power of two.
    init(count: Int) { self.count = count }

    /// - Parameter read: called if the text isn't known.
    mutating func meaning(of text: UnsafeBufferPointer<UInt8>, _ read: () -> Meaning) -> Meaning {
        guard text.count <= Self.longest else { return read() }
        // FNV-1a. Of dates neither half of it is spread evenly, so both are mixed once more (Knuth, TAOCP 6.4).
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        let first = Int(truncatingIfNeeded: hash >> 40) & (count - 1)
        if slots.isEmpty { slots = Array(repeating: nil, count: count + Self.reach) }
        var free = first
        for slot in (first..<first + Self.reach).reversed() {
            guard let known = slots[slot] else {
                free = slot
                continue
            }
            if known.text.elementsEqual(text) { return known.meaning }
        }
        let meaning = read()
        slots[free] = (Array(text), meaning)
        return meaning
    }
}
