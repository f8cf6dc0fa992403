/// How a run reads the stored data of a series. Forecasts, plans and explanations share it, so they agree.
///
/// It is encoded as in the log of runs: one flat object with only what differs from a plain forecast, plus `plan` for a
/// plan. ``ProjectionOptions``, ``WhatIf`` and ``TermDefaults`` each declare their own options, with key, default and
/// bounds. To add an option, add it there, to the command line's group of options, and to the explanation.
///
///     {"days":30,"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":0},"scaleSales":1.5}
public struct RunOptions: Codable, Equatable, Sendable {
    public var forecast: ProjectionOptions
    /// Where the rates of sales come from.
    public var demand: DemandSource
    /// Whether a position that is older than the last sales of its store is brought forward to them: see ``StockRoll``.
    public var rollsForward: Bool
    /// Whether it is computed how likely series run out.
    public var risk: Bool
    /// Variance by mean of the demand of series of which no history says it; nil: how likely these run out is not computed.
    public var assumedDispersion: Double?
    /// The terms that orders are planned with if a series states none; nil for a forecast, which plans no orders.
    public var plan: TermDefaults?

    public init(
        forecast: ProjectionOptions = ProjectionOptions(), demand: DemandSource = .best, rollsForward: Bool = false,
        risk: Bool = false, assumedDispersion: Double? = nil, plan: TermDefaults? = nil
    ) {
        self.forecast = forecast
        self.demand = demand
        self.rollsForward = rollsForward
        self.risk = risk
        self.assumedDispersion = assumedDispersion
        self.plan = plan
    }

    /// Whether a run has to know how far demand is from what is expected.
    package var needsSpread: Bool { risk || plan != nil }

    /// What ``assumedDispersion`` may be: 1 is the least of whole units.
    public static let dispersions = 1.0...1_000

    /// The options by their keys in the log of runs.
    public enum Option: String, CodingKey, CaseIterable, Sendable {
        case demand
        case rollsForward = "rollForward"
        case risk
        case assumedDispersion = "assumeDispersion"
        case plan
    }

    /// The keys that an encoded run can have.
    package static let keys: Set<String> = Set(
        Option.allCases.map(\.rawValue) + ProjectionOptions.Option.allCases.map(\.rawValue)
            + WhatIf.Option.allCases.map(\.rawValue)
    )

    public func encode(to encoder: any Encoder) throws {
        try forecast.encode(to: encoder)
        var container = encoder.container(keyedBy: Option.self)
        try container.encode(demand, forKey: .demand, unless: .best)
        try container.encode(rollsForward, forKey: .rollsForward, unless: false)
        try container.encode(risk, forKey: .risk, unless: false)
        try container.encodeIfPresent(assumedDispersion, forKey: .assumedDispersion)
        try container.encodeIfPresent(plan, forKey: .plan)
    }

    /// - Throws: `DecodingError`, also if a value is out of its bounds.
    public init(from decoder: any Decoder) throws {
        forecast = try ProjectionOptions(from: decoder)
        let container = try decoder.container(keyedBy: Option.self)
        demand = try container.decodeIfPresent(DemandSource.self, forKey: .demand) ?? .best
        rollsForward = try container.decodeIfPresent(Bool.self, forKey: .rollsForward) ?? false
        risk = try container.decodeIfPresent(Bool.self, forKey: .risk) ?? false
        assumedDispersion = try container.decodeIfPresent(Double.self, forKey: .assumedDispersion)
        if let assumedDispersion, !Self.dispersions.contains(assumedDispersion) {
            throw DecodingError.outOfBounds(Option.assumedDispersion, decoder)
        }
        plan = try container.decodeIfPresent(TermDefaults.self, forKey: .plan)
    }

    /// The terms that the orders of a series are planned with; nil for a forecast.
    ///
    /// - Parameter salesPerDay: whether the rate of sales counts a day, whatever the options say, as it does with a ``FactorCurve``.
    /// - Throws: the problem with the stated terms and the run's defaults together.
    @usableFromInline
    func terms(of stored: StockPosition, _ stated: StatedTerms, salesPerDay: Bool = false) throws(TermsProblem)
        -> SupplyTerms?
    {
        guard let plan else { return nil }
        let position = forecast.position(from: stored)
        let days = salesPerDay ? 1 : forecast.periodDays(of: position)
        let demandPerDay = (position.salesRate ?? 0) / Double(days)
        return forecast.whatIf.terms(from: try SupplyTerms(stated, defaults: plan, demandPerDay: demandPerDay))
    }
}

extension KeyedEncodingContainer {
    /// Encodes a value if it differs from `usual`, which is the meaning of a missing key.
    mutating func encode<Value: Encodable & Equatable>(_ value: Value, forKey key: Key, unless usual: Value) throws {
        if value != usual { try encode(value, forKey: key) }
    }
}
