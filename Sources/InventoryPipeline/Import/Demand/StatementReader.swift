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
    private var days: PeriodReader
    private let quantity: FieldSource?
    private let unit: UnitReader?
    private var versions: PlanVersions

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        series = SeriesReader(fields, defaultStore: defaultStore)
        periods = fields.mapping.periods
        days = PeriodReader(fields, date: StatementColumns.date, until: StatementColumns.until)
        quantity = periods.isEmpty ? fields.requiredSource(StatementColumns.quantity) : nil
        unit = UnitReader(fields)
        versions = PlanVersions(fields)
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

        let days: PeriodReader.Days
        switch periods.isEmpty
            ? self.days.read(stream, &dates) : PeriodReader.closed(periods[part].days, StatementColumns.period)
        {
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
        versions.read(stream, &batch.versions)
        if days.isByOption { batch.datedImport = importID }
        batch.append(
            StatedDemandRow(
                key: key, firstDay: days.first, lastDay: days.last, quantity: units == 0 ? 0 : units,
                importID: importID,
                line: Int32(clamping: stream.line)))
        return .row
    }
}
