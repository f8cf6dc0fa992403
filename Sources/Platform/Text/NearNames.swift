/// The names that a mistyped one probably means, of any number of names.
///
/// The distance of two names is the least number of edits that turn one into the other: a byte more, a byte less, another byte,
/// or two neighbours swapped, with no byte edited twice (optimal string alignment). ASCII letters count as the same in either
/// case. Only the nearest names are kept, and a name is given up as soon as it is further away than these. So a look costs at most
/// seven steps for each byte of a name.
package struct NearNames {
    /// The nearest names, in the order in which they were considered.
    package private(set) var found: [String] = []

    private let name: [UInt8]
    /// The most edits that a name may be away; below zero if enough names are found.
    private var reach: Int
    /// The edits that the names found are away.
    private var least = Int.max
    /// The last three rows of the table of distances: row i has those of the first i bytes of a candidate and the first 0, 1, … bytes
    /// of the name.
    private var table: [Int]

    private static let mostFound = 3

    package init(_ name: String) {
        self.name = name.utf8.map(\.lowercasedASCII)
        // A few edits make any short name of any other. Long names would take time.
        reach = self.name.count > 64 ? 0 : min(3, self.name.count / 3)
        table = [Int](repeating: 0, count: 3 * (self.name.count + 1))
    }

    /// The nearest of some names.
    package static func of(_ name: String, among names: some Sequence<String>) -> [String] {
        var near = NearNames(name)
        for candidate in names {
            var candidate = candidate
            candidate.withUTF8 { near.consider($0) }
        }
        return near.found
    }

    package mutating func consider(_ candidate: UnsafeBufferPointer<UInt8>) {
        guard let edits = edits(to: candidate) else { return }
        if edits < least { found = [] }
        least = edits
        found.append(String(decoding: candidate, as: UTF8.self))
        // From now on only those count that are as near; or nearer, if there are enough of them.
        reach = found.count < Self.mostFound ? edits : edits - 1
    }

    /// The distance of a candidate; nil if it is out of reach.
    private mutating func edits(to candidate: UnsafeBufferPointer<UInt8>) -> Int? {
        guard reach >= 0, abs(candidate.count - name.count) <= reach else { return nil }
        // What both begin and end with needs no edits. Identifiers often have long beginnings in common.
        var start = 0
        var behind = 0
        let shorter = min(candidate.count, name.count)
        while start < shorter, name[start] == candidate[start].lowercasedASCII { start += 1 }
        while behind < shorter - start,
            name[name.count - 1 - behind] == candidate[candidate.count - 1 - behind].lowercasedASCII
        {
            behind += 1
        }
        let (nameCount, count) = (name.count - start - behind, candidate.count - start - behind)
        let width = nameCount + 1
        for place in 0..<width { table[place] = place }
        for length in 1..<(count + 1) {
            let (row, above, twoAbove) = (length % 3 * width, (length + 2) % 3 * width, (length + 1) % 3 * width)
            // Places further from the diagonal are out of reach. One on either side is looked at.
            let (first, last) = (max(0, length - reach), min(nameCount, length + reach))
            if first > 0 { table[row + first - 1] = reach + 1 }
            if last == length + reach { table[above + last] = reach + 1 }
            let byte = candidate[start + length - 1].lowercasedASCII
            var nearest = reach + 1
            for place in first..<(last + 1) {
                var edits = length
                if place > 0 {
                    let isSame = name[start + place - 1] == byte
                    edits = min(
                        table[above + place] + 1, table[row + place - 1] + 1,
                        table[above + place - 1] + (isSame ? 0 : 1))
                    if place > 1, length > 1, name[start + place - 2] == byte,
                        name[start + place - 1] == candidate[start + length - 2].lowercasedASCII
                    {
                        edits = min(edits, table[twoAbove + place - 2] + 1)
                    }
                }
                table[row + place] = edits
                nearest = min(nearest, edits)
            }
            guard nearest <= reach else { return nil }
        }
        let edits = table[count % 3 * width + nameCount]
        return edits <= reach ? edits : nil
    }
}
