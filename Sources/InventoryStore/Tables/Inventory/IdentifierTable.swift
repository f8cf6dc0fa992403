/// A list of identifiers in one array: their UTF-8 bytes, and the offset at which each of them ends.
package struct IdentifierList: Sendable {
    package private(set) var bytes: [UInt8] = []
    package private(set) var ends: [Int] = []

    package init() {}

    package var count: Int { ends.count }

    package mutating func append(_ identifier: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: identifier)
        ends.append(bytes.count)
    }

    package func range(of index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Gives `body` the bytes of an identifier.
    func withBytes<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(of: index)])) }
    }

    package subscript(index: Int) -> String {
        String(decoding: bytes[range(of: index)], as: UTF8.self)
    }
}

/// The identifiers of all stores or of all products, each with its key.
///
/// Identifiers are compared byte by byte, as SQLite compares them: a composed and a decomposed `é` are different. Keys count from
/// 1 in the order of first appearance, so a file that is sorted by store and product has ascending keys. The table uses open
/// addressing with linear probing over one array of bytes. It takes some 30 bytes an identifier and makes no `String`.
package struct IdentifierTable: Sendable {
    /// Key k is entry k − 1. A gap in the keys leaves an empty entry, which no lookup finds.
    private var identifiers = IdentifierList()
    /// Hash slots with keys; 0 marks an empty slot.
    private var slots = [Int32](repeating: 0, count: 64)
    private var used = 0
    /// The key found last. Files tend to name the same store again, and the product that follows the last one.
    private var lastKey: Int32 = 0

    package init() {}

    /// The greatest key.
    package var greatestKey: Int32 { Int32(identifiers.count) }

    /// The identifier of a key. The key has to be in the table.
    package func identifier(of key: Int32) -> String { identifiers[Int(key) - 1] }

    /// Whether a key has an identifier.
    /// Calls `body` with each identifier, in the order of keys.
    package func forEach(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        for index in 0..<identifiers.count { identifiers.withBytes(of: index, body) }
    }

    package func contains(_ key: Int32) -> Bool {
        key > 0 && key <= greatestKey && !identifiers.range(of: Int(key) - 1).isEmpty
    }

    /// The key of an identifier; nil if the table doesn't have it.
    package mutating func key(of identifier: UnsafeBufferPointer<UInt8>) -> Int32? {
        key(of: identifier) { _ in false }
    }

    /// The key of an identifier. A new identifier is added under the next key if `accepts` returns true; `accepts` gets the
    /// greatest key so far. nil if it returns false.
    @inline(__always)
    package mutating func key(
        of identifier: UnsafeBufferPointer<UInt8>, addingIf accepts: (_ greatestKey: Int32) -> Bool
    ) -> Int32? {
        if lastKey > 0, matches(lastKey, identifier) { return lastKey }
        if lastKey < greatestKey, matches(lastKey + 1, identifier) {
            lastKey += 1
            return lastKey
        }
        let slot = self.slot(of: identifier)
        if slots[slot] != 0 {
            lastKey = slots[slot]
            return lastKey
        }
        guard accepts(greatestKey) else { return nil }
        return add(identifier, key: greatestKey + 1, slot: slot)
    }

    /// Adds an identifier that is not in the table, under a key that is greater than all others.
    mutating func insert(_ identifier: UnsafeBufferPointer<UInt8>, key: Int32) {
        while greatestKey < key - 1 { identifiers.append(UnsafeBufferPointer(start: nil, count: 0)) }
        _ = add(identifier, key: key, slot: slot(of: identifier))
    }

    private mutating func add(_ identifier: UnsafeBufferPointer<UInt8>, key: Int32, slot: Int) -> Int32 {
        identifiers.append(identifier)
        slots[slot] = key
        used += 1
        lastKey = key
        // At least half of the slots stay empty.
        if used * 2 > slots.count { rehash() }
        return key
    }

    @inline(__always)
    private func matches(_ key: Int32, _ identifier: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = identifiers.range(of: Int(key) - 1)
        guard range.count == identifier.count, !identifier.isEmpty else { return false }
        return identifiers.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<identifier.count where bytes[range.lowerBound + index] != identifier[index] {
                return false
            }
            return true
        }
    }

    /// The slot that holds an identifier, or the empty one where it belongs.
    private func slot(of identifier: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(identifier)) & mask
        while slots[slot] != 0, !matches(slots[slot], identifier) { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func rehash() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        identifiers.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<identifiers.count {
                let range = identifiers.range(of: index)
                guard !range.isEmpty else { continue }
                var slot = Int(truncatingIfNeeded: Self.hash(UnsafeBufferPointer(rebasing: bytes[range]))) & mask
                while slots[slot] != 0 { slot = (slot + 1) & mask }
                slots[slot] = Int32(index + 1)
            }
        }
    }

    /// Mixes in eight bytes at a time: multiply to 128 bits and fold. The seed differs in every process, so no file can be made
    /// to cause collisions on purpose.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var hash = seed &+ UInt64(raw.count)
        var offset = 0
        while raw.count - offset >= 8 {
            hash = folded(hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < raw.count {
            rest = rest << 8 | UInt64(raw[offset])
            offset += 1
        }
        return folded(hash ^ rest)
    }

    /// The odd number nearest to 2⁶⁴ divided by the golden ratio spreads consecutive numbers evenly (Knuth, The Art of Computer
    /// Programming, volume 3, 6.4).
    private static func folded(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    private static let seed = UInt64.random(in: 1 ... .max)
}
