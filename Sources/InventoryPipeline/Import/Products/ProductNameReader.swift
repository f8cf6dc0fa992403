/// Reads the names and categories of products in the records of a product file that has columns for them.
struct ProductNameReader {
    enum Reading {
        case names(name: Identifier, category: Identifier)
        case problem(column: ImportColumn, expected: ExpectedText)
    }

    let nameSource: FieldSource?
    let categorySource: FieldSource?
    private let fields: FieldReader
    private static var none: Identifier { .unescaped([]) }

    /// nil if the file has none of the columns.
    init?(_ fields: FieldReader) {
        self.fields = fields
        nameSource = fields.source(ProductColumns.name)
        categorySource = fields.source(ProductColumns.category)
        guard nameSource != nil || categorySource != nil else { return nil }
    }

    /// Reads the current record. Texts are kept unchanged; an empty field states nothing.
    func read(_ stream: RecordStream) -> Reading {
        let name = nameSource.map { fields.identifier($0, stream) } ?? Self.none
        if let fault = Self.fault(of: name) { return .problem(column: ProductColumns.name, expected: fault) }
        let category = categorySource.map { fields.identifier($0, stream) } ?? Self.none
        if let fault = Self.fault(of: category) { return .problem(column: ProductColumns.category, expected: fault) }
        return .names(name: name, category: category)
    }

    private static func fault(of text: Identifier) -> ExpectedText? {
        text.withBytes { bytes in
            if bytes.count > Identifier.longest { return "a text of at most \(Identifier.longest) bytes" }
            // Nearly all are ASCII.
            if bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) { return nil }
            if bytes.contains(0) { return "a text without a zero byte" }
            return String(validating: bytes, as: UTF8.self) == nil ? Identifier.utf8 : nil
        }
    }
}
