import InventoryStore

/// Turns the records of one file of a calendar into rows of `store_day`. It adds no stores: a calendar of a store that is not there
/// has a mistake in its name.
final class StoreDayReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let importID: Int32
    private let date: FieldSource
    private let limits: LimitReader
    private let open: OpenReader

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        date = fields.requiredSource(CalendarColumns.date)
        limits = LimitReader(fields, defaultStore: defaultStore)
        open = OpenReader(fields)
    }

    func read(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout StoreDayBatch
    ) -> RowReading {
        if let fault = fields.formFault(stream) { return fault }
        if stream.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }) { return .blank }
        let day: Int
        switch dates.read(FieldReader.trimmed(fields.text(date, stream)), line: stream.line) {
        case .day(let number): day = number
        case .invalid(let expected): return .problem(column: CalendarColumns.date, expected: expected)
        case .contradiction: return .contradiction
        }
        let isOpen: Bool
        switch open.read(stream) {
        case .state(let state): isOpen = state
        case .problem(let column, let expected): return .problem(column: column, expected: expected)
        }
        var problem: RowReading?
        let store = limits.store(stream, &identifiers, problem: &problem) ?? StoreDays.allStores
        if let problem { return problem }
        batch.append(
            StoreDayRow(
                store: store, day: day, isOpen: isOpen, importID: importID, line: Int32(clamping: stream.line)))
        return .row
    }
}
