import Forecasting
import InventoryStore

/// Turns the records of one product file into rows of `inventory`. If the file has columns for them, it also reads
/// terms of supply and names of products.
struct PositionReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let series: SeriesReader
    private let importID: Int32
    // Where the columns are read, looked up once.
    private let dateSource: FieldSource
    private let inventorySource: FieldSource
    private let salesSource: FieldSource
    private let restockingSource: FieldSource
    private let durationSource: FieldSource
    private let frequencySource: FieldSource
    private let unstated: UnstatedColumns
    private let unit: UnitReader?
    /// Days that a rate of sales covers.
    private let salesDays: Double
    private let terms: TermsReader?
    private let names: ProductNameReader?

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        series = SeriesReader(fields, defaultStore: defaultStore)
        dateSource = fields.requiredSource(ProductColumns.sellStartDate)
        inventorySource = fields.requiredSource(ProductColumns.initialInventory)
        salesSource = fields.requiredSource(ProductColumns.salesRate)
        restockingSource = fields.requiredSource(ProductColumns.restockingRate)
        durationSource = fields.requiredSource(ProductColumns.durationDays)
        frequencySource = fields.requiredSource(ProductColumns.forecastFrequency)
        unstated = Self.unstated(in: fields.mapping)
        unit = UnitReader(fields)
        salesDays = fields.options.salesDays
        terms = TermsReader(fields)
        names = ProductNameReader(fields)
    }

    private static func unstated(in mapping: ColumnMapping) -> UnstatedColumns {
        var unstated: UnstatedColumns = []
        func isUsual(_ column: ImportColumn) -> Bool { mapping.given[column]?.origin == .usual }
        if isUsual(ProductColumns.restockingRate) { unstated.insert(.restockingRate) }
        if isUsual(ProductColumns.durationDays) { unstated.insert(.durationDays) }
        if isUsual(ProductColumns.forecastFrequency) { unstated.insert(.frequency) }
        return unstated
    }

    mutating func read(
        _ stream: RecordStream, _ identifiers: inout Identifiers, into batch: PositionBatch
    ) -> RowReading {
        if let fault = series.fault(stream) { return fault }
        func text(_ source: FieldSource) -> UnsafeBufferPointer<UInt8> { fields.text(source, stream) }

        if let problem = unit?.problem(stream) { return problem }
        let startDay: Int
        switch dates.read(FieldReader.trimmed(text(dateSource)), line: stream.line) {
        case .day(let day): startDay = day
        case .invalid(let expected): return .problem(column: ProductColumns.sellStartDate, expected: expected)
        case .contradiction: return .contradiction
        }
        guard let onHand = fields.quantity(text(inventorySource)) else {
            return .problem(
                column: ProductColumns.initialInventory, expected: fields.expectedNumber(text(inventorySource)))
        }
        guard let sales = fields.quantity(text(salesSource)) else {
            return .problem(column: ProductColumns.salesRate, expected: fields.expectedNumber(text(salesSource)))
        }
        let salesRate = sales / salesDays
        guard salesRate >= 0 else { return .problem(column: ProductColumns.salesRate, expected: "zero or more") }
        guard let restockingRate = fields.quantity(text(restockingSource)) else {
            return .problem(
                column: ProductColumns.restockingRate, expected: fields.expectedNumber(text(restockingSource)))
        }
        guard restockingRate >= 0 else {
            return .problem(column: ProductColumns.restockingRate, expected: "zero or more")
        }
        guard let duration = fields.wholeNumber(text(durationSource), in: 0...StockLimits.durationDays) else {
            return .problem(
                column: ProductColumns.durationDays,
                expected: "a whole number of days from 0 to \(StockLimits.durationDays)")
        }
        guard let frequency = fields.wholeNumber(text(frequencySource), in: 1...StockLimits.frequency) else {
            return .problem(
                column: ProductColumns.forecastFrequency,
                expected: "a whole number of days from 1 to \(StockLimits.frequency)")
        }

        var stated: StatedTerms?
        if let terms {
            switch terms.read(stream) {
            case .terms(let read): stated = read
            case .problem(let column, let expected): return .problem(column: column, expected: expected)
            }
        }
        var called: (name: Identifier, category: Identifier)?
        if let names {
            switch names.read(stream) {
            case .names(let name, let category): called = (name, category)
            case .problem(let column, let expected): return .problem(column: column, expected: expected)
            }
        }

        // Identifiers are added last, so a bad row adds none.
        let key: SeriesKey
        switch series.read(stream) {
        case .problem(let problem): return problem
        case .identifiers(let product, let store):
            var problem: RowReading?
            guard
                let found = series.key(
                    product, store, addingTo: &identifiers, &batch.newStores, &batch.newProducts, problem: &problem)
            else { return problem ?? .blank }
            key = found
        }
        let line = Int32(clamping: stream.line)
        batch.append(
            InventoryRow(
                key: key,
                position: StockPosition(
                    startDay: startDay, onHand: onHand, salesRate: salesRate, restockingRate: restockingRate,
                    durationDays: duration, frequency: frequency),
                importID: importID, line: line, unstated: unstated))
        if let stated, let terms {
            batch.append(
                TermsRow(key: key, stated: stated, columns: terms.columns, importID: importID, line: line))
        }
        if let called, let names {
            batch.names.hasNames = names.nameSource != nil
            batch.names.hasCategories = names.categorySource != nil
            called.name.withBytes { name in
                called.category.withBytes { batch.names.append(product: key.product, name: name, category: $0) }
            }
        }
        return .row
    }
}
