/// SHA-256 (FIPS 180-4). It is here because a library for one short digest would bring all of BoringSSL along.
package struct SHA256 {
    private var state: [UInt32] = Self.fractions(of: 8, root: { $0.squareRoot() })
    /// What has come since the last whole block.
    private var rest: [UInt8] = []
    private var count = 0

    package init() {}

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let former = rest.count
        rest.append(contentsOf: bytes)
        count += rest.count - former
        let whole = rest.count & ~63
        guard whole > 0 else { return }
        rest.withUnsafeBytes { rest in
            for start in stride(from: 0, to: whole, by: 64) { Self.add(rest, from: start, to: &state, Self.constants) }
        }
        rest.removeFirst(whole)
    }

    /// The digest of what was given so far, as 64 hexadecimal digits.
    package func hexadecimal() -> String {
        var padded = self
        let bits = UInt64(count) * 8
        padded.update(CollectionOfOne(0x80))
        padded.update(repeatElement(0, count: (120 - padded.rest.count) % 64))
        padded.update((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
        return padded.state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Adds a block of 64 bytes.
    ///
    /// Every command compares a schema by its digest. So nothing here is generic, which the tests' build would not specialize: there it
    /// took a fifth of a command.
    private static func add(
        _ bytes: UnsafeRawBufferPointer, from start: Int, to state: UnsafeMutablePointer<UInt32>,
        _ constants: UnsafePointer<UInt32>
    ) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { buffer in
            guard let words = buffer.baseAddress else { return }
            var index = 0
            while index < 16 {
                words[index] = UInt32(
                    bigEndian: bytes.loadUnaligned(fromByteOffset: start &+ index &* 4, as: UInt32.self))
                index &+= 1
            }
            while index < 64 {
                let (early, late) = (words[index &- 15], words[index &- 2])
                let first = turn(early, 7) ^ turn(early, 18) ^ early &>> 3
                let second = turn(late, 17) ^ turn(late, 19) ^ late &>> 10
                words[index] = words[index &- 16] &+ first &+ words[index &- 7] &+ second
                index &+= 1
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            index = 0
            while index < 64 {
                let choice = e & f ^ ~e & g
                let majority = a & b ^ a & c ^ b & c
                let turned = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
                let first = h &+ turned &+ choice &+ constants[index] &+ words[index]
                let second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ majority
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
                index &+= 1
            }
            for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
        }
    }

    @inline(__always)
    private static func turn(_ word: UInt32, _ bits: UInt32) -> UInt32 { word &>> bits | word &<< (32 &- bits) }

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
