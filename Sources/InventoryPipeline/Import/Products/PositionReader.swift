import CSV
import Forecasting
import InventoryStore

/// Turns the records of one product file into rows of `inventory`. If the file has columns for them, it also reads
/// terms of supply and texts of products.
///
/// A file may have only some of the columns. Then its rows are about series that are stored already, and what it does not have
/// stays. If it has neither stores nor anything that differs between them, its rows are about products in all stores.
final class PositionReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let series: SeriesReader
    private let importID: Int32
    // Where the columns are read, looked up once.
    private let stock: StockReader?
    private let sales: FieldSource?
    private let restocking: FieldSource?
    private let duration: FieldSource?
    private let frequency: FieldSource?
    private let unstated: UnstatedColumns
    private let unit: UnitReader?
    /// Days that a rate of sales covers.
    private let salesDays: Double
    private let terms: TermsReader?
    private let names: ProductNameReader?
    private let subject: FileSubject

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        subject = FileSubject(fields.mapping, fields.options)
        series = SeriesReader(fields, defaultStore: defaultStore)
        stock = StockReader(fields)
        sales = fields.source(ProductColumns.salesRate)
        restocking = fields.source(ProductColumns.restockingRate)
        duration = fields.source(ProductColumns.durationDays)
        frequency = fields.source(ProductColumns.forecastFrequency)
        unstated = Self.unstated(in: fields.mapping)
        unit = UnitReader(fields)
        salesDays = fields.options.salesDays
        terms = TermsReader(fields)
        names = ProductNameReader(fields)
    }

    private static func unstated(in mapping: ColumnMapping) -> UnstatedColumns {
        var unstated: UnstatedColumns = []
        if !mapping.states(ProductColumns.initialInventory) { unstated.insert(.position) }
        if !mapping.states(ProductColumns.salesRate) { unstated.insert(.salesRate) }
        if !mapping.states(ProductColumns.restockingRate) { unstated.insert(.restockingRate) }
        if !mapping.states(ProductColumns.durationDays) { unstated.insert(.durationDays) }
        if !mapping.states(ProductColumns.forecastFrequency) { unstated.insert(.frequency) }
        return unstated
    }

    var rowsPerRecord: Int { series.storesPerRecord }

    func read(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout PositionBatch
    ) -> RowReading {
        if let fault = series.fault(stream) { return fault }
        if let problem = unit?.problem(stream) { return problem }
        var position = StockPosition(
            startDay: 0, onHand: 0, salesRate: nil, restockingRate: 0,
            durationDays: StockPosition.usualDurationDays, frequency: 1)
        switch stock?.read(stream, part, &dates) {
        case .stock(let day, let onHand): (position.startDay, position.onHand) = (day, onHand)
        case .problem(let problem): return problem
        case nil: break
        }
        if let problem = readRates(stream, into: &position) { return problem }
        if let problem = terms?.problem(stream) { return problem }
        if let problem = names?.problem(stream) { return problem }

        let line = Int32(clamping: stream.line)
        let product: Int32
        var subject = subject
        if case .seriesOrProducts = subject { subject = series.hasEmptyStore(stream) ? .products : .series }
        switch subject {
        case .series, .seriesOrProducts:
            // Identifiers are added last, so a bad row adds none.
            let key: SeriesKey
            switch series.read(stream, part) {
            case .problem(let problem): return problem
            case .identifiers(let product, let store):
                var problem: RowReading?
                let found =
                    unstated.contains(.position)
                    ? series.knownKey(product, store, in: &identifiers, isNew: true, problem: &problem)
                    : series.key(
                        product, store, addingTo: &identifiers, &batch.newStores, &batch.newProducts, problem: &problem)
                guard let found else { return problem ?? .blank }
                key = found
            }
            product = key.product
            batch.append(
                InventoryRow(key: key, position: position, importID: importID, line: line, unstated: unstated))
            if let terms {
                batch.append(
                    TermsRow(key: key, stated: terms.stated, columns: terms.columns, importID: importID, line: line))
            }
        case .products:
            var problem: RowReading?
            guard let found = series.knownProduct(stream, in: &identifiers, problem: &problem) else {
                return problem ?? .blank
            }
            product = found
            batch.append(
                ProductRow(
                    subject: .product(product), stated: terms?.stated ?? StatedTerms(),
                    columns: terms?.columns ?? TermSet(),
                    importID: importID, line: line))
        case .suppliers(let source):
            let supplier = fields.identifier(source, stream)
            if let fault = supplier.fault { return .problem(column: ProductColumns.supplier, expected: fault) }
            batch.append(
                ProductRow(
                    subject: .supplier(supplier.withBytes { String(decoding: $0, as: UTF8.self) }),
                    stated: terms?.stated ?? StatedTerms(), columns: terms?.columns ?? TermSet(), importID: importID,
                    line: line))
            return .row
        }
        names?.append(stream, of: product, to: &batch.names)
        return .row
    }

    /// Reads the rates and the days of the horizon that the file has.
    @inline(__always)
    private func readRates(_ stream: RecordStream, into position: inout StockPosition) -> RowReading? {
        if let sales {
            let text = FieldReader.trimmed(fields.text(sales, stream))
            // An empty field states no rate.
            if !text.isEmpty {
                guard let units = fields.quantity(text) else {
                    return .problem(column: ProductColumns.salesRate, expected: fields.expectedNumber(text))
                }
                guard units >= 0 else { return .problem(column: ProductColumns.salesRate, expected: .zeroOrMore) }
                position.salesRate = units / salesDays
            }
        }
        if let restocking {
            let text = fields.text(restocking, stream)
            guard let rate = fields.quantity(text) else {
                return .problem(column: ProductColumns.restockingRate, expected: fields.expectedNumber(text))
            }
            guard rate >= 0 else { return .problem(column: ProductColumns.restockingRate, expected: .zeroOrMore) }
            position.restockingRate = rate
        }
        if let duration {
            guard let days = fields.days(fields.text(duration, stream), in: 0...StockLimits.durationDays) else {
                return .problem(
                    column: ProductColumns.durationDays, expected: .wholeDays(0...StockLimits.durationDays))
            }
            position.durationDays = days
        }
        if let frequency {
            guard let days = fields.days(fields.text(frequency, stream), in: 1...StockLimits.frequency) else {
                return .problem(
                    column: ProductColumns.forecastFrequency, expected: .wholeDays(1...StockLimits.frequency))
            }
            position.frequency = days
        }
        return nil
    }
}
