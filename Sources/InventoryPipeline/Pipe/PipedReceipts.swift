import Forecasting
import InventoryStore
import Platform

/// The receipts of a file, by their series.
struct PipedReceipts {
    private var stores = IdentifierTable()
    private var products = IdentifierTable()
    private var receipts: [Receipt] = []
    private var places: [SeriesKey: Range<Int>] = [:]
    /// The receipts of series that have been asked for.
    private var used: Set<SeriesKey> = []
    /// Of each receipt, if bad rows are collected.
    private var records: [[UInt8]] = []
    private var lines: [Int32] = []
    private(set) var report: FileReport?
    private(set) var badRows: [FileFindings.BadRow] = []
    private(set) var rowsRead = 0

    /// - Throws: ``InputError``, ``SystemError``, ``OutputRefused``, ``Interrupted``.
    init(path: String, _ reading: ImportRequest, folder: String, _ interruption: Interruption) throws {
        var request = reading
        request.files = [path]
        request.map = request.map.filter { Receipts.columns.contains($0.key) }
        request.ignored = []
        let input = try ImportInput(path: path, temporaryFolder: folder, interruption: interruption)
        let source = ImportSource<Receipts>(
            request: request, inputs: [input], dates: [:], firstImportID: 0, stores: IdentifierTable(),
            products: IdentifierTable())
        var rows: [(row: ReceiptRow, record: [UInt8])] = []
        try source.run { item in
            try interruption.check()
            Self.add(item.batch.newStores, to: &stores)
            Self.add(item.batch.newProducts, to: &products)
            for (place, row) in item.batch.rows.enumerated() {
                rows.append((row, place < item.records.count ? Array(item.records[place].utf8) : []))
            }
            rowsRead += item.findings.rowsRead
            badRows += item.findings.badRows
            report = item.findings.report ?? report
        }
        // Sorting is stable, so receipts of a day stay in the order of the file, as in a database.
        rows.sort { $0.row.ordinal < $1.row.ordinal }
        for entry in rows {
            let place = receipts.count
            let known = places[entry.row.key]?.lowerBound ?? place
            places[entry.row.key] = known..<place + 1
            receipts.append(Receipt(day: Int(entry.row.day), quantity: entry.row.quantity))
            records.append(entry.record)
            lines.append(entry.row.line)
        }
    }

    var count: Int { receipts.count }

    private static func add(_ list: IdentifierList, to table: inout IdentifierTable) {
        list.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<list.count {
                _ = table.key(of: UnsafeBufferPointer(rebasing: bytes[list.range(of: index)])) { _ in true }
            }
        }
    }

    /// The receipts of a series, ascending by day.
    mutating func take(_ store: UnsafeBufferPointer<UInt8>, _ product: UnsafeBufferPointer<UInt8>)
        -> ArraySlice<Receipt>
    {
        guard let storeKey = stores.key(of: store), let productKey = products.key(of: product) else { return [] }
        let key = SeriesKey(store: storeKey, product: productKey)
        guard let place = places[key] else { return [] }
        used.insert(key)
        return receipts[place]
    }

    /// Calls `body` with each receipt whose series has not been asked for, in the order of the file.
    func forEachUnused(_ body: (SeriesName, _ line: Int, _ record: [UInt8]) throws -> Void) rethrows {
        var unused: [(line: Int32, place: Int, key: SeriesKey)] = []
        for (key, range) in places where !used.contains(key) {
            for place in range { unused.append((lines[place], place, key)) }
        }
        for found in unused.sorted(by: { ($0.line, $0.place) < ($1.line, $1.place) }) {
            try body(
                SeriesName(
                    product: products.identifier(of: found.key.product), store: stores.identifier(of: found.key.store)),
                Int(found.line), records[found.place])
        }
    }
}
