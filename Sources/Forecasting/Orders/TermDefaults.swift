/// The terms that a run uses if a series states none.
///
/// All of them are encoded, because a later version may have other defaults. To add one, add its value with the
/// default, its key in ``Option``, and its bounds in ``problem``.
public struct TermDefaults: Codable, Equatable, Sendable {
    public var leadTimeDays = 7
    public var reviewPeriodDays = 1
    /// The safety stock, in days of demand.
    public var safetyDays = 0.0
    /// The service that safety stock is for where no file states a safety stock or a service; nil: ``safetyDays`` counts.
    public var service: ServiceLevels?
    public var coverDays = 14
    /// In units; 0 allows any quantity.
    public var orderMultiple = 1.0
    /// When orders are placed and arrive.
    public var days = OrderDays()

    public init() {}

    /// The terms that have a default.
    package static let terms: Set<Term> = [
        .leadTimeDays, .reviewPeriodDays, .safetyStock, .coverDays, .orderMultiple,
    ]

    /// The defaults by their keys in the log of runs.
    public enum Option: String, CodingKey, CaseIterable, Sendable {
        case leadTimeDays = "leadTime"
        case reviewPeriodDays = "review"
        case safetyDays
        case service
        case fillRate
        case economic
        case coverDays = "cover"
        case orderMultiple = "multiple"

        /// The option that has a service.
        package init(_ measure: ServiceLevels.Measure) {
            switch measure {
            case .cycle: self = .service
            case .fillRate: self = .fillRate
            case .economic: self = .economic
            }
        }
    }

    /// The first problem found with the defaults; nil if there is none.
    package var problem: TermsProblem? {
        guard (0...Double(StockLimits.durationDays)).contains(safetyDays) else { return .outOfBounds(.safetyStock) }
        return StatedTerms(
            leadTimeDays: leadTimeDays, reviewPeriodDays: reviewPeriodDays, coverDays: coverDays,
            orderMultiple: orderMultiple
        ).problem
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Option.self)
        try container.encode(leadTimeDays, forKey: .leadTimeDays)
        try container.encode(reviewPeriodDays, forKey: .reviewPeriodDays)
        try container.encode(safetyDays, forKey: .safetyDays)
        if let service {
            try container.encode(service.text, forKey: Option(service.measure))
        }
        try container.encode(coverDays, forKey: .coverDays)
        try container.encode(orderMultiple, forKey: .orderMultiple)
        try days.encode(to: encoder)
    }

    /// - Throws: `DecodingError`, also for an unknown key and for values that can't be planned with.
    public init(from decoder: any Decoder) throws {
        try AnyKey.require(
            Set(Option.allCases.map(\.rawValue) + OrderDays.Option.allCases.map(\.rawValue)), decoder)
        let container = try decoder.container(keyedBy: Option.self)
        leadTimeDays = try container.decode(Int.self, forKey: .leadTimeDays)
        reviewPeriodDays = try container.decode(Int.self, forKey: .reviewPeriodDays)
        safetyDays = try container.decode(Double.self, forKey: .safetyDays)
        for measure in ServiceLevels.Measure.allCases {
            let key = Option(measure)
            guard let text = try container.decodeIfPresent(String.self, forKey: key) else { continue }
            guard service == nil, let levels = ServiceLevels(text, measure) else {
                throw DecodingError.outOfBounds(key, decoder)
            }
            service = levels
        }
        coverDays = try container.decode(Int.self, forKey: .coverDays)
        orderMultiple = try container.decode(Double.self, forKey: .orderMultiple)
        days = try OrderDays(from: decoder)
        guard problem == nil else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "No order can be planned with these values."))
        }
    }
}
