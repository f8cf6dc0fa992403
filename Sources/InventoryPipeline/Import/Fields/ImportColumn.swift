/// A column of a kind of file. `--help`, the docs, exports, `--map` and the file of rejects use it.
package struct ImportColumn: Hashable, Sendable {
    /// The name in exports and in `--map`. Columns of different kinds with the same name have the same meaning.
    package let name: String
    package let isOptional: Bool
    /// A description, for the docs.
    package let summary: String
    /// The names in other programs, in the form of ``normalized(_:)``. Within one kind of file, no two columns share a
    /// name.
    package let synonyms: [String]

    package init(_ name: String, isOptional: Bool = false, _ summary: String, synonyms: [String]) {
        self.name = name
        self.isOptional = isOptional
        self.summary = summary
        self.synonyms = synonyms
    }

    /// Whether a name means this column.
    ///
    /// - Parameter name: in the form of ``normalized(_:)``.
    func isCalled(_ name: String) -> Bool { self.name == name || synonyms.contains(name) }

    /// A header name in the form for comparison: lower case, with one underscore for each run of other characters.
    static func normalized(_ header: String) -> String {
        header.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }

    package static func == (left: ImportColumn, right: ImportColumn) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    // Every kind of file has these two.

    package static let storeID = ImportColumn(
        "store_id", isOptional: true,
        "optional; without it the rows belong to the store that the command names, or to `main`",
        synonyms: [
            "store", "location", "location_id", "site", "site_id", "shop", "shop_id", "branch", "branch_id",
            "warehouse", "warehouse_id", "store_number", "store_no", "store_code", "outlet", "depot", "plant",
        ])

    package static let productID = ImportColumn(
        "product_id", "any text, kept as written: `007` and `7` are two products",
        synonyms: [
            "product", "sku", "sku_id", "item", "item_id", "item_no", "item_number", "item_code", "article",
            "article_id", "article_no", "article_number", "product_code", "product_no", "product_number",
            "material", "part_number", "part_no", "upc", "ean", "gtin",
        ])
}

/// A column of a kind of file and its value for a row. Exports and the file of rejects write it.
struct ExportedColumn<Values>: Sendable {
    let column: ImportColumn
    let cell: @Sendable (Values) -> Cell

    init(_ column: ImportColumn, _ cell: @escaping @Sendable (Values) -> Cell) {
        self.column = column
        self.cell = cell
    }
}

extension [String] {
    /// Whether one of the names, in the form of ``ImportColumn/normalized(_:)``, means a column.
    func have(_ column: ImportColumn) -> Bool { contains(where: column.isCalled) }
}
