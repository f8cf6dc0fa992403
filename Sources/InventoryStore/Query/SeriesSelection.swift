internal import BulkSQLite
import Foundation
internal import GRDB
import Platform

/// The series that a command is about, as the user named them: identifiers, patterns in which `*` stands for any text, and words
/// of the names of products.
package struct SeriesSelection: Equatable, Sendable {
    /// Identifiers and patterns of stores; empty means all.
    package var stores: [String]
    /// Identifiers and patterns of products; empty means all.
    package var products: [String]
    /// Categories of products and patterns of them; empty means all.
    package var categories: [String]
    /// Whether stores and products are identifiers as they are, of which no character has a meaning.
    package var isLiteral = false

    package init(stores: [String] = [], products: [String] = [], categories: [String] = []) {
        self.stores = stores
        self.products = products
        self.categories = categories
    }

    package static let all = SeriesSelection()

    /// A product, in a store or in all.
    package static func literally(product: String, store: String? = nil) -> SeriesSelection {
        var selection = SeriesSelection(stores: store.map { [$0] } ?? [], products: [product])
        selection.isLiteral = true
        return selection
    }
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
    /// `all` means all, unless all has this name. `=NAME` is the identifier NAME and nothing else. `~TEXT` finds the products with
    /// TEXT in their names, commas included.
    /// - Throws: ``StoreError`` of kind `unknownName` if an identifier, a pattern or a text matches nothing, or if `all` has two
    ///   meanings.
    package func resolve(_ selection: SeriesSelection) throws -> SelectedKeys {
        let find = selection.isLiteral ? literalKeys : keys
        var products = try find(selection.products, .product)
        if let ofCategories = try keys(ofCategories: selection.categories) {
            products = products?.filter(Set(ofCategories).contains) ?? ofCategories
        }
        return SelectedKeys(stores: try find(selection.stores, .store), products: products)
    }

    private func literalKeys(of identifiers: [String], in kind: IdentifierKind) throws -> [Int32]? {
        guard !identifiers.isEmpty else { return nil }
        return try identifiers.map { identifier in
            guard let key = try key(of: identifier, in: kind) else { throw try unknown(identifier, in: kind) }
            return key
        }.sorted()
    }

    /// The keys of the products of some categories, ascending; nil if none is named, which means all.
    private func keys(ofCategories entries: [String]) throws -> [Int32]? {
        guard !entries.isEmpty else { return nil }
        let chosen = try texts(of: "category", matching: entries) { .unknownCategory($0, known: $1) }
        return try Int32.fetchAll(
            db,
            sql: """
                SELECT product_key FROM product WHERE category IN (SELECT value FROM json_each(?)) ORDER BY product_key
                """, arguments: [KeyList.json(texts: chosen.sorted())])
    }

    /// The values of a text of products that entries name. An entry is a value, several of them separated by commas, or a pattern with `*`.
    ///
    /// - Parameter unknown: the error for an entry that matches nothing, and the values that there are.
    func texts(
        of column: String, matching entries: [String], unknown: (String, [String]) -> StoreError.Cause
    ) throws -> Set<String> {
        let known = Set(
            try String.fetchAll(db, sql: "SELECT DISTINCT \(column) FROM product WHERE \(column) IS NOT NULL"))
        var chosen = Set<String>()
        for entry in entries {
            // A value that contains a comma is found too.
            for name in known.contains(entry) ? [entry] : entry.split(separator: ",").map(String.init) {
                let matching = known.contains(name) ? [name] : known.filter { Pattern(name).matches($0) }
                guard !matching.isEmpty else { throw StoreError(unknown(name, known.sorted())) }
                chosen.formUnion(matching)
            }
        }
        return chosen
    }

    private func keys(of entries: [String], in kind: IdentifierKind) throws -> [Int32]? {
        var keys = Set<Int32>()
        // The word counts before a store or a product of that name, which is named by =all.
        guard !entries.isEmpty, !entries.contains(Self.all) else { return nil }
        for entry in entries {
            if let key = try namedKey(entry, in: kind) {
                keys.insert(key)
                continue
            }
            if kind == .product, entry.hasPrefix("~"), entry.count > 1 {
                let text = String(entry.dropFirst())
                let matching = try self.keys(of: "name", matching: Pattern(in: text), in: kind)
                guard !matching.isEmpty else { throw StoreError(.unknownProductName(text)) }
                keys.formUnion(matching)
                continue
            }
            for name in entry.split(separator: ",").map(String.init) {
                if name == Self.all { return nil }
                if let key = try namedKey(name, in: kind) {
                    keys.insert(key)
                } else if name == "*" {
                    return nil
                } else {
                    let matching =
                        name.contains("*")
                        ? try self.keys(of: kind.identifier, matching: Pattern(name), in: kind) : []
                    guard !matching.isEmpty else { throw try unknown(name, in: kind) }
                    keys.formUnion(matching)
                }
            }
        }
        return keys.sorted()
    }

    private static var all: String { "all" }

    /// The key of an identifier as it may be written; nil if there is no such identifier.
    private func namedKey(_ name: String, in kind: IdentifierKind) throws -> Int32? {
        if let key = try key(of: name, in: kind) { return key }
        return name.hasPrefix("=") ? try key(of: String(name.dropFirst()), in: kind) : nil
    }

    private func key(of identifier: String, in kind: IdentifierKind) throws -> Int32? {
        guard
            let key = try Int.fetchOne(
                db, sql: "SELECT \(kind.key) FROM \(kind.table) WHERE \(kind.identifier) = ?", arguments: [identifier])
        else { return nil }
        guard kind.bounds.contains(key) else { throw DatabaseError.damaged("\(kind.key) is \(key)") }
        return Int32(key)
    }

    /// The keys of the rows that have a match in a column.
    private func keys(of column: String, matching pattern: Pattern, in kind: IdentifierKind) throws -> [Int32] {
        var keys: [Int32] = []
        var list = SelectList()
        let key = list.add(kind.key)
        let text = list.add(column)
        try db.scan(list, "FROM \(kind.table) WHERE \(column) IS NOT NULL") { row in
            guard pattern.matches(row.utf8(text)) else { return }
            keys.append(Int32(try row.int(key, in: kind.bounds)))
        }
        return keys
    }

    private func unknown(_ name: String, in kind: IdentifierKind) throws -> StoreError {
        let known = try String.fetchAll(
            db, sql: "SELECT \(kind.identifier) FROM \(kind.table) ORDER BY \(kind.key) LIMIT 4")
        if known.isEmpty { return StoreError(.nothingImported(kind)) }
        var near = NearNames(name)
        if !name.contains("*") {
            var list = SelectList()
            let identifier = list.add(kind.identifier)
            // In this order, SQLite reads the index of the identifiers and not the table.
            try db.scan(list, "FROM \(kind.table) ORDER BY \(kind.identifier)") { near.consider($0.utf8(identifier)) }
        }
        return StoreError(
            .unknownName(kind, name, near: near.found, examples: Array(known.prefix(3)), hasMore: known.count > 3))
    }
}

extension SelectedKeys {
    /// The selected series as ranges of keys, ascending: one range for each run of consecutive products in a store.
    ///
    /// - Parameter stores: all stores that have series, ascending by key.
    package func ranges(in stores: [StoreSize]) -> some Sequence<ClosedRange<Int>> {
        ranges(inStores: stores.map(\.key))
    }

    /// The same of stores with these keys, which ascend.
    func ranges(inStores stores: [Int32]) -> some Sequence<ClosedRange<Int>> {
        let isSelected = self.stores.map(Set.init)
        let runs = products.map(Self.runs) ?? [0...SeriesKey.greatestProduct]
        return stores.lazy.filter { isSelected?.contains($0) != false }.flatMap { store in
            runs.lazy.map { SeriesKey.range(ofStore: store, products: $0) }
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

    /// The same of all stores, those without an inventory among them: what is sold, or stated ahead, need not be in it.
    func rangesOfAllStores(_ selection: SeriesSelection) throws -> any Sequence<ClosedRange<Int>> {
        let keys = try resolve(selection)
        guard !keys.isEverything else { return CollectionOfOne(StoredBounds.seriesKeys) }
        return keys.ranges(inStores: try Int32.fetchAll(db, sql: "SELECT store_key FROM store ORDER BY store_key"))
    }
}

enum KeyList {
    /// Keys as a JSON array, which `json_each` turns into rows. This passes any number of keys as one argument.
    static func json(_ keys: some Sequence<Int32>) -> String {
        "[" + keys.map(String.init).joined(separator: ",") + "]"
    }

    /// The same of texts.
    static func json(texts: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    }
}
