/// On which days a plan places orders, and what the days of a lead time are.
public struct OrderDays: Equatable, Sendable {
    /// The days of the week on which orders are placed and arrive; nil is every day.
    public var workdays: Weekdays?
    /// Whether lead times are in working days.
    public var leadsInWorkdays = false
    /// The weekday of the reviews where a series states none: 1 is Monday, 7 is Sunday. nil: they begin with the start day of the
    /// series, or with ``reviewFrom``.
    public var reviewWeekday: Int?
    /// A day from which review days are counted, in both directions; nil is the start day of the series.
    public var reviewFrom: Int?

    public init() {}

    /// The keys in the log of runs.
    public enum Option: String, CodingKey, CaseIterable, Sendable {
        case workdays
        case leadsInWorkdays = "leadTimeIn"
        case reviewWeekday = "reviewOn"
        case reviewFrom
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Option.self)
        try container.encodeIfPresent(workdays?.text, forKey: .workdays)
        if leadsInWorkdays { try container.encode(Self.inWorkdays, forKey: .leadsInWorkdays) }
        try container.encodeIfPresent(reviewWeekday.map { Weekdays.names[$0 - 1] }, forKey: .reviewWeekday)
        try container.encodeIfPresent(reviewFrom.map { CivilDate(dayNumber: $0).isoText }, forKey: .reviewFrom)
    }

    private static let inWorkdays = "workdays"

    /// - Throws: `DecodingError`, also if a value is out of its bounds.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Option.self)
        func value<T>(_ option: Option, _ read: (String) -> T?) throws -> T? {
            guard let text = try container.decodeIfPresent(String.self, forKey: option) else { return nil }
            guard let value = read(text) else { throw DecodingError.outOfBounds(option, decoder) }
            return value
        }
        workdays = try value(.workdays) { Weekdays($0) }
        leadsInWorkdays = try value(.leadsInWorkdays) { $0 == Self.inWorkdays ? true : nil } ?? false
        reviewWeekday = try value(.reviewWeekday) { Weekdays.number(of: $0) }
        reviewFrom = try value(.reviewFrom) { CivilDate(isoText: $0)?.dayNumber }
    }
}
