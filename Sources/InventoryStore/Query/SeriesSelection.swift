internal import BulkSQLite
internal import GRDB

/// The series that a command is about, as the user named them: identifiers, and patterns in which `*` stands for any text.
package struct SeriesSelection: Equatable, Sendable {
    /// Identifiers and patterns of stores; empty means all.
    package var stores: [String]
    /// Identifiers and patterns of products; empty means all.
    package var products: [String]

    package init(stores: [String] = [], products: [String] = []) {
        self.stores = stores
        self.products = products
    }

    package static let all = SeriesSelection()
}

/// The keys of a selection.
package struct SelectedKeys: Equatable, Sendable {
    /// Keys of the selected stores, ascending; nil means all.
    package var stores: [Int32]?
    /// Keys of the selected products, ascending; nil means all.
    package var products: [Int32]?

    package var isEverything: Bool { stores == nil && products == nil }
}

extension Snapshot {
    /// The keys of a selection.
    ///
    /// One entry may name several identifiers, separated by commas. An identifier that contains a comma is found too. The word
    /// `all` means all, unless it is an identifier itself.
    /// - Throws: ``StoreError`` of kind `unknownName` if an identifier or a pattern matches nothing.
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
    /// The selected series as ranges of keys, ascending: one range for each run of consecutive products in a store.
    ///
    /// - Parameter stores: all stores that have series, ascending by key.
    package func ranges(in stores: [StoreSize]) -> some Sequence<ClosedRange<Int>> {
        let isSelected = self.stores.map(Set.init)
        let runs = products.map(Self.runs) ?? [0...SeriesKey.greatestProduct]
        return stores.lazy.filter { isSelected?.contains($0.key) != false }.flatMap { store in
            runs.lazy.map { SeriesKey.range(ofStore: store.key, products: $0) }
        }
    }

    /// Runs of consecutive keys. The keys have to ascend.
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
    /// - Throws: the errors of ``resolve(_:)``.
    package func ranges(of selection: SeriesSelection) throws -> any Sequence<ClosedRange<Int>> {
        let keys = try resolve(selection)
        guard !keys.isEverything else { return CollectionOfOne(0...SeriesKey.greatest.rowID) }
        return keys.ranges(in: try storeSizes())
    }
}

enum KeyList {
    /// Keys as a JSON array, which `json_each` turns into rows. This passes any number of keys as one argument.
    static func json(_ keys: some Sequence<Int32>) -> String {
        "[" + keys.map(String.init).joined(separator: ",") + "]"
    }
}
