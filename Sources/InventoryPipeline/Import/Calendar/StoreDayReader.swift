import InventoryStore
import Platform

/// Turns the records of one file of a calendar into rows of `store_day`. It adds no stores: a calendar of a store that is not there
/// has a mistake in its name.
final class StoreDayReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let importID: Int32
    private let date: FieldSource
    private let store: FieldSource?
    /// The store of all rows, if the file has no column for it and the user has named one.
    private let namedStore: [UInt8]?
    private let form: IdentifierReading
    private let open: OpenReader

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        date = fields.requiredSource(CalendarColumns.date)
        store = fields.source(.storeID)
        namedStore = fields.options.isStoreGiven ? Array(defaultStore.utf8) : nil
        form = IdentifierReading(fields.options)
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
        guard let store = store(stream, &identifiers, problem: &problem) else { return problem ?? .blank }
        batch.append(
            StoreDayRow(
                store: store, day: day, isOpen: isOpen, importID: importID, line: Int32(clamping: stream.line)))
        return .row
    }

    /// The key of the store of the current record. An empty field is all stores, also if the user has named one: that is the store
    /// of files without the column.
    ///
    /// - Returns: nil if `problem` was set.
    private func store(
        _ stream: RecordStream, _ identifiers: inout Identifiers, problem: inout RowReading?
    ) -> Int32? {
        let identifier: Identifier
        if let store {
            if FieldReader.trimmed(fields.text(store, stream)).isEmpty { return StoreDays.allStores }
            identifier = form.store(fields.identifier(store, stream))
        } else if let namedStore {
            identifier = .unescaped(namedStore)
        } else {
            return StoreDays.allStores
        }
        if let fault = identifier.fault {
            problem = .problem(column: .storeID, expected: fault)
            return nil
        }
        if let key = identifier.key(in: &identifiers.stores) { return key }
        problem =
            identifier.faultOfNew.map { .problem(column: .storeID, expected: $0) }
            ?? .problem(
                column: nil, expected: .unknownStore(identifier.withBytes { DisplayText.value(of: $0) }))
        return nil
    }
}
