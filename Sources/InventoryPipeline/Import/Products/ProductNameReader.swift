/// Reads what products are called in the records of a product file that has such columns.
struct ProductNameReader {
    enum Reading {
        case labels(name: Identifier, category: Identifier)
        case problem(column: FileColumn, expected: String)
    }

    let nameIndex: Int?
    let categoryIndex: Int?
    private let values: FieldReader
    private static var none: Identifier { .unescaped([]) }

    /// nil for a file that has none of the columns.
    init?(_ values: FieldReader) {
        self.values = values
        nameIndex = values.mapping.indexes[.name]
        categoryIndex = values.mapping.indexes[.category]
        guard nameIndex != nil || categoryIndex != nil else { return nil }
    }

    /// Reads the current record. Texts are kept as they are written; an empty field is one that is not stated.
    func read(_ stream: RecordStream) -> Reading {
        let name = nameIndex.map { values.identifier($0, stream) } ?? Self.none
        if let fault = Self.fault(of: name) { return .problem(column: .name, expected: fault) }
        let category = categoryIndex.map { values.identifier($0, stream) } ?? Self.none
        if let fault = Self.fault(of: category) { return .problem(column: .category, expected: fault) }
        return .labels(name: name, category: category)
    }

    private static func fault(of text: Identifier) -> String? {
        text.withBytes { bytes in
            if bytes.count > Identifier.longest { return "a text of at most \(Identifier.longest) bytes" }
            // Nearly all are ASCII.
            if bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) { return nil }
            if bytes.contains(0) { return "a text without a zero byte" }
            return String(validating: bytes, as: UTF8.self) == nil ? Identifier.utf8 : nil
        }
    }
}
