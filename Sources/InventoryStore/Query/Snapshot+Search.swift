internal import BulkSQLite
internal import GRDB
import Platform

/// A product with what people know it by.
package struct FoundProduct: Equatable, Sendable {
    package var productID: String
    package var name: String?
    package var category: String?
    package var supplier: String?
    /// The stores that have it in the inventory.
    package var stores: Int
}

extension Snapshot {
    /// The products whose identifier or name has each word of a text in it, in any case: the one whose identifier is the text first, then
    /// those whose identifier begins with it, then those that have all words in their identifier, then the others. In a word `*` stands for
    /// any text.
    ///
    /// - Returns: of those that are found, the ones from `offset` on, `limit` at most; and the number of all.
    package func products(
        withWordsOf text: String, limit: Int, offset: Int = 0
    ) throws -> (found: [FoundProduct], count: Int) {
        let words = text.split(whereSeparator: \.isWhitespace).map { SearchedWord(String($0)) }
        guard !words.isEmpty else { return ([], 0) }
        let whole = SearchedWord(text)
        var ranked: [[Int32]] = [[], [], [], []]
        var list = SelectList()
        let key = list.add("product_key")
        let identifier = list.add("product_id")
        let name = list.add("name")
        try db.scan(list, "FROM product ORDER BY product_key") { row in
            let identifierBytes = row.utf8(identifier)
            let isInIdentifier = words.allSatisfy { $0.isIn(identifierBytes) }
            if !isInIdentifier {
                let nameBytes = row.utf8(name)
                guard words.allSatisfy({ $0.isIn(identifierBytes) || $0.isIn(nameBytes) }) else { return }
            }
            let rank =
                !isInIdentifier
                ? 3 : !whole.begins(identifierBytes) ? 2 : whole.hasLength(of: identifierBytes) ? 0 : 1
            ranked[rank].append(Int32(try row.int(key, in: StoredBounds.productKeys)))
        }
        let keys = ranked.joined()
        return (try keys.dropFirst(offset).prefix(limit).map(product), keys.count)
    }

    private func product(_ key: Int32) throws -> FoundProduct {
        let details = try names(of: key)
        var found = FoundProduct(
            productID: "", name: details[.name], category: details[.category], supplier: details[.supplier], stores: 0)
        var list = SelectList()
        let identifier = list.add("product_id")
        let stores = list.add(
            """
            (SELECT count(*) FROM store CROSS JOIN inventory
                ON series_key = store.store_key << \(SeriesKey.productBits) | product.product_key)
            """)
        try db.scan(list, "FROM product WHERE product_key = ?", [key]) { row in
            found.productID = try row.name(at: identifier)
            found.stores = row.int(stores)
        }
        return found
    }

    /// The last run and the last import of the log; 0 if there is none.
    package func lastLogged() throws -> LastLogged {
        LastLogged(
            run: try Int.fetchOne(db, sql: "SELECT max(run_id) FROM run") ?? 0,
            importID: try Int.fetchOne(db, sql: "SELECT max(import_id) FROM import") ?? 0)
    }

    /// The log of imports, the newest first.
    package func imports(limit: Int) throws -> [ImportEntry] {
        var imports: [ImportEntry] = []
        var list = SelectList()
        let columns = list.add(ImportTable.Columns.self, of: "import")
        try db.scan(list, "FROM import ORDER BY import_id DESC LIMIT ?", [limit]) { row in
            imports.append(try columns.read(row))
        }
        return imports
    }
}

/// How far the logs of runs and of imports go. Whatever is newer has a greater number.
package struct LastLogged: Equatable, Sendable {
    package var run: Int
    package var importID: Int

    package init(run: Int, importID: Int) {
        self.run = run
        self.importID = importID
    }
}

/// A word to be found in texts. ASCII letters are compared byte by byte; other words as Unicode has their small letters.
private struct SearchedWord {
    private let pattern: Pattern
    private let bytes: [UInt8]
    /// The word in small letters, if it has others than ASCII.
    private let folded: String?

    init(_ word: String) {
        pattern = Pattern(in: word)
        bytes = word.utf8.map(\.lowercasedASCII)
        folded = word.utf8.allSatisfy { $0 < 0x80 } ? nil : word.lowercased()
    }

    func isIn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let folded else { return pattern.matches(text) }
        guard text.contains(where: { $0 >= 0x80 }) else { return false }
        return String(decoding: text, as: UTF8.self).lowercased().contains(folded)
    }

    func begins(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let folded else { return text.lazy.map(\.lowercasedASCII).starts(with: bytes) }
        return String(decoding: text, as: UTF8.self).lowercased().hasPrefix(folded)
    }

    func hasLength(of text: UnsafeBufferPointer<UInt8>) -> Bool { text.count == bytes.count }
}
