import CSV
import Forecasting

/// Reads the days that a row is about: a period by its name, by its number and its year, or a date.
struct PeriodReader {
    /// Days of a row; the last one is nil if it is not known yet.
    struct Days {
        var first: Int
        var last: Int?
        /// Whether the user has said which one that is, by the length of all periods.
        var isByOption = false

        /// The first day alone as long as the last one isn't known.
        var range: ClosedRange<Int> { first...max(first, last ?? first) }
    }

    enum Reading {
        case days(Days)
        case problem(RowReading)
    }

    private let fields: FieldReader
    private let period: FieldSource?
    private let year: FieldSource?
    private let date: FieldSource?
    private let dateColumn: ImportColumn
    private let until: FieldSource?
    /// What a period that is only a number counts, by the name of its column.
    private let unit: String
    private let length: PeriodLength?
    /// Whether the date of a week is its last day, by the name of its column.
    private let endsWeek: Bool
    /// The days of the texts that were read so far: few files have many.
    private var known: [String: ClosedRange<Int>] = [:]

    /// - Parameters:
    ///   - date: the column with the first day of a period, or with its only one.
    ///   - until: the column with the last day, if the files have such.
    ///   - length: how long all periods are, if the dates don't show it and the user doesn't say so.
    init(_ fields: FieldReader, date: ImportColumn, until: ImportColumn?, length given: PeriodLength? = nil) {
        self.fields = fields
        period = fields.source(StatementColumns.period)
        year = fields.source(StatementColumns.year)
        self.date = fields.source(date)
        dateColumn = date
        self.until = until.flatMap(fields.source)
        endsWeek = Self.namedWeek(fields, date) == .end
        length = fields.options.period ?? given ?? (endsWeek ? .week : nil)
        let name = fields.mapping.indexes[StatementColumns.period].map { fields.mapping.header[$0].lowercased() } ?? ""
        unit = name.contains("week") ? "W" : name.contains("quarter") ? "Q" : ""
    }

    /// The end of a week that a date stands for.
    enum WeekDate { case start, end }

    /// What the name of a column with dates says of weeks: `week_start`, `Week Ending`. nil if it says nothing of them.
    static func namedWeek(_ fields: FieldReader, _ column: ImportColumn) -> WeekDate? {
        guard let place = fields.mapping.indexes[column] else { return nil }
        let words = fields.mapping.header[place].lowercased().split { !$0.isLetter }
        guard words.contains("week") else { return nil }
        return words.contains { $0.hasPrefix("end") } ? .end : .start
    }

    mutating func read(_ stream: RecordStream, _ dates: inout DateColumn) -> Reading {
        if let period {
            let text = FieldReader.trimmed(fields.text(period, stream))
            if let days = named(text, stream) { return Self.closed(days, StatementColumns.period) }
            return dated(text, StatementColumns.period, stream, &dates)
        }
        guard let date else { return .problem(.problem(column: dateColumn, expected: .date(nil))) }
        let text = FieldReader.trimmed(fields.text(date, stream))
        guard let last = until.map({ FieldReader.trimmed(fields.text($0, stream)) }), !last.isEmpty else {
            return dated(text, dateColumn, stream, &dates)
        }
        // A row that says its last day needs no length.
        switch dates.read(text, line: stream.line) {
        case .invalid(let expected): return .problem(.problem(column: dateColumn, expected: expected))
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
        _ text: UnsafeBufferPointer<UInt8>, _ column: ImportColumn, _ stream: RecordStream, _ dates: inout DateColumn
    ) -> Reading {
        switch dates.read(text, line: stream.line) {
        case .day(let day):
            guard let length else { return .days(Days(first: day, last: nil)) }
            let reading = Self.closed(length.days(of: day, endsWeek: endsWeek), column)
            guard case .days(var days) = reading else { return reading }
            days.isByOption = true
            return .days(days)
        case .invalid(.date) where column == StatementColumns.period:
            return .problem(.problem(column: column, expected: .period))
        case .invalid(let expected): return .problem(.problem(column: column, expected: expected))
        case .contradiction: return .problem(.contradiction)
        }
    }

    /// Days that a name or a length says, if they can be stored.
    static func closed(_ days: ClosedRange<Int>, _ column: ImportColumn) -> Reading {
        guard StockLimits.days.contains(days.lowerBound), StockLimits.days.contains(days.upperBound) else {
            return .problem(.problem(column: column, expected: .year(StockLimits.years)))
        }
        return .days(Days(first: days.lowerBound, last: days.upperBound))
    }

    private mutating func named(
        _ text: UnsafeBufferPointer<UInt8>, _ stream: RecordStream
    ) -> ClosedRange<Int>? {
        guard (1...24).contains(text.count) else { return nil }
        var name = String(decoding: text, as: UTF8.self)
        if let year, text.count < 12 {
            let isNumber = name.utf8.allSatisfy { (48...57).contains($0) }
            let yearText = String(decoding: FieldReader.trimmed(fields.text(year, stream)).prefix(8), as: UTF8.self)
            // A name that has its year needs no other.
            if PeriodText.days(name) == nil {
                name = isNumber ? "\(yearText)-\(unit)\(name)" : "\(name) \(yearText)"
            }
        }
        if let days = known[name] { return days }
        guard let days = PeriodText.days(name) else { return nil }
        if known.count < 4096 { known[name] = days }
        return days
    }
}
