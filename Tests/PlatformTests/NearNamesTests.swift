import Platform
import TestSupport
import Testing

@Suite struct NearNamesTests {
    @Test(
        "Mistyped names find the one that was meant, and others find none",
        arguments: [
            ("forcast", ["forecast"]), ("shwo", ["show"]), ("SHOW", ["show"]), ("stockout", ["stockouts"]),
            ("orderss", ["orders"]), ("xyz", []), ("sh", []), ("", [""]), ("Munchen", ["München"]),
            ("Muenchen", ["München"]),
            // The nearest only, at most three of them, in their order.
            ("SKU-10", ["SKU-100", "SKU-101", "SKU-102"]), ("sku-1001", ["SKU-100", "SKU-101"]),
            ("sku-101", ["SKU-101"]),
        ])
    func examples(_ name: String, _ expected: [String]) {
        let names = [
            "forecast", "show", "stockouts", "orders", "München", "SKU-100", "SKU-101", "SKU-102", "SKU-103", "",
        ]
        #expect(NearNames.of(name, among: names) == expected)
    }

    @Test("A long name finds only itself in other letters")
    func longNames() {
        let long = String(repeating: "long ", count: 40)
        #expect(NearNames.of(long, among: [long + "x", long.uppercased()]) == [long.uppercased()])
    }

    @Test("Random names are as near as the whole table of distances says")
    func agreesWithTheWholeTable() {
        var generator = SeededGenerator("near names")
        func name(_ length: ClosedRange<Int>) -> String {
            String(
                decoding: (0..<Int.random(in: length, using: &generator)).map { _ in
                    Array("aabB-".utf8)[Int.random(in: 0..<5, using: &generator)]
                }, as: UTF8.self)
        }
        var found = 0
        for _ in 0..<2000 {
            let wanted = name(0...11)
            let names = (0..<20).map { _ in name(0...12) }
            let distances = names.map { plainDistance(Array(wanted.lowercased().utf8), Array($0.lowercased().utf8)) }
            let reach = min(3, wanted.utf8.count / 3)
            let least = distances.min() ?? 0
            let expected = least > reach ? [] : zip(names, distances).filter { $1 == least }.map(\.0)
            #expect(NearNames.of(wanted, among: names) == Array(expected.prefix(3)), "\(wanted) among \(names)")
            found += expected.isEmpty ? 0 : 1
        }
        #expect(found > 500)
    }

    private func plainDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var table = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for row in 0...left.count {
            for place in 0...right.count {
                guard row > 0, place > 0 else {
                    table[row][place] = row + place
                    continue
                }
                let (one, other) = (left[row - 1], right[place - 1])
                table[row][place] = min(
                    table[row - 1][place] + 1, table[row][place - 1] + 1,
                    table[row - 1][place - 1] + (one == other ? 0 : 1))
                if row > 1, place > 1, one == right[place - 2], left[row - 2] == other {
                    table[row][place] = min(table[row][place], table[row - 2][place - 2] + 1)
                }
            }
        }
        return table[left.count][right.count]
    }
}
