/// How many different numbers of stores or products there are, with a bit for each number up to the greatest: 2 MB for all products that a
/// file may have.
struct NumberCount {
    private var bits: [UInt64] = []
    private(set) var count = 0

    /// - Parameter number: is not negative.
    mutating func add(_ number: Int32) {
        let (word, bit) = (Int(number) / 64, UInt64(1) << UInt64(number % 64))
        if word >= bits.count { bits.append(contentsOf: repeatElement(0, count: word + 1 - bits.count)) }
        guard bits[word] & bit == 0 else { return }
        bits[word] |= bit
        count += 1
    }
}
