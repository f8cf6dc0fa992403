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
    package init(
        leadTimeDays: Int, reviewPeriodDays: Int = 1, safetyStock: Double = 0, coverDays: Int = 0,
        minimumOrderQuantity: Double = 0, orderMultiple: Double = 0, maximumOrderQuantity: Double? = nil,
        unitCost: Double? = nil
    ) throws(TermsProblem) {
        self.leadTimeDays = leadTimeDays
        self.reviewPeriodDays = reviewPeriodDays
        self.safetyStock = safetyStock
        self.coverDays = coverDays
        self.minimumOrderQuantity = minimumOrderQuantity
        self.orderMultiple = orderMultiple
        self.maximumOrderQuantity = maximumOrderQuantity
        self.unitCost = unitCost
        let stated = StatedTerms(
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
    package init(_ stated: StatedTerms, defaults: TermDefaults, demandPerDay: Double) throws(TermsProblem) {
        try self.init(
            leadTimeDays: stated.leadTimeDays ?? defaults.leadTimeDays,
            reviewPeriodDays: stated.reviewPeriodDays ?? defaults.reviewPeriodDays,
            safetyStock: stated.safetyStock ?? min(defaults.safetyDays * demandPerDay, StockLimits.quantity),
            coverDays: stated.coverDays ?? defaults.coverDays,
            minimumOrderQuantity: stated.minimumOrderQuantity ?? 0,
            orderMultiple: stated.orderMultiple ?? defaults.orderMultiple,
            maximumOrderQuantity: stated.maximumOrderQuantity, unitCost: stated.unitCost)
    }

    /// What no day may end below: the safety stock, and with none the smallest quantity above zero that is reported,
    /// 0.01.
    @inlinable
    public var target: Double { Double(max(1, ReportedQuantity.boundedHundredths(safetyStock))) / 100 }

    /// The quantities that can be ordered.
    @usableFromInline
    var lotSize: LotSize {
        LotSize(minimum: minimumOrderQuantity, multiple: orderMultiple, maximum: maximumOrderQuantity)
    }
}
