/// Random words by their place: the same counter and key give the same words, in any order and on any thread.
///
/// Philox4x32-10 of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.
package enum Philox {
    /// Four random words.
    ///
    /// - Parameters:
    ///   - counter: the place of the words.
    ///   - key: the seed.
    package static func words(_ counter: SIMD4<UInt32>, key: UInt64) -> SIMD4<UInt32> {
        var (words, low, high) = (counter, UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        for _ in 0..<10 {
            let (first, third) = (
                words[0].multipliedFullWidth(by: 0xd251_1f53), words[2].multipliedFullWidth(by: 0xcd9e_8d57)
            )
            words = SIMD4(third.high ^ words[1] ^ low, third.low, first.high ^ words[3] ^ high, first.low)
            low &+= 0x9e37_79b9
            high &+= 0xbb67_ae85
        }
        return words
    }
}
