import TestSupport
import Testing

@testable import InventoryStore

@Suite struct IdentifierTableTests {
    private func key(of identifier: [UInt8], in table: inout IdentifierTable) -> Int32? {
        identifier.withUnsafeBufferPointer { table.key(of: $0) }
    }

    private func identifier(using generator: inout SeededGenerator) -> [UInt8] {
        // Short ones of few letters collide in every prefix; numbers in sequence are what files have.
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
            (0..<Int.random(in: 1...6, using: &generator)).map { _ in UInt8.random(in: 97...99, using: &generator) }
        case 1: Array("SKU-\(Int.random(in: 0..<5000, using: &generator))".utf8)
        default: Array("Ä\(Int.random(in: 0..<5000, using: &generator))日本".utf8)
        }
    }

    @Test("Identifiers are found as a dictionary finds them")
    func findsWhatADictionaryFinds() throws {
        var generator = SeededGenerator("identifier table")
        var table = IdentifierTable()
        var keys: [[UInt8]: Int32] = [:]
        var byKey: [Int32: [UInt8]] = [:]
        var greatest: Int32 = 0
        for _ in 0..<6000 {
            let identifier = identifier(using: &generator)
            #expect(key(of: identifier, in: &table) == keys[identifier])
            guard keys[identifier] == nil else { continue }
            // A store that was removed leaves a gap in the keys.
            let gap = Int32.random(in: 0..<20, using: &generator) == 0 ? Int32.random(in: 1...40, using: &generator) : 0
            if gap > 0 {
                identifier.withUnsafeBufferPointer { table.insert($0, key: greatest + 1 + gap) }
            } else {
                #expect(identifier.withUnsafeBufferPointer { table.key(of: $0) { _ in true } } == greatest + 1)
            }
            greatest += 1 + gap
            keys[identifier] = greatest
            byKey[greatest] = identifier
            #expect(table.greatestKey == greatest)
        }
        #expect(keys.count > 2000)

        // From any place to the same, the next, the one before, any other or none.
        var last: Int32 = 1
        for _ in 0..<20_000 {
            let wanted: Int32 =
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: last
                case 1, 2: last + 1
                case 3: last - 1
                default: Int32.random(in: 1...greatest, using: &generator)
                }
            let identifier = byKey[wanted] ?? identifier(using: &generator) + [0x2A]
            #expect(key(of: identifier, in: &table) == keys[identifier])
            last = min(max(wanted, 1), greatest)
        }
        for (key, identifier) in byKey {
            #expect(table.identifier(of: key) == String(decoding: identifier, as: UTF8.self))
        }
    }

    @Test("A key that no identifier has is not found as an empty identifier")
    func aGapIsNotFound() {
        var table = IdentifierTable()
        Array("a".utf8).withUnsafeBufferPointer { _ = table.key(of: $0) { _ in true } }
        Array("b".utf8).withUnsafeBufferPointer { table.insert($0, key: 4) }
        #expect(table.greatestKey == 4)
        #expect(table.identifier(of: 2) == "")
        // The entry after `a` is a gap: the shortcut to the next key must not take it for an empty identifier.
        #expect(key(of: Array("a".utf8), in: &table) == 1)
        #expect(key(of: [], in: &table) == nil)
        #expect(key(of: Array("b".utf8), in: &table) == 4)
    }

    @Test("Identifiers are compared by bytes")
    func comparesBytesAndNotLetters() {
        var table = IdentifierTable()
        let identifiers = ["é", "e\u{301}", "7", "007", "A", "a", "a "]
        for identifier in identifiers {
            Array(identifier.utf8).withUnsafeBufferPointer { _ = table.key(of: $0) { _ in true } }
        }
        for (index, identifier) in identifiers.enumerated() {
            #expect(key(of: Array(identifier.utf8), in: &table) == Int32(index + 1))
        }
        #expect(key(of: Array("07".utf8), in: &table) == nil)
    }

    @Test("A list keeps the bytes and the places of identifiers")
    func listKeepsBytesAndPlaces() {
        var list = IdentifierList()
        let identifiers = ["a", "", "日本", "b"]
        for identifier in identifiers { Array(identifier.utf8).withUnsafeBufferPointer { list.append($0) } }
        #expect(list.count == 4)
        #expect((0..<4).map { list[$0] } == identifiers)
        #expect(list.range(of: 2) == 1..<7)
        #expect(list.ends == [1, 1, 7, 8])
    }
}
