import Forecasting
import InventoryStore
import Platform

/// Turns the records of one file of events into rows of `event`. It adds no stores and no products: an event of one that is not there has
/// a mistake in its name.
final class EventReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let importID: Int32
    private let date: FieldSource
    private let until: FieldSource?
    private let name: FieldSource
    private let category: FieldSource?
    private let factor: FactorReader
    private let windows: [(column: ImportColumn, source: FieldSource, bounds: ClosedRange<Int>)]
    private let standing: StandingReader?
    private let limits: LimitReader

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        date = fields.requiredSource(EventColumns.date)
        until = fields.source(EventColumns.until)
        name = fields.requiredSource(EventColumns.name)
        category = fields.source(EventColumns.category)
        factor = FactorReader(fields)
        let most = StockLimits.daysOfFactor
        windows = [(EventColumns.before, -most...0), (EventColumns.after, 0...most)].compactMap { column, bounds in
            fields.source(column).map { (column, $0, bounds) }
        }
        standing = StandingReader(fields, .init(cancelled: EventColumns.cancelled), words: .orders)
        limits = LimitReader(fields, defaultStore: defaultStore)
    }

    func read(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout EventBatch
    ) -> RowReading {
        if let fault = fields.formFault(stream) { return fault }
        if stream.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }) { return .blank }
        switch standing?.read(stream) {
        case nil, .stands, .returned: break
        case .leftOut(let why): return .leftOut(why)
        case .problem(let place, let expected): return .problemAt(place: place, expected: expected)
        }
        let days: ClosedRange<Int>
        switch self.days(stream) {
        case .days(let found): days = found
        case .problem(let problem): return problem
        }
        let name = text(self.name, stream)
        if let fault = name.textFault { return .problem(column: EventColumns.name, expected: fault) }
        let title = name.withBytes { String(decoding: FieldReader.trimmed($0), as: UTF8.self) }
        if title.isEmpty {
            // A calendar has a row for each day, and few of them have an event.
            let isDay = days.count == 1 && !factor.isStated(stream)
            return isDay ? .leftOut(.noEvent) : .problem(column: EventColumns.name, expected: .eventName)
        }
        var event = DemandEvent(name: title, days: days)
        if let category {
            let text = text(category, stream)
            if let fault = text.textFault { return .problem(column: EventColumns.category, expected: fault) }
            // As it is written, like the categories of products.
            let isBlank = text.withBytes { FieldReader.trimmed($0).isEmpty }
            event.category = isBlank ? nil : text.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        switch factor.read(stream) {
        case .factor(let factor): event.factor = factor
        case .problem(let column, let expected): return .problem(column: column, expected: expected)
        }
        var problem: RowReading?
        event.store = limits.store(stream, &identifiers, problem: &problem)
        if let problem { return problem }
        event.product = limits.product(stream, &identifiers, problem: &problem)
        if let problem { return problem }
        batch.append(EventRow(event: event, importID: importID, line: Int32(clamping: stream.line)))
        return .row
    }

    private func text(_ source: FieldSource, _ stream: RecordStream) -> Identifier { fields.identifier(source, stream) }

    private enum DaysReading {
        case days(ClosedRange<Int>)
        case problem(RowReading)
    }

    private func days(_ stream: RecordStream) -> DaysReading {
        func read(_ reading: DateColumn.Reading, _ column: ImportColumn) -> (day: Int?, problem: RowReading) {
            switch reading {
            case .day(let day): (day, .blank)
            case .invalid(let expected): (nil, .problem(column: column, expected: expected))
            case .contradiction: (nil, .contradiction)
            }
        }
        let start = read(
            dates.read(FieldReader.trimmed(fields.text(date, stream)), line: stream.line), EventColumns.date)
        guard var first = start.day else { return .problem(start.problem) }
        var last = first
        if let until {
            let text = FieldReader.trimmed(fields.text(until, stream))
            if !text.isEmpty {
                let end = read(LastDay.read(text, from: first, &dates, line: stream.line), EventColumns.until)
                guard let day = end.day else { return .problem(end.problem) }
                last = day
            }
        }
        for (column, source, bounds) in windows {
            let text = FieldReader.trimmed(fields.text(source, stream))
            if text.isEmpty { continue }
            guard let days = fields.wholeNumber(text, in: bounds) else {
                return .problem(.problem(column: column, expected: .orNothing(.wholeDays(bounds))))
            }
            if days < 0 { first += days } else { last += days }
        }
        guard last - first < StockLimits.daysOfFactor, StockLimits.days.contains(first),
            StockLimits.days.contains(last)
        else {
            return .problem(
                .problem(column: EventColumns.date, expected: .lastDay(from: first, most: StockLimits.daysOfFactor)))
        }
        return .days(first...last)
    }
}
