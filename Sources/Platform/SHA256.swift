/// SHA-256 (FIPS 180-4). It is here because a library for one short digest would bring all of BoringSSL along.
package struct SHA256 {
    private var state: [UInt32] = Self.fractions(of: 8, root: { $0.squareRoot() })
    private var block: [UInt8] = []
    private var count = 0

    package init() {
        block.reserveCapacity(64)
    }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            block.append(byte)
            count += 1
            if block.count == 64 { compress() }
        }
    }

    /// The digest of what was given so far, as 64 hexadecimal digits.
    package func hexadecimal() -> String {
        var rest = self
        let bits = UInt64(count) * 8
        rest.update(CollectionOfOne(0x80))
        while rest.block.count != 56 { rest.update(CollectionOfOne(0)) }
        rest.update((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
        return rest.state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private mutating func compress() {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            for index in 0..<16 {
                words[index] = (0..<4).reduce(0) { $0 << 8 | UInt32(block[index * 4 + $1]) }
            }
            for index in 16..<64 {
                let (early, late) = (words[index - 15], words[index - 2])
                let first = Self.turn(early, 7) ^ Self.turn(early, 18) ^ early >> 3
                let second = Self.turn(late, 17) ^ Self.turn(late, 19) ^ late >> 10
                words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            Self.constants.withUnsafeBufferPointer { constants in
                for index in 0..<64 {
                    let choice = e & f ^ ~e & g
                    let majority = a & b ^ a & c ^ b & c
                    let first =
                        h &+ (Self.turn(e, 6) ^ Self.turn(e, 11) ^ Self.turn(e, 25)) &+ choice &+ constants[index]
                        &+ words[index]
                    let second = (Self.turn(a, 2) ^ Self.turn(a, 13) ^ Self.turn(a, 22)) &+ majority
                    (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
                }
            }
            for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
        }
        block.removeAll(keepingCapacity: true)
    }

    private static func turn(_ word: UInt32, _ bits: UInt32) -> UInt32 { word >> bits | word << (32 - bits) }

    private static let constants = fractions(of: 64, root: cubeRoot)

    /// The first 32 bits of the fractions of roots of the first primes, as the standard defines its constants.
    private static func fractions(of count: Int, root: (Double) -> Double) -> [UInt32] {
        var primes: [Int] = []
        var next = 2
        while primes.count < count {
            if !primes.contains(where: { next % $0 == 0 }) { primes.append(next) }
            next += 1
        }
        return primes.map { prime in
            let root = root(Double(prime))
            return UInt32((root - root.rounded(.down)) * 0x1p32)
        }
    }

    /// By Newton's method.
    private static func cubeRoot(_ number: Double) -> Double {
        var root = number
        for _ in 0..<64 { root -= (root * root * root - number) / (3 * root * root) }
        return root
    }
}
