internal import BulkSQLite
internal import GRDB

/// Which series a command is about, as the user said it: identifiers and patterns in which `*` stands for any text.
package struct SeriesSelection: Equatable, Sendable {
    /// What was said of the stores; empty means all.
    package var stores: [String]
    /// What was said of the products; empty means all.
    package var products: [String]

    package init(stores: [String] = [], products: [String] = []) {
        self.stores = stores
        self.products = products
    }

    package static let all = SeriesSelection()
}

/// A selection as keys.
package struct SelectedKeys: Equatable, Sendable {
    /// Keys of the selected stores, ascending; nil is all.
    package var stores: [Int32]?
    /// Keys of the selected products, ascending; nil is all.
    package var products: [Int32]?

    package var isEverything: Bool { stores == nil && products == nil }
}

extension Snapshot {
    /// The keys of a selection.
    ///
    /// One entry may name several, separated by commas; an identifier that has a comma itself is found as it is. The word
    /// `all` means all, unless something is really called that.
    /// - Throws: ``StoreError`` of kind `unknownName` for an identifier or a pattern that finds nothing.
    package func resolve(_ selection: SeriesSelection) throws -> SelectedKeys {
        SelectedKeys(
            stores: try keys(of: selection.stores, in: .store),
            products: try keys(of: selection.products, in: .product))
    }

    private func keys(of entries: [String], in kind: IdentifierKind) throws -> [Int32]? {
        var keys = Set<Int32>()
        guard !entries.isEmpty else { return nil }
        for entry in entries {
            if let key = try key(of: entry, in: kind) {
                keys.insert(key)
                continue
            }
            for name in entry.split(separator: ",").map(String.init) {
                if let key = try key(of: name, in: kind) {
                    keys.insert(key)
                } else if name == "all" || name == "*" {
                    return nil
                } else {
                    let matching = name.contains("*") ? try self.keys(matching: name, in: kind) : []
                    guard !matching.isEmpty else { throw try unknown(name, in: kind) }
                    keys.formUnion(matching)
                }
            }
        }
        return keys.sorted()
    }

    private func key(of identifier: String, in kind: IdentifierKind) throws -> Int32? {
        guard
            let key = try Int.fetchOne(
                db, sql: "SELECT \(kind.key) FROM \(kind.table) WHERE \(kind.identifier) = ?", arguments: [identifier])
        else { return nil }
        guard kind.bounds.contains(key) else { throw DatabaseError.damaged("\(kind.key) is \(key)") }
        return Int32(key)
    }

    private func keys(matching pattern: String, in kind: IdentifierKind) throws -> [Int32] {
        let pattern = Pattern(pattern)
        var keys: [Int32] = []
        var list = SelectList()
        let key = list.add(kind.key)
        let identifier = list.add(kind.identifier)
        try db.scan(list, "FROM \(kind.table)") { row in
            guard pattern.matches(row.utf8(identifier)) else { return }
            keys.append(Int32(try row.int(key, in: kind.bounds)))
        }
        return keys
    }

    private func unknown(_ name: String, in kind: IdentifierKind) throws -> StoreError {
        let known = try String.fetchAll(
            db, sql: "SELECT \(kind.identifier) FROM \(kind.table) ORDER BY \(kind.key) LIMIT 4")
        if known.isEmpty { return StoreError(.nothingImported(kind)) }
        return StoreError(.unknownName(kind, name, examples: Array(known.prefix(3)), hasMore: known.count > 3))
    }
}

extension SelectedKeys {
    /// The selected series as ranges of keys, ascending: one for each run of neighbouring products in a store.
    ///
    /// - Parameter stores: all stores that have series, ascending.
    package func ranges(in stores: [StoreSize]) -> some Sequence<ClosedRange<Int>> {
        let isSelected = self.stores.map(Set.init)
        let runs = products.map(Self.runs) ?? [0...SeriesKey.greatestProduct]
        return stores.lazy.filter { isSelected?.contains($0.key) != false }.flatMap { store in
            runs.lazy.map { SeriesKey.range(ofStore: store.key, products: $0) }
        }
    }

    /// Ascending keys as runs of consecutive ones.
    static func runs(_ keys: [Int32]) -> [ClosedRange<Int32>] {
        var runs: [ClosedRange<Int32>] = []
        for key in keys {
            if let last = runs.last, key == last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...key
            } else {
                runs.append(key...key)
            }
        }
        return runs
    }
}

extension Snapshot {
    /// The series of a selection as ranges of keys, ascending.
    ///
    /// - Throws: as ``resolve(_:)``.
    package func ranges(of selection: SeriesSelection) throws -> any Sequence<ClosedRange<Int>> {
        let keys = try resolve(selection)
        guard !keys.isEverything else { return CollectionOfOne(0...SeriesKey.greatest.rowID) }
        return keys.ranges(in: try storeSizes())
    }
}

enum KeyList {
    /// Keys as a JSON array, which `json_each` turns into rows: one argument for any number of keys.
    static func json(_ keys: some Sequence<Int32>) -> String {
        "[" + keys.map(String.init).joined(separator: ",") + "]"
    }
}
