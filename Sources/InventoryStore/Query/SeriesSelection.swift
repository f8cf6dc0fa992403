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
            stores: try keys(of: selection.stores, in: "store"),
            products: try keys(of: selection.products, in: "product"))
    }

    private func keys(of entries: [String], in table: String) throws -> [Int32]? {
        var keys = Set<Int32>()
        guard !entries.isEmpty else { return nil }
        for entry in entries {
            if let key = try key(of: entry, in: table) {
                keys.insert(key)
                continue
            }
            for name in entry.split(separator: ",").map(String.init) {
                if let key = try key(of: name, in: table) {
                    keys.insert(key)
                } else if name == "all" || name == "*" {
                    return nil
                } else {
                    let matching = name.contains("*") ? try self.keys(matching: name, in: table) : []
                    guard !matching.isEmpty else { throw try unknown(name, in: table) }
                    keys.formUnion(matching)
                }
            }
        }
        return keys.sorted()
    }

    private func key(of identifier: String, in table: String) throws -> Int32? {
        guard
            let key = try Int.fetchOne(
                db, sql: "SELECT \(table)_key FROM \(table) WHERE \(table)_id = ?", arguments: [identifier])
        else { return nil }
        guard bounds(of: table).contains(key) else { throw DatabaseError.damaged("\(table)_key is \(key)") }
        return Int32(key)
    }

    private func keys(matching pattern: String, in table: String) throws -> [Int32] {
        let pattern = Pattern(pattern)
        var keys: [Int32] = []
        try db.scan("SELECT \(table)_key, \(table)_id FROM \(table)") { row in
            guard pattern.matches(row.utf8(1)) else { return }
            keys.append(Int32(try row.int(0, in: bounds(of: table))))
        }
        return keys
    }

    private func bounds(of table: String) -> ClosedRange<Int> {
        table == "store" ? StoredBounds.storeKeys : StoredBounds.productKeys
    }

    private func unknown(_ name: String, in table: String) throws -> StoreError {
        let known = try String.fetchAll(db, sql: "SELECT \(table)_id FROM \(table) ORDER BY \(table)_key LIMIT 4")
        if known.isEmpty {
            return StoreError(.unknownName, "There is no \(table) yet; import a product file first: invdb import FILE")
        }
        let examples = known.prefix(3).joined(separator: ", ") + (known.count > 3 ? ", …" : "")
        return StoreError(
            .unknownName, "No \(table) is called \(name); the \(table)s are \(examples). Patterns take *: 'A*'.")
    }
}

/// A text in which `*` stands for any bytes, none included. Everything else stands for itself.
struct Pattern {
    private let parts: [[UInt8]]

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = parts.first, let last = parts.last else { return text.isEmpty }
        guard parts.count > 1 else { return text.elementsEqual(first) }
        guard text.count >= first.count + last.count, text.starts(with: first),
            text.suffix(last.count).elementsEqual(last)
        else { return false }
        // Each part between is looked for as far left as it goes, which leaves the most room for those after it.
        var at = first.count
        let end = text.count - last.count
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard end - at >= part.count else { return false }
            while at + part.count <= end, !text[at..<at + part.count].elementsEqual(part) { at += 1 }
            guard at + part.count <= end else { return false }
            at += part.count
        }
        return true
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
