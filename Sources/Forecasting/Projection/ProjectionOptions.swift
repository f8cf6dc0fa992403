/// How a forecast reads the positions: overrides of what the file said, and the meaning of rates and shortages.
public struct ProjectionOptions: Equatable, Sendable {
    /// What the rates, and with them the duration, count.
    public enum Rates: String, Sendable, CaseIterable {
        /// Units a day; the horizon is `durationDays` days and every `frequency`-th of them is reported.
        case day
        /// Units an update; there are `durationDays` updates, `frequency` days apart, and each is reported.
        case update
    }

    public var startDay: Int?
    public var durationDays: Int?
    public var frequency: Int?
    public var ratesPer: Rates
    /// Demand that can't be served is lost: the level stops at zero, and sales are what was really sold.
    public var lostSales: Bool
    /// What is assumed to be different. It is part of ``position(from:)``; receipts and terms have their own part of it.
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
}
