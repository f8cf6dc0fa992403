import TestSupport
import Testing

@testable import InventoryStore

@Suite struct SeriesSelectionTests {
    /// A row for each store, with products of the same names.
    private func fixture(_ names: [String]) throws -> StoreFixture {
        let fixture = try StoreFixture()
        try fixture.importing([names.map { StoreFixture.Row(store: $0, product: $0) }])
        return fixture
    }

    private func stores(_ entries: [String], in fixture: StoreFixture) throws -> [Int32]? {
        try fixture.database.read { try $0.resolve(SeriesSelection(stores: entries)).stores }
    }

    private func products(_ entries: [String], in fixture: StoreFixture) throws -> [Int32]? {
        try fixture.database.read { try $0.resolve(SeriesSelection(products: entries)).products }
    }

    @Test("Names, patterns and lists find their stores")
    func namesPatternsAndLists() throws {
        let fixture = try fixture(["A1", "A2", "B1", "a,b", "x*", "é", "A1,A2"])
        let cases: [([String], [Int32]?)] = [
            ([], nil), (["A1"], [1]), (["B1", "A1"], [1, 3]), (["B1,A2"], [2, 3]), (["A1", "A1"], [1]),
            // A comma of an identifier's own.
            (["a,b"], [4]), (["A1,A2"], [7]), (["A2,A1"], [1, 2]),
            (["A*"], [1, 2, 7]), (["*1"], [1, 3]), (["A*,*1"], [1, 2, 3, 7]), (["*,*"], nil),
            // An identifier comes before a pattern that it looks like.
            (["x*"], [5]), (["é"], [6]),
            (["*"], nil), (["all"], nil), (["A1,all"], nil), (["A1", "*"], nil), (["**"], [1, 2, 3, 4, 5, 6, 7]),
        ]
        for (entries, keys) in cases {
            #expect(try stores(entries, in: fixture) == keys, "\(entries)")
            #expect(try products(entries, in: fixture) == keys, "\(entries)")
        }
    }

    @Test("The word counts before a store that is called all")
    func allMayBeAName() throws {
        let fixture = try fixture(["A1", "all"])
        for entries in [["all"], ["all,A1"], ["A1", "all"]] {
            #expect(try stores(entries, in: fixture) == nil, "\(entries)")
        }
        #expect(try stores(["=all"], in: fixture) == [2])
        #expect(try products(["A1,=all"], in: fixture) == [1, 2])
        #expect(try stores(["*"], in: fixture) == nil)
        // Also if there is no other one.
        #expect(try stores(["all"], in: try self.fixture(["all"])) == nil)
    }

    @Test("An equals sign names just an identifier")
    func equalsSign() throws {
        let fixture = try fixture(["=B", "B", "x*", "xy"])
        #expect(try products(["=B"], in: fixture) == [1])
        #expect(try products(["==B", "=xy"], in: fixture) == [1, 4])
        #expect(try products(["=x*"], in: fixture) == [3])
        #expect(throws: StoreError.self) { _ = try products(["=y*"], in: fixture) }
    }

    @Test func whatFindsNothingIsNamed() throws {
        let fixture = try fixture(["A1", "A2", "A3", "A4"])
        for (entries, name, near) in [
            (["B"], "B", []), (["A1", "b*"], "b*", []), (["A1,C,A2"], "C", []), (["a1"], "a1", ["A1"]),
            (["A22"], "A22", ["A2"]), (["e\u{301}"], "e\u{301}", []),
        ] {
            let error = #expect(throws: StoreError.self) { _ = try stores(entries, in: fixture) }
            #expect(error?.kind == .unknownName)
            #expect(
                error?.cause == .unknownName(.store, name, near: near, examples: ["A1", "A2", "A3"], hasMore: true))
        }
        let empty = try StoreFixture()
        let error = #expect(throws: StoreError.self) { _ = try products(["A"], in: empty) }
        #expect(error?.kind == .unknownName)
        #expect(error?.cause == .nothingImported(.product))
    }

    @Test func theConditionsFindJustTheSelected() throws {
        var generator = SeededGenerator("selection")
        let fixture = try StoreFixture()
        var rows: [StoreFixture.Row] = []
        for store in 1...8 {
            for product in 1...30 where Bool.random(using: &generator) {
                rows.append(.init(store: "S\(store)", product: "P\(product)", position: .random(using: &generator)))
            }
        }
        try fixture.importing([rows])
        let everything = try keys(of: SelectedKeys(), in: fixture)
        #expect(everything.count == rows.count)
        #expect(everything == everything.sorted())
        for _ in 0..<60 {
            func subset(_ range: ClosedRange<Int32>) -> [Int32]? {
                Bool.random(using: &generator)
                    ? nil : range.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
            }
            // Keys that there are not find nothing.
            let selected = SelectedKeys(stores: subset(1...10), products: subset(1...33))
            let expected = everything.filter {
                selected.stores?.contains($0.store) != false && selected.products?.contains($0.product) != false
            }
            #expect(try keys(of: selected, in: fixture) == expected)
        }
    }

    private func keys(of selected: SelectedKeys, in fixture: StoreFixture) throws -> [SeriesKey] {
        try fixture.database.read { snapshot in
            var keys: [SeriesKey] = []
            try snapshot.forEachPosition(in: selected.ranges(in: try snapshot.storeSizes())) { key, _ in
                keys.append(key)
            }
            return keys
        }
    }
}
