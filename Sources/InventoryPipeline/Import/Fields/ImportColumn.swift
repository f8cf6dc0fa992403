/// A column of a kind of file. `--help`, the docs, exports, `--map` and the file of rejects use it.
package struct ImportColumn: Hashable, Sendable {
    /// The name in exports and in `--map`. Columns of different kinds with the same name have the same meaning.
    package let name: String
    package let isOptional: Bool
    /// A description, for the docs.
    package let summary: String
    /// The names in other programs, in one of the forms of ``HeaderName``, the best group first: if a file has several, the one in
    /// the earliest group is meant. Within one kind of file, no two columns share a name.
    package let synonyms: [[String]]
    /// Whether several columns of a file may be this one. Then all of them count.
    package let mayRepeat: Bool

    package init(
        _ name: String, isOptional: Bool = false, mayRepeat: Bool = false, _ summary: String, synonyms: [String]...
    ) {
        self.name = name
        self.isOptional = isOptional
        self.mayRepeat = mayRepeat
        self.summary = summary
        self.synonyms = synonyms
    }

    /// A column whose synonyms are ranked one by one, the best first.
    package init(_ name: String, isOptional: Bool, _ summary: String, ranked synonyms: [String]) {
        self.name = name
        self.isOptional = isOptional
        mayRepeat = false
        self.summary = summary
        self.synonyms = synonyms.map { [$0] }
    }

    private init(_ column: ImportColumn, isOptional: Bool, _ summary: String, synonyms: [[String]]) {
        name = column.name
        self.isOptional = isOptional
        mayRepeat = column.mayRepeat
        self.summary = summary
        self.synonyms = synonyms
    }

    /// The same column, for a kind of files that may leave it out.
    func optional(_ summary: String) -> ImportColumn {
        ImportColumn(self, isOptional: true, summary, synonyms: synonyms)
    }

    /// The same column, for a kind of files in which a name means something else.
    func without(_ name: String) -> ImportColumn {
        ImportColumn(self, isOptional: isOptional, summary, synonyms: synonyms.map { $0.filter { $0 != name } })
    }

    /// How well a name fits this column: 0 is the column's own name, and each group of synonyms is one more. nil if the name
    /// doesn't mean it.
    func rank(of name: HeaderName) -> Int? {
        if name.forms.contains(self.name) { return 0 }
        return synonyms.firstIndex { group in name.forms.contains(where: group.contains) }.map { $0 + 1 }
    }

    package static func == (left: ImportColumn, right: ImportColumn) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    // Every kind of file has these.

    package static let storeID = ImportColumn(
        "store_id", isOptional: true,
        "optional; without it the rows belong to the store that the command names, or to `main`",
        synonyms: ["store", "store_number", "store_no", "store_nbr", "store_code"],
        ["shop_id", "shop", "outlet", "branch_id", "branch", "branch_code"],
        ["location_id", "location_code", "location", "location_id_complete_name"],
        ["warehouse_id", "warehouse_code", "warehouse"],
        ["site_id", "site", "plant", "depot", "facility", "source_code"],
        ["store_name", "shop_name", "outlet_name", "location_name", "warehouse_name"], ["marketplace"])

    package static let productID = ImportColumn(
        "product_id", "any text, kept as written: `007` and `7` are two products",
        synonyms: ["sku", "sku_id"],
        [
            "variant_sku", "lineitem_sku", "merchant_sku", "seller_sku", "msku", "custom_sku", "product_sku",
            "variant_code_sku", "internal_reference", "default_code", "product_id_default_code",
        ],
        [
            "item_code", "item_no", "item_number", "item_nbr", "item_id", "article_no", "article_number", "article_id",
            "product_code", "product_no", "product_number", "material_number", "part_number", "part_no", "stock_code",
        ],
        ["material", "article"], ["product"], ["item"], ["system_id"], ["upc", "ean", "gtin", "barcode"])

    /// Not stored: quantities in anything but pieces are a question.
    package static let unit = ImportColumn(
        "unit", isOptional: true, mayRepeat: true, "what quantities are counted in; anything but pieces is a question",
        synonyms: [
            "unit_of_measure", "units_of_measure", "unit_of_measure_code", "base_unit_of_measure", "uom", "uom_code",
            "stock_uom", "purchase_uom", "order_unit", "base_unit",
        ])
}

/// A name in a header, in the forms in which it is compared with the names of columns.
struct HeaderName: Equatable {
    let forms: [String]

    init(_ header: String) {
        let plain = Self.joined(header)
        let split = Self.joined(Self.splitAtCapitals(header))
        forms = plain == split ? [plain] : [plain, split]
    }

    func isOne(of names: Set<String>) -> Bool { forms.contains(where: names.contains) }

    /// In lower case, with one underscore for each run of other characters.
    private static func joined(_ header: String) -> String {
        header.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }

    /// `QuantityOrdered` as `Quantity Ordered`, and `POStatus` as `PO Status`.
    private static func splitAtCapitals(_ header: String) -> String {
        let letters = Array(header)
        var split = ""
        for (index, letter) in letters.enumerated() {
            if letter.isUppercase, index > 0 {
                let followsSmall = letters[index - 1].isLowercase || letters[index - 1].isNumber
                let beginsWord =
                    letters[index - 1].isUppercase && index + 1 < letters.count && letters[index + 1].isLowercase
                if followsSmall || beginsWord { split.append(" ") }
            }
            split.append(letter)
        }
        return split
    }
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

extension [HeaderName] {
    /// Whether one of the names means a column.
    func have(_ column: ImportColumn) -> Bool { contains { column.rank(of: $0) != nil } }
}
