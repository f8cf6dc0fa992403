import CSV
import Forecasting
import InventoryStore

/// Turns the records of one product file into rows of `inventory`.
///
/// This is the inner loop of the import. It works on the bytes of the record stream; a `String` is made only for what is
/// wrong, and for identifiers with doubled quotes inside.
struct PositionReader {
    enum Reading {
        case row(InventoryBatch.Row)
        case blank
        case problem(column: ProductColumn?, expected: String)
        /// See ``DateColumn/Reading/contradiction``.
        case contradiction
    }

    let mapping: ColumnMapping
    let importID: Int32
    private(set) var dates: DateColumn
    private let decimalSeparator: UInt8
    /// The store of all rows, where the file has no column for it.
    private let defaultStore: [UInt8]
    // Places of the columns, looked up once.
    private let storeIndex: Int?
    private let productIndex: Int
    private let dateIndex: Int
    private let inventoryIndex: Int
    private let salesIndex: Int
    private let restockingIndex: Int
    private let durationIndex: Int
    private let frequencyIndex: Int

    /// Longest identifier, in bytes.
    static let longestIdentifier = 1000

    init(mapping: ColumnMapping, importID: Int32, dates: DateColumn, decimalSeparator: UInt8, defaultStore: String) {
        self.mapping = mapping
        self.importID = importID
        self.dates = dates
        self.decimalSeparator = decimalSeparator
        self.defaultStore = Array(defaultStore.utf8)
        func place(_ column: ProductColumn) -> Int { mapping.indexes[column] ?? 0 }
        storeIndex = mapping.indexes[.storeID]
        productIndex = place(.productID)
        dateIndex = place(.sellStartDate)
        inventoryIndex = place(.initialInventory)
        salesIndex = place(.salesRate)
        restockingIndex = place(.restockingRate)
        durationIndex = place(.durationDays)
        frequencyIndex = place(.forecastFrequency)
    }

    /// Reads the current record of `stream`.
    ///
    /// - Parameter stores, products: get the identifiers that are new, which are also added to `batch`.
    mutating func read(
        _ stream: RecordStream, stores: inout IdentifierTable, products: inout IdentifierTable,
        into batch: InventoryBatch
    ) -> Reading {
        let bytes = stream.bytes
        let fields = stream.parser.fields
        guard fields.count == mapping.header.count else {
            if RecordFault.isBlank(fields, in: bytes) { return .blank }
            return .problem(
                column: nil,
                expected: RecordFault.count(of: fields, header: mapping.header, dialect: stream.parser.dialect))
        }
        func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(rebasing: bytes[fields[index].start..<fields[index].end])
        }
        guard !text(productIndex).isEmpty || !fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }) else { return .blank }

        let startDay: Int
        switch dates.read(Self.trimmed(text(dateIndex)), line: stream.line) {
        case .day(let day): startDay = day
        case .invalid(let expected): return .problem(column: .sellStartDate, expected: expected)
        case .contradiction: return .contradiction
        }
        guard let onHand = quantity(text(inventoryIndex)) else {
            return .problem(column: .initialInventory, expected: expectedNumber(text(inventoryIndex)))
        }
        guard let salesRate = quantity(text(salesIndex)) else {
            return .problem(column: .salesRate, expected: expectedNumber(text(salesIndex)))
        }
        guard salesRate >= 0 else { return .problem(column: .salesRate, expected: "zero or more") }
        guard let restockingRate = quantity(text(restockingIndex)) else {
            return .problem(column: .restockingRate, expected: expectedNumber(text(restockingIndex)))
        }
        guard restockingRate >= 0 else { return .problem(column: .restockingRate, expected: "zero or more") }
        guard let duration = wholeNumber(text(durationIndex), in: 0...StockLimits.durationDays) else {
            return .problem(
                column: .durationDays, expected: "a whole number of days from 0 to \(StockLimits.durationDays)")
        }
        guard let frequency = wholeNumber(text(frequencyIndex), in: 1...StockLimits.frequency) else {
            return .problem(
                column: .forecastFrequency, expected: "a whole number of days from 1 to \(StockLimits.frequency)")
        }

        // Identifiers come last, so that a bad row leaves none behind.
        let product = identifier(productIndex, stream)
        if let fault = product.fault { return .problem(column: .productID, expected: fault) }
        let store = storeIndex.map { identifier($0, stream) }
        if let fault = store?.fault { return .problem(column: .storeID, expected: fault) }
        // The store is checked before the product is added, so that a bad row leaves neither behind.
        if let store, !store.isAcceptable(in: &stores, limit: SeriesKey.greatestStore) {
            return .problem(column: .storeID, expected: store.expectation(limit: SeriesKey.greatestStore))
        }
        guard
            let productKey = product.key(
                in: &products, addingTo: &batch.newProducts, limit: SeriesKey.greatestProduct)
        else {
            return .problem(column: .productID, expected: product.expectation(limit: SeriesKey.greatestProduct))
        }
        let storeKey =
            store.map { $0.key(in: &stores, addingTo: &batch.newStores, limit: SeriesKey.greatestStore) }
            ?? defaultStore.withUnsafeBufferPointer {
                Identifier.plain($0).key(in: &stores, addingTo: &batch.newStores, limit: SeriesKey.greatestStore)
            }
        guard let storeKey else { return .problem(column: .storeID, expected: "an identifier") }
        return .row(
            InventoryBatch.Row(
                key: SeriesKey(store: storeKey, product: productKey),
                position: StockPosition(
                    startDay: startDay, onHand: onHand, salesRate: salesRate, restockingRate: restockingRate,
                    durationDays: duration, frequency: frequency),
                importID: importID, line: Int32(clamping: stream.line)))
    }

    /// An identifier as it is in the file: mostly a place in the buffer.
    private enum Identifier {
        case plain(UnsafeBufferPointer<UInt8>)
        case unescaped([UInt8])

        var fault: String? {
            withBytes { bytes in
                if bytes.isEmpty { return "an identifier" }
                guard bytes.count > PositionReader.longestIdentifier else { return nil }
                return "an identifier of at most \(PositionReader.longestIdentifier) bytes"
            }
        }

        /// What keeps an identifier out of a table. Those that are in it were looked at when they came.
        var faultOfNew: String? {
            withBytes { bytes in
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    return "UTF-8 text; save the file as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: "
                        + "iconv -f WINDOWS-1252 -t UTF-8 FILE | invdb import -"
                }
                if bytes.contains(0) { return "an identifier without a zero byte" }
                let isBlank = text.unicodeScalars.allSatisfy {
                    $0.properties.isWhitespace || $0.properties.generalCategory == .format
                }
                return isBlank ? "an identifier, not only spaces" : nil
            }
        }

        /// What to say of an identifier that could not be added to a table of so many.
        func expectation(limit: Int32) -> String {
            faultOfNew ?? "one of the \(limit) different ones that a database has room for"
        }

        /// Whether it is in a table already, or could be added to it.
        func isAcceptable(in table: inout IdentifierTable, limit: Int32) -> Bool {
            withBytes { table.key(of: $0) } != nil || (faultOfNew == nil && table.greatestKey < limit)
        }

        /// The key in a table, where a new identifier is added to the table and to `list`; nil where it has a fault or the
        /// table has `limit` identifiers already.
        func key(in table: inout IdentifierTable, addingTo list: inout IdentifierList, limit: Int32) -> Int32? {
            if let key = withBytes({ table.key(of: $0) }) { return key }
            guard faultOfNew == nil, table.greatestKey < limit else { return nil }
            return withBytes { bytes in
                list.append(bytes)
                return table.insert(bytes)
            }
        }

        private func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
            switch self {
            case .plain(let bytes): body(bytes)
            case .unescaped(let bytes): bytes.withUnsafeBufferPointer(body)
            }
        }
    }

    @inline(__always)
    private func identifier(_ index: Int, _ stream: RecordStream) -> Identifier {
        let field = stream.parser.fields[index]
        let raw = UnsafeBufferPointer(rebasing: stream.bytes[field.start..<field.end])
        guard field.isEscaped, let text = stream.text(of: field) else { return .plain(raw) }
        return .unescaped(Array(text.utf8))
    }

    @inline(__always)
    private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = text.count
        while start < end, text[start] == UInt8(ascii: " ") || text[start] == UInt8(ascii: "\t") { start += 1 }
        while start < end, text[end - 1] == UInt8(ascii: " ") || text[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }

    @inline(__always)
    private func quantity(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let number = DecimalText.parse(Self.trimmed(text), separator: decimalSeparator),
            abs(number) <= StockLimits.quantity
        else { return nil }
        return number
    }

    @inline(__always)
    private func wholeNumber(_ text: UnsafeBufferPointer<UInt8>, in range: ClosedRange<Int>) -> Int? {
        guard let number = quantity(text), number >= Double(range.lowerBound), number <= Double(range.upperBound),
            number == number.rounded()
        else { return nil }
        return Int(number)
    }

    /// What to say of a text that is no quantity.
    private func expectedNumber(_ text: UnsafeBufferPointer<UInt8>) -> String {
        NumberExpectation.of(Self.trimmed(text), separator: decimalSeparator)
    }
}
