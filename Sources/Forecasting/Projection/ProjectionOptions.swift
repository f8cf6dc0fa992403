/// How a run reads the positions: overrides of what the file said, and the meaning of rates and of shortages.
///
/// To add an option, add its value, its key in ``Option``, its bounds in ``problem``, and a line to encode and one to
/// decode it.
public struct ProjectionOptions: Codable, Equatable, Sendable {
    /// The period that the rates count, and with them the duration.
    public enum Rates: String, Codable, Sendable, CaseIterable {
        /// Units a day; the horizon is `durationDays` days and every `frequency`-th of them is reported.
        case day
        /// Units an update; there are `durationDays` updates, `frequency` days apart, and each is reported.
        case update
    }

    /// First day of every horizon, as a day number. If this or either of the next two is nil, each position has its
    /// own.
    public var startDay: Int?
    /// Length of every horizon, in days or in updates.
    public var durationDays: Int?
    /// Days between two reported days.
    public var frequency: Int?
    public var ratesPer: Rates
    /// Whether demand that can't be served is lost: the level stops at zero, and only served demand counts as sales.
    public var lostSales: Bool
    /// The assumptions of a what-if run. ``position(from:)`` applies those on rates; those on receipts and terms are
    /// applied to these.
    public var whatIf: WhatIf

    public init(
        startDay: Int? = nil, durationDays: Int? = nil, frequency: Int? = nil, ratesPer: Rates = .day,
        lostSales: Bool = false, whatIf: WhatIf = WhatIf()
    ) {
        self.startDay = startDay
        self.durationDays = durationDays
        self.frequency = frequency
        self.ratesPer = ratesPer
        self.lostSales = lostSales
        self.whatIf = whatIf
    }

    /// The position with the overrides applied, and with the rates of ``whatIf``.
    @inlinable
    public func position(from stored: StockPosition) -> StockPosition {
        var position = whatIf.position(from: stored)
        if let startDay { position.startDay = startDay }
        if let durationDays { position.durationDays = durationDays }
        if let frequency { position.frequency = frequency }
        return position
    }

    /// Whether, with the assumptions of the run, nothing is sold or restocked of a position with a stated rate of sales.
    public func hasNoRates(_ stored: StockPosition) -> Bool {
        let position = position(from: stored)
        return position.salesRate == 0 && position.restockingRate == 0
    }

    /// Days of a period, the time that a rate counts.
    @inlinable
    public func periodDays(of position: StockPosition) -> Int { ratesPer == .update ? position.frequency : 1 }

    /// The options by their keys in the log of runs.
    public enum Option: String, CodingKey, CaseIterable, Sendable {
        case startDay = "from"
        case durationDays = "days"
        case frequency
        case ratesPer
        case lostSales
    }

    /// The first option that is out of its bounds. ``WhatIf/problem`` checks those of ``whatIf``.
    public var problem: Option? {
        if let startDay, !StockLimits.years.contains(CivilDate(dayNumber: startDay).year) { return .startDay }
        if let durationDays, !(0...StockLimits.durationDays).contains(durationDays) { return .durationDays }
        if let frequency, !(1...StockLimits.frequency).contains(frequency) { return .frequency }
        return nil
    }

    /// Encodes only the options that differ from the defaults, and beside them ``whatIf``. A day is its ISO text.
    public func encode(to encoder: any Encoder) throws {
        try whatIf.encode(to: encoder)
        var container = encoder.container(keyedBy: Option.self)
        try container.encodeIfPresent(startDay.map { CivilDate(dayNumber: $0).isoText }, forKey: .startDay)
        try container.encodeIfPresent(durationDays, forKey: .durationDays)
        try container.encodeIfPresent(frequency, forKey: .frequency)
        try container.encode(ratesPer, forKey: .ratesPer, unless: .day)
        try container.encode(lostSales, forKey: .lostSales, unless: false)
    }

    /// - Throws: `DecodingError`, also if a value is out of its bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Option.self)
        whatIf = try WhatIf(from: decoder)
        startDay = try container.decodeIfPresent(String.self, forKey: .startDay).map { text in
            guard let date = CivilDate(isoText: text) else { throw DecodingError.outOfBounds(Option.startDay, decoder) }
            return date.dayNumber
        }
        durationDays = try container.decodeIfPresent(Int.self, forKey: .durationDays)
        frequency = try container.decodeIfPresent(Int.self, forKey: .frequency)
        ratesPer = try container.decodeIfPresent(Rates.self, forKey: .ratesPer) ?? .day
        lostSales = try container.decodeIfPresent(Bool.self, forKey: .lostSales) ?? false
        if let problem { throw DecodingError.outOfBounds(problem, decoder) }
    }
}
