/// Computes one series after another: the stretches of its projection, its orders, and, if sales are lost, the
/// stretches with the orders included.
///
///     position, receipts ──▶ what-if, overrides ──▶ stretches
///     stated terms ────────▶ defaults, what-if ───▶ orders ──▶ stretches with the orders, if sales are lost
///
/// Forecasts, plans and explanations call it, so they can't disagree. It needs no database. It keeps only the buffers
/// that the next series reuses, so it allocates nothing for a series once they are large enough. Each thread has its
/// own. It is no struct, which would be copied for each series where a closure holds it.
public final class SeriesRun {
    public let options: RunOptions
    /// What each series asks the options for. Asked of the whole, which has lists and texts, that would copy it.
    @usableFromInline let forecast: ProjectionOptions
    @usableFromInline let plansOrders: Bool
    /// How far the demand of the next series is from what is expected, if that is known; and the service that its safety stock is for if
    /// nothing is stated of it.
    package var spread: DemandSpread?
    package var service: WantedService?
    /// The calendar of the store whose series come next. It is empty at first.
    public var store = StoreCalendar.empty { didSet { calendar = Self.calendar(store, options) } }
    @usableFromInline var calendar: PlanCalendar
    @usableFromInline var delayed: [Receipt] = []
    @usableFromInline var orders: [PlannedOrder] = []
    @usableFromInline var received: [Receipt] = []

    public init(_ options: RunOptions) {
        self.options = options
        forecast = options.forecast
        plansOrders = options.plan != nil
        calendar = Self.calendar(.empty, options)
    }

    private static func calendar(_ store: StoreCalendar, _ options: RunOptions) -> PlanCalendar {
        PlanCalendar(store, options.plan?.days ?? OrderDays())
    }

    /// Projects a series and plans its orders.
    ///
    /// Always inlined: otherwise each call retains and releases what the closures capture.
    ///
    /// - Parameters:
    ///   - stored: the position as stored, without the overrides of the options.
    ///   - curve: the factors of the sales on each day; nil if they are the same in all periods. With a curve the rate of sales counts a
    ///     day whose factor is 1, also if rates are per update.
    ///   - scheduled: the receipts as stored, ascending by day.
    ///   - stated: the terms that the series states.
    ///   - emit: called with each stretch, in order of days.
    ///   - orders: called once after the stretches, with the terms and the orders in the order of their days; there may
    ///     be no orders. A forecast does not call it.
    ///   - planned: called with each stretch that includes the orders, in order of days, if sales are lost and there
    ///     are orders. Otherwise the level with orders is that of the stretch plus the orders that have arrived.
    /// - Throws: ``TermsProblem`` after the stretches, if orders can't be planned with the terms; and what the closures
    ///   throw.
    @inlinable @inline(__always)
    public func run(
        _ stored: StockPosition, curve: FactorCurve? = nil, receipts scheduled: ArraySlice<Receipt>,
        stated: StatedTerms, emit: (Stretch) throws -> Void,
        orders emitOrders: (SupplyTerms, [PlannedOrder]) throws -> Void,
        planned emitPlanned: (Stretch) throws -> Void
    ) throws {
        let receipts = assumed(scheduled)
        try Projection.project(
            stored, options: forecast, receipts: receipts, closed: calendar.closed, curve: curve, emit: emit)
        guard plansOrders,
            let terms = try terms(of: stored, stated, curve)
        else { return }
        OrderPlan.make(
            stored, options: forecast, receipts: receipts, terms: terms, calendar: calendar, curve: curve,
            into: &orders)
        try emitOrders(terms, orders)
        guard forecast.lostSales, !orders.isEmpty else { return }
        Receipt.merge(receipts, orders, into: &received)
        try Projection.project(
            stored, options: forecast, receipts: received, closed: calendar.closed, curve: curve,
            emit: emitPlanned)
    }

    /// The terms that the orders of a series are planned with; nil for a forecast.
    @usableFromInline
    func terms(
        of stored: StockPosition, _ stated: StatedTerms, _ curve: FactorCurve?
    ) throws(TermsProblem) -> SupplyTerms? {
        guard var terms = try options.terms(of: stored, stated, salesPerDay: curve != nil) else { return nil }
        if let safety = serviceStock(of: stored, stated, terms, curve) {
            terms.safetyStock = safety.point.roundedSafetyStock
        }
        return terms
    }

    /// How the safety stock of a series comes from the service that is wanted; nil if it doesn't.
    package func serviceStock(
        of stored: StockPosition, _ stated: StatedTerms, _ terms: SupplyTerms, _ curve: FactorCurve?
    ) -> ServiceStock? {
        ServiceStock(
            of: forecast.position(from: stored), stated, terms, calendar, curve: curve, spread, service: service,
            rates: forecast.ratesPer)
    }

    /// What nobody knows of a series so that no safety stock can be found for the service that is wanted; nil if nothing is missing, or none
    /// is wanted.
    ///
    /// - Parameter isAsked: whether the run asks for a service, whatever ``service`` is of this series.
    package func missingForService(_ stated: StatedTerms, isAsked: Bool) -> MissingForService? {
        guard stated.safetyStock == nil else { return nil }
        let missingSpread = spread == nil ? MissingForService.spread : nil
        if stated.serviceLevel != nil || stated.fillRate != nil { return missingSpread }
        guard isAsked else { return nil }
        switch service {
        case nil: return .level
        case .level: return missingSpread
        case .economic: return missingSpread ?? (stated.margin == nil || stated.unitCost == nil ? .earnings : nil)
        }
    }

    /// The receipts with the assumptions of the run applied.
    @inlinable
    func assumed(_ scheduled: ArraySlice<Receipt>) -> ArraySlice<Receipt> {
        guard forecast.whatIf.changesReceipts, !scheduled.isEmpty else { return scheduled }
        delayed.removeAll(keepingCapacity: true)
        for receipt in scheduled { delayed.append(forecast.whatIf.receipt(from: receipt)) }
        return delayed[...]
    }
}

/// What a service needs that is not known of a series.
package enum MissingForService: CaseIterable, Sendable {
    /// How its demand spreads.
    case spread
    /// A level of service for its class by money, or the class.
    case level
    /// What a unit costs and earns, for the service that pays.
    case earnings
}
