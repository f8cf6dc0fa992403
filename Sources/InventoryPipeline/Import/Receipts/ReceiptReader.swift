import InventoryStore

/// Turns the records of one file of scheduled receipts into rows of `receipt`.
///
/// A receipt belongs to a series of the inventory, so no identifier is new here, unless there is no database. Whether the series exists and has
/// begun by the day of the receipt is looked up after the rows have been sorted.
final class ReceiptReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let series: SeriesReader
    private let importID: Int32
    private let date: FieldSource
    private let quantities: OpenQuantityReader
    private let standing: StandingReader?
    private let unit: UnitReader?
    private let leavesOutUndated: Bool

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        series = SeriesReader(fields, defaultStore: defaultStore)
        date = fields.requiredSource(ReceiptColumns.date)
        quantities = OpenQuantityReader(fields)
        standing = StandingReader(
            fields, .init(cancelled: ReceiptColumns.cancelled, status: ReceiptColumns.status), words: .orders)
        unit = UnitReader(fields)
        leavesOutUndated = fields.options.leavesOutUndated
    }

    var countedWords: [String] { standing?.countedWords ?? [] }

    func read(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout ReceiptBatch
    ) -> RowReading {
        if let fault = series.fault(stream) { return fault }
        /// The row still says that its file is about this store: what was to come is replaced by nothing.
        func leftOut(_ why: LeftOut) -> RowReading {
            if let store = series.knownStore(stream, in: &identifiers) { batch.name(store: store, importID: importID) }
            return .leftOut(why)
        }
        // An order that no longer stands may have any date and any product.
        switch standing?.read(stream) {
        case nil, .stands, .returned: break
        case .leftOut(let why): return leftOut(why)
        case .problem(let place, let expected): return .problemAt(place: place, expected: expected)
        }
        let quantity: Double
        switch quantities.read(stream) {
        case .open(let units): quantity = units
        case .nothing: return leftOut(.nothingOpen)
        case .problem(let column, let expected): return .problem(column: column, expected: expected)
        }
        if let problem = unit?.problem(stream) { return problem }

        let day: Int
        let date = FieldReader.trimmed(fields.text(date, stream))
        if date.isEmpty, leavesOutUndated { return leftOut(.undated) }
        switch dates.read(date, line: stream.line) {
        case .day(let number): day = number
        case .invalid(let expected): return .problem(column: ReceiptColumns.date, expected: expected)
        case .contradiction: return .contradiction
        }

        let key: SeriesKey
        switch series.read(stream, part) {
        case .problem(let problem): return problem
        case .identifiers(let product, let store):
            var problem: RowReading?
            let found =
                fields.options.isPiped
                ? series.key(
                    product, store, addingTo: &identifiers, &batch.newStores, &batch.newProducts, problem: &problem)
                : series.knownKey(product, store, in: &identifiers, isNew: false, problem: &problem)
            guard let found else { return problem ?? .blank }
            key = found
        }
        batch.append(
            ReceiptRow(
                key: key, day: Int32(truncatingIfNeeded: day), quantity: quantity, importID: importID,
                line: Int32(clamping: stream.line)))
        return .row
    }
}
