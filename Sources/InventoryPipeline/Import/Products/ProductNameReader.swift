import InventoryStore

/// Reads the texts of products in the records of a product file that has columns for them.
struct ProductNameReader {
    /// The texts that the file has columns for.
    let columns: [ProductText]
    private let sources: [FieldSource]
    private let fields: FieldReader

    /// nil if the file has none of the columns.
    init?(_ fields: FieldReader) {
        self.fields = fields
        let found = ProductText.allCases.compactMap { text in
            fields.source(ProductColumns.column(of: text)).map { (text, $0) }
        }
        columns = found.map(\.0)
        sources = found.map(\.1)
        if found.isEmpty { return nil }
    }

    /// Why the texts of the current record can't be stored; nil if they can. An empty field states nothing.
    func problem(_ stream: RecordStream) -> RowReading? {
        for (column, source) in zip(columns, sources) {
            if let fault = fields.identifier(source, stream).textFault {
                return .problem(column: ProductColumns.column(of: column), expected: fault)
            }
        }
        return nil
    }

    /// Adds the texts of the current record, which have no problem. Texts are kept unchanged.
    func append(_ stream: RecordStream, of product: Int32, to names: inout ProductNames) {
        names.append(product: product, columns: columns)
        for source in sources { fields.identifier(source, stream).withBytes { names.append(text: $0) } }
    }

    /// The same, unless one of the texts is empty: in a file of sales that states nothing.
    func appendIfStated(_ stream: RecordStream, of product: Int32, to names: inout ProductNames) {
        guard sources.allSatisfy({ !fields.text($0, stream).isEmpty }) else { return }
        append(stream, of: product, to: &names)
    }
}
