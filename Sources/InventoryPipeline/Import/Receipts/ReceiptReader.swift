import InventoryStore

/// Turns the records of one file of scheduled receipts into rows of `receipt`.
///
/// A receipt belongs to a series of the inventory, so no identifier is new here. Whether the series exists and has
/// begun by the day of the receipt is looked up after the rows have been sorted.
struct ReceiptReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let series: SeriesReader
    private let importID: Int32
    private let dateIndex: Int
    private let quantityIndex: Int

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        series = SeriesReader(fields, defaultStore: defaultStore)
        dateIndex = fields.place(ReceiptColumns.date)
        quantityIndex = fields.place(ReceiptColumns.quantity)
    }

    mutating func read(
        _ stream: RecordStream, _ identifiers: inout Identifiers, into batch: ReceiptBatch
    ) -> RowReading {
        if let fault = series.fault(stream) { return fault }
        func text(_ index: Int) -> UnsafeBufferPointer<UInt8> { fields.text(index, stream) }

        let day: Int
        switch dates.read(FieldReader.trimmed(text(dateIndex)), line: stream.line) {
        case .day(let number): day = number
        case .invalid(let expected): return .problem(column: ReceiptColumns.date, expected: expected)
        case .contradiction: return .contradiction
        }
        guard let quantity = fields.quantity(text(quantityIndex)) else {
            return .problem(column: ReceiptColumns.quantity, expected: fields.expectedNumber(text(quantityIndex)))
        }
        guard quantity > 0 else { return .problem(column: ReceiptColumns.quantity, expected: "more than zero") }

        let key: SeriesKey
        switch series.read(stream) {
        case .problem(let problem): return problem
        case .identifiers(let product, let store):
            var problem: RowReading?
            guard let found = series.knownKey(product, store, in: &identifiers, problem: &problem) else {
                return problem ?? .blank
            }
            key = found
        }
        batch.append(
            ReceiptRow(
                key: key, day: Int32(truncatingIfNeeded: day), quantity: quantity, importID: importID,
                line: Int32(clamping: stream.line)))
        return .row
    }
}
