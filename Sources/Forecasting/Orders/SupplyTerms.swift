/// The terms on which a series is supplied, and the stock to be kept. The planner plans its orders with them.
public struct SupplyTerms: Equatable, Sendable {
    /// Days from placing an order to the morning on which it arrives; 0 is the same morning.
    public internal(set) var leadTimeDays: Int
    /// Days between two review days, on which orders can be placed. The first is the start day of the series; at least
    /// 1.
    public internal(set) var reviewPeriodDays: Int
    /// The least stock at the end of every day, in units. With 0, some stock has to be left, however little.
    public internal(set) var safetyStock: Double
    /// Days after the day of need that an order has to cover.
    public internal(set) var coverDays: Int
    /// Smallest quantity of an order, in units; 0 if there is no minimum.
    public internal(set) var minimumOrderQuantity: Double
    /// Orders are whole multiples of this quantity, in units; 0 allows any quantity.
    public internal(set) var orderMultiple: Double
    /// Largest quantity of an order, in units; nil if there is no maximum.
    public internal(set) var maximumOrderQuantity: Double?
    /// The cost of one unit, in the currency of the files; nil if it is not stated.
    public internal(set) var unitCost: Double?
    /// How it is decided when to order, and how much.
    public internal(set) var policy: OrderPolicy
    /// Whether orders are placed at all.
    public internal(set) var isOrderable: Bool
    /// The weekday on which orders are placed, if the series states one: 1 is Monday, 7 is Sunday.
    public internal(set) var reviewWeekday: Int?

    /// - Throws: the first problem found with the terms.
    package init(
        leadTimeDays: Int, reviewPeriodDays: Int = 1, safetyStock: Double = 0, coverDays: Int = 0,
        minimumOrderQuantity: Double = 0, orderMultiple: Double = 0, maximumOrderQuantity: Double? = nil,
        unitCost: Double? = nil, policy: OrderPolicy = .timePhased
    ) throws(TermsProblem) {
        let stated = StatedTerms(
            leadTimeDays: leadTimeDays, reviewPeriodDays: reviewPeriodDays, safetyStock: safetyStock,
            coverDays: coverDays, minimumOrderQuantity: minimumOrderQuantity, orderMultiple: orderMultiple,
            maximumOrderQuantity: maximumOrderQuantity, unitCost: unitCost)
        try self.init(stated, defaults: TermDefaults(), demandPerDay: 0)
        self.policy = policy
    }

    /// The terms of a series: those it states, and the defaults for the rest.
    ///
    /// - Parameter demandPerDay: units sold a day. The default safety stock is `safetyDays` of this demand: with ten a
    ///   day and three safety days it is 30 units.
    /// - Throws: the problem with the terms as a whole, such as a stated maximum below the default multiple.
    package init(_ stated: StatedTerms, defaults: TermDefaults, demandPerDay: Double) throws(TermsProblem) {
        leadTimeDays = stated.leadTimeDays ?? defaults.leadTimeDays
        reviewPeriodDays = stated.reviewPeriodDays ?? defaults.reviewPeriodDays
        safetyStock = stated.safetyStock ?? min(defaults.safetyDays * demandPerDay, StockLimits.quantity)
        coverDays = stated.coverDays ?? defaults.coverDays
        minimumOrderQuantity = stated.minimumOrderQuantity ?? 0
        orderMultiple = stated.lotMultiple ?? defaults.orderMultiple
        maximumOrderQuantity = stated.maximumOrderQuantity
        unitCost = stated.unitCost
        isOrderable = stated.isOrderable
        reviewWeekday = stated.reviewWeekday
        policy = OrderPolicy(stated, coverDemand: Double(coverDays) * demandPerDay)
        // The defaults are within their bounds: they were checked with the options of the run.
        if let problem = stated.boundsProblem { throw problem }
        var all = stated
        all.orderMultiple = orderMultiple
        if let problem = all.contradiction { throw problem }
    }

    /// The lowest permitted level at the end of a day, in units: the safety stock; if anything is sold, at least 0.01, the smallest
    /// quantity above zero that is reported.
    public func target(sells: Bool) -> Double { StockTarget(safetyStock: safetyStock, sells: sells).level }

    /// The quantities that can be ordered.
    @usableFromInline
    var lotSize: LotSize {
        LotSize(minimum: minimumOrderQuantity, multiple: orderMultiple, maximum: maximumOrderQuantity)
    }
}
