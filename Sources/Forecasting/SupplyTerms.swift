/// On which terms a series is supplied, and how much of it is to be kept: what its orders are planned with.
public struct SupplyTerms: Equatable, Sendable {
    /// Days from the placing of an order to the morning on which it is there; 0 is the same morning.
    public internal(set) var leadTimeDays: Int
    /// Orders are placed every so many days, the first on the start day of the series; at least 1.
    public internal(set) var reviewPeriodDays: Int
    /// Units that are to be there at the end of every day; with 0 some stock is, however little.
    public internal(set) var safetyStock: Double
    /// For how many days after the day of need an order is to last.
    public internal(set) var coverDays: Int
    /// Smallest quantity of an order; 0 is no bound.
    public internal(set) var minimumOrderQuantity: Double
    /// Orders are for whole multiples of this; 0 is any quantity.
    public internal(set) var orderMultiple: Double
    /// Largest quantity of an order; nil is no bound.
    public internal(set) var maximumOrderQuantity: Double?
    public internal(set) var unitCost: Double?

    /// - Throws: what is wrong with the terms, the first thing found.
    public init(
        leadTimeDays: Int, reviewPeriodDays: Int = 1, safetyStock: Double = 0, coverDays: Int = 0,
        minimumOrderQuantity: Double = 0, orderMultiple: Double = 0, maximumOrderQuantity: Double? = nil,
        unitCost: Double? = nil
    ) throws(SupplyProblem) {
        self.leadTimeDays = leadTimeDays
        self.reviewPeriodDays = reviewPeriodDays
        self.safetyStock = safetyStock
        self.coverDays = coverDays
        self.minimumOrderQuantity = minimumOrderQuantity
        self.orderMultiple = orderMultiple
        self.maximumOrderQuantity = maximumOrderQuantity
        self.unitCost = unitCost
        let stated = StatedSupply(
            leadTimeDays: leadTimeDays, reviewPeriodDays: reviewPeriodDays, safetyStock: safetyStock,
            coverDays: coverDays, minimumOrderQuantity: minimumOrderQuantity, orderMultiple: orderMultiple,
            maximumOrderQuantity: maximumOrderQuantity, unitCost: unitCost)
        if let problem = stated.problem { throw problem }
    }

    /// The terms of a series: what it states, and the defaults for the rest.
    ///
    /// - Parameter demandPerDay: units sold a day, which the default safety stock is counted in. With ten a day and three
    ///   safety days it is 30 units.
    /// - Throws: what is wrong with them together, such as a stated maximum below the default multiple.
    public init(_ stated: StatedSupply, defaults: SupplyDefaults, demandPerDay: Double) throws(SupplyProblem) {
        try self.init(
            leadTimeDays: stated.leadTimeDays ?? defaults.leadTimeDays,
            reviewPeriodDays: stated.reviewPeriodDays ?? defaults.reviewPeriodDays,
            safetyStock: stated.safetyStock ?? min(defaults.safetyDays * demandPerDay, StockLimits.quantity),
            coverDays: stated.coverDays ?? defaults.coverDays,
            minimumOrderQuantity: stated.minimumOrderQuantity ?? 0,
            orderMultiple: stated.orderMultiple ?? defaults.orderMultiple,
            maximumOrderQuantity: stated.maximumOrderQuantity, unitCost: stated.unitCost)
    }

    /// The quantities that can be ordered.
    @usableFromInline
    var lotSize: LotSize {
        LotSize(minimum: minimumOrderQuantity, multiple: orderMultiple, maximum: maximumOrderQuantity)
    }
}

/// The terms that a product file states for a series; nil where it says nothing.
public struct StatedSupply: Equatable, Sendable {
    public var leadTimeDays: Int?
    public var reviewPeriodDays: Int?
    public var safetyStock: Double?
    public var coverDays: Int?
    public var minimumOrderQuantity: Double?
    public var orderMultiple: Double?
    public var maximumOrderQuantity: Double?
    public var unitCost: Double?

    @inlinable
    public init(
        leadTimeDays: Int? = nil, reviewPeriodDays: Int? = nil, safetyStock: Double? = nil, coverDays: Int? = nil,
        minimumOrderQuantity: Double? = nil, orderMultiple: Double? = nil, maximumOrderQuantity: Double? = nil,
        unitCost: Double? = nil
    ) {
        self.leadTimeDays = leadTimeDays
        self.reviewPeriodDays = reviewPeriodDays
        self.safetyStock = safetyStock
        self.coverDays = coverDays
        self.minimumOrderQuantity = minimumOrderQuantity
        self.orderMultiple = orderMultiple
        self.maximumOrderQuantity = maximumOrderQuantity
        self.unitCost = unitCost
    }

    /// What is wrong with them, the first thing found; nil where they can be planned with.
    public var problem: SupplyProblem? {
        func isDays(_ days: Int?, from least: Int) -> Bool {
            guard let days else { return true }
            return least <= days && days <= StockLimits.durationDays
        }
        func isQuantity(_ quantity: Double?) -> Bool {
            guard let quantity else { return true }
            return quantity >= 0 && quantity <= StockLimits.quantity
        }
        if !isDays(leadTimeDays, from: 0) { return .outOfBounds(.leadTimeDays) }
        if !isDays(reviewPeriodDays, from: 1) { return .outOfBounds(.reviewPeriodDays) }
        if !isQuantity(safetyStock) { return .outOfBounds(.safetyStock) }
        if !isDays(coverDays, from: 0) { return .outOfBounds(.coverDays) }
        if !isQuantity(minimumOrderQuantity) { return .outOfBounds(.minimumOrderQuantity) }
        if !isQuantity(orderMultiple) { return .outOfBounds(.orderMultiple) }
        if !isQuantity(maximumOrderQuantity) { return .outOfBounds(.maximumOrderQuantity) }
        if !isQuantity(unitCost) { return .outOfBounds(.unitCost) }
        let lot = LotSize(
            minimum: minimumOrderQuantity ?? 0, multiple: orderMultiple ?? 0, maximum: maximumOrderQuantity)
        guard let maximum = lot.maximum, let largest = lot.largest else { return nil }
        if maximum < 1 { return .outOfBounds(.maximumOrderQuantity) }
        if lot.minimum > maximum { return .minimumAboveMaximum }
        if largest < 1 || largest < lot.minimum { return .noMultipleWithinBounds }
        return nil
    }
}

/// What the terms of a run say where a series says nothing.
public struct SupplyDefaults: Equatable, Sendable {
    public var leadTimeDays = 7
    public var reviewPeriodDays = 1
    /// The safety stock, in days of demand.
    public var safetyDays = 0.0
    public var coverDays = 14
    public var orderMultiple = 1.0

    @inlinable
    public init() {}

    /// What is wrong with them, the first thing found.
    public var problem: SupplyProblem? {
        guard (0...Double(StockLimits.durationDays)).contains(safetyDays) else { return .outOfBounds(.safetyStock) }
        return StatedSupply(
            leadTimeDays: leadTimeDays, reviewPeriodDays: reviewPeriodDays, coverDays: coverDays,
            orderMultiple: orderMultiple
        ).problem
    }
}

/// Why terms can't be planned with.
public enum SupplyProblem: Error, Equatable, Sendable {
    public enum Term: String, Sendable, CaseIterable {
        case leadTimeDays, reviewPeriodDays, safetyStock, coverDays
        case minimumOrderQuantity, orderMultiple, maximumOrderQuantity, unitCost
    }

    /// Below its least value (0, or 1 for the review period; a maximum is at least 0.01), above that of ``StockLimits``,
    /// or not a number.
    case outOfBounds(Term)
    /// The minimum order quantity is above the maximum.
    case minimumAboveMaximum
    /// No multiple of the order multiple lies between the minimum and the maximum: with multiples of 24 and at most 60,
    /// an order is for 48 at most, so it can't be for 50 at least.
    case noMultipleWithinBounds
}
