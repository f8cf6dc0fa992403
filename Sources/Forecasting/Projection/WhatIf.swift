/// The assumptions of a what-if run. They are applied to the stored data that a forecast or a plan starts from.
///
/// To add an assumption, add its value with the default, its key in ``Option``, its bounds in ``problem``, and a line
/// to encode and one to decode it.
public struct WhatIf: Codable, Equatable, Sendable {
    /// Factor on the sales rate.
    public var salesFactor = 1.0
    /// The days on which the factor counts, as day numbers; nil means on all of them.
    public var salesDays: ClosedRange<Int>?
    /// Factor on the restocking rate; receipts stay as they are.
    public var restockingFactor = 1.0
    /// Days by which every scheduled receipt is late.
    public var receiptDelayDays = 0
    /// Days added to the lead time; negative values shorten it, down to 0.
    public var extraLeadTimeDays = 0

    @inlinable
    public init() {}

    /// The assumptions by their keys in the log of runs.
    public enum Option: String, CodingKey, CaseIterable, Sendable {
        case salesFactor = "scaleSales"
        case salesDays = "between"
        case restockingFactor = "scaleRestocking"
        case receiptDelayDays = "delayReceipts"
        case extraLeadTimeDays = "extraLeadTime"
    }

    /// The first assumption that is out of its bounds. Factors are between 0 and 1,000,000; that of some days is at most
    /// ``StockLimits/salesFactorOfDays``. Days are at most as many as in the longest horizon; the delay is 0 or more.
    public var problem: Option? {
        if !(0...(salesDays == nil ? 1e6 : StockLimits.salesFactorOfDays)).contains(salesFactor) { return .salesFactor }
        if let salesDays {
            guard salesDays.count <= StockLimits.daysOfFactor, StockLimits.days.contains(salesDays.lowerBound),
                StockLimits.days.contains(salesDays.upperBound)
            else { return .salesDays }
        }
        if !(0...1e6).contains(restockingFactor) { return .restockingFactor }
        if !(0...StockLimits.durationDays).contains(receiptDelayDays) { return .receiptDelayDays }
        if !(-StockLimits.durationDays...StockLimits.durationDays).contains(extraLeadTimeDays) {
            return .extraLeadTimeDays
        }
        return nil
    }

    /// Encodes only the assumptions that differ from the defaults.
    public func encode(to encoder: any Encoder) throws {
        let usual = WhatIf()
        var container = encoder.container(keyedBy: Option.self)
        try container.encode(salesFactor, forKey: .salesFactor, unless: usual.salesFactor)
        try container.encodeIfPresent(salesDays.map(Self.text), forKey: .salesDays)
        try container.encode(restockingFactor, forKey: .restockingFactor, unless: usual.restockingFactor)
        try container.encode(receiptDelayDays, forKey: .receiptDelayDays, unless: usual.receiptDelayDays)
        try container.encode(extraLeadTimeDays, forKey: .extraLeadTimeDays, unless: usual.extraLeadTimeDays)
    }

    /// - Throws: `DecodingError`, also if a value is out of its bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Option.self)
        func value<T: Decodable>(_ option: Option, _ usual: T) throws -> T {
            try container.decodeIfPresent(T.self, forKey: option) ?? usual
        }
        salesFactor = try value(.salesFactor, salesFactor)
        salesDays = try container.decodeIfPresent(String.self, forKey: .salesDays).map { text in
            guard let days = Self.days(text) else { throw DecodingError.outOfBounds(Option.salesDays, decoder) }
            return days
        }
        restockingFactor = try value(.restockingFactor, restockingFactor)
        receiptDelayDays = try value(.receiptDelayDays, receiptDelayDays)
        extraLeadTimeDays = try value(.extraLeadTimeDays, extraLeadTimeDays)
        if let problem { throw DecodingError.outOfBounds(problem, decoder) }
    }

    /// Days as they are written in the log: `2024-11-25,2024-12-01`.
    private static func text(_ days: ClosedRange<Int>) -> String {
        "\(CivilDate(dayNumber: days.lowerBound).isoText),\(CivilDate(dayNumber: days.upperBound).isoText)"
    }

    private static func days(_ text: String) -> ClosedRange<Int>? {
        let days = text.split(separator: ",", omittingEmptySubsequences: false).map {
            CivilDate(isoText: String($0))?.dayNumber
        }
        guard days.count == 2, let first = days[0], let last = days[1], first <= last else { return nil }
        return first...last
    }

    /// The factor on the sales of some days; nil if all days have the same, or none has one.
    public var factorOfDays: (days: ClosedRange<Int>, factor: Double)? {
        guard let salesDays, salesFactor != 1 else { return nil }
        return (salesDays, salesFactor)
    }

    /// The factor on the rate of sales.
    @inlinable
    public var rateFactor: Double { salesDays == nil ? salesFactor : 1 }

    /// The position with its rates scaled. The scaled rates stay within ``StockLimits``.
    @inlinable
    public func position(from stored: StockPosition) -> StockPosition {
        guard rateFactor != 1 || restockingFactor != 1 else { return stored }
        var position = stored
        position.salesRate = stored.salesRate.map { min($0 * rateFactor, StockLimits.quantity) }
        position.restockingRate = min(stored.restockingRate * restockingFactor, StockLimits.quantity)
        return position
    }

    /// Whether receipts arrive on other days than scheduled.
    @inlinable var changesReceipts: Bool { receiptDelayDays != 0 }

    /// The receipt with the delay. All receipts get the same delay, so their order stays.
    @inlinable
    public func receipt(from scheduled: Receipt) -> Receipt {
        Receipt(day: scheduled.day + receiptDelayDays, quantity: scheduled.quantity)
    }

    /// The terms with the changed lead time.
    public func terms(from stated: SupplyTerms) -> SupplyTerms {
        var terms = stated
        terms.leadTimeDays = leadTime(from: stated.leadTimeDays)
        return terms
    }

    /// The changed lead time, in days.
    func leadTime(from days: Int) -> Int { min(max(days + extraLeadTimeDays, 0), StockLimits.durationDays) }
}
