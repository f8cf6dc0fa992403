import CSV
import Forecasting
import InventoryStore

/// Turns the records of one file of stated demand into rows of `stated_demand`.
///
/// A product or a store that is not there yet is added: its demand may be planned before it is stocked. How long a period is that only has
/// a date is found out once all dates are known, so such rows leave their end open.
final class StatementReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let series: SeriesReader
    private let importID: Int32
    /// The columns of periods, if each has its own; nothing else of these sources then counts.
    private let periods: [PeriodColumn]
    private let period: FieldSource?
    private let date: FieldSource?
    private let until: FieldSource?
    private let quantity: FieldSource?
    private let unit: UnitReader?
    private let length: PeriodLength?
    /// The days of the texts that were read so far: few files have many.
    private var known: [String: ClosedRange<Int>] = [:]

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        series = SeriesReader(fields, defaultStore: defaultStore)
        periods = fields.mapping.periods
        period = fields.source(StatementColumns.period)
        date = fields.source(StatementColumns.date)
        until = fields.source(StatementColumns.until)
        quantity = periods.isEmpty ? fields.requiredSource(StatementColumns.quantity) : nil
        unit = UnitReader(fields)
        length = fields.options.period
    }

    var rowsPerRecord: Int { max(1, periods.count) }

    func read(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout StatementBatch
    ) -> RowReading {
        if let fault = series.fault(stream) { return fault }
        let text = FieldReader.trimmed(
            quantity.map { fields.text($0, stream) } ?? fields.text(periods[part].place, stream))
        // A period without a number is none that is stated.
        if quantity == nil, text.isEmpty { return .leftOut(.nothingStated) }
        guard let units = fields.quantity(text) else {
            return .problem(column: StatementColumns.quantity, expected: fields.expectedNumber(text))
        }
        guard units >= 0 else { return .problem(column: StatementColumns.quantity, expected: .zeroOrMore) }
        if let problem = unit?.problem(stream) { return problem }

        let days: Days
        switch self.days(stream, part) {
        case .days(let found): days = found
        case .problem(let problem): return problem
        }
        var problem: RowReading?
        let key: SeriesKey
        switch series.read(stream, 0) {
        case .problem(let problem): return problem
        case .identifiers(let product, let store):
            guard
                let found = series.key(
                    product, store, addingTo: &identifiers, &batch.newStores, &batch.newProducts, problem: &problem)
            else { return problem ?? .blank }
            key = found
        }
        if days.isByOption { batch.datedImport = importID }
        batch.append(
            StatedDemandRow(
                key: key, firstDay: days.first, lastDay: days.last, quantity: units == 0 ? 0 : units,
                importID: importID,
                line: Int32(clamping: stream.line)))
        return .row
    }

    /// The days of a row; the last one is nil if it is not known yet.
    private struct Days {
        var first: Int
        var last: Int?
        /// Whether `--period` says which one that is.
        var isByOption = false
    }

    private enum DaysReading {
        case days(Days)
        case problem(RowReading)
    }

    private func days(_ stream: RecordStream, _ part: Int) -> DaysReading {
        if !periods.isEmpty { return closed(periods[part].days) }
        if let period {
            let text = FieldReader.trimmed(fields.text(period, stream))
            if let days = named(text) { return closed(days) }
            return dated(text, StatementColumns.period, stream)
        }
        guard let date else {
            return .problem(.problem(column: StatementColumns.date, expected: .date(nil)))
        }
        let text = FieldReader.trimmed(fields.text(date, stream))
        guard let last = until.map({ FieldReader.trimmed(fields.text($0, stream)) }), !last.isEmpty else {
            return dated(text, StatementColumns.date, stream)
        }
        // A row that says its last day needs no length.
        switch dates.read(text, line: stream.line) {
        case .invalid(let expected): return .problem(.problem(column: StatementColumns.date, expected: expected))
        case .contradiction: return .problem(.contradiction)
        case .day(let first):
            switch LastDay.read(last, from: first, &dates, line: stream.line) {
            case .day(let last): return .days(Days(first: first, last: last))
            case .invalid(let expected): return .problem(.problem(column: StatementColumns.until, expected: expected))
            case .contradiction: return .problem(.contradiction)
            }
        }
    }

    /// The days of a date, by what the user has said of the length of periods.
    private func dated(
        _ text: UnsafeBufferPointer<UInt8>, _ column: ImportColumn, _ stream: RecordStream
    ) -> DaysReading {
        switch dates.read(text, line: stream.line) {
        case .day(let day):
            guard let length else { return .days(Days(first: day, last: nil)) }
            let reading = closed(length.days(of: day), column)
            guard case .days(var days) = reading else { return reading }
            days.isByOption = true
            return .days(days)
        case .invalid(.date) where column == StatementColumns.period:
            return .problem(.problem(column: column, expected: .period))
        case .invalid(let expected): return .problem(.problem(column: column, expected: expected))
        case .contradiction: return .problem(.contradiction)
        }
    }

    private func closed(_ days: ClosedRange<Int>, _ column: ImportColumn = StatementColumns.period) -> DaysReading {
        guard StockLimits.days.contains(days.lowerBound), StockLimits.days.contains(days.upperBound) else {
            return .problem(.problem(column: column, expected: .year(StockLimits.years)))
        }
        return .days(Days(first: days.lowerBound, last: days.upperBound))
    }

    private func named(_ text: UnsafeBufferPointer<UInt8>) -> ClosedRange<Int>? {
        guard (5...24).contains(text.count) else { return nil }
        let name = String(decoding: text, as: UTF8.self)
        if let days = known[name] { return days }
        guard let days = PeriodText.days(name) else { return nil }
        if known.count < 4096 { known[name] = days }
        return days
    }
}
