/// The terms that a product file states for a series; nil for a term that it does not state.
public struct StatedTerms: BitwiseCopyable, Equatable, Sendable {
    /// Days from placing an order to the morning on which it arrives.
    package var leadTimeDays: Int?
    package var reviewPeriodDays: Int?
    /// In units.
    package var safetyStock: Double?
    package var coverDays: Int?
    /// In units, like the multiple and the maximum.
    package var minimumOrderQuantity: Double?
    package var orderMultiple: Double?
    package var maximumOrderQuantity: Double?
    /// The cost of one unit, in the currency of the files.
    package var unitCost: Double?
    /// Stock on hand and on order, in units, at which or below which an order is placed.
    package var reorderPoint: Double?
    /// Stock on hand and on order, in units, up to which an order goes; 0 states none.
    package var orderUpTo: Double?
    /// Orders are for whole multiples of this, in units; 0 states none.
    package var orderQuantity: Double?
    /// Whether orders are placed at all.
    package var orderable: Bool?
    /// The weekday on which orders are placed: 1 is Monday, 7 is Sunday.
    package var reviewWeekday: Int?
    /// The least value that the supplier takes an order for, in the currency of the files.
    package var supplierMinimum: Double?
    /// The cycle service that safety stock is for, in percent.
    package var serviceLevel: Double?
    /// The share of demand that is to be met from stock, in percent. It comes before ``serviceLevel``.
    package var fillRate: Double?
    /// The standard deviation of the lead time, in days.
    package var leadTimeDeviation: Double?
    /// What a unit is sold for, and what a unit that is sold earns, in the currency of the files. A margin goes before a price.
    package var unitPrice: Double?
    package var unitMargin: Double?

    package init(
        leadTimeDays: Int? = nil, reviewPeriodDays: Int? = nil, safetyStock: Double? = nil, coverDays: Int? = nil,
        minimumOrderQuantity: Double? = nil, orderMultiple: Double? = nil, maximumOrderQuantity: Double? = nil,
        unitCost: Double? = nil, reorderPoint: Double? = nil, orderUpTo: Double? = nil, orderQuantity: Double? = nil,
        orderable: Bool? = nil, reviewWeekday: Int? = nil, supplierMinimum: Double? = nil
    ) {
        self.leadTimeDays = leadTimeDays
        self.reviewPeriodDays = reviewPeriodDays
        self.safetyStock = safetyStock
        self.coverDays = coverDays
        self.minimumOrderQuantity = minimumOrderQuantity
        self.orderMultiple = orderMultiple
        self.maximumOrderQuantity = maximumOrderQuantity
        self.unitCost = unitCost
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
        self.orderQuantity = orderQuantity
        self.orderable = orderable
        self.reviewWeekday = reviewWeekday
        self.supplierMinimum = supplierMinimum
    }

    /// The value of a term as a number. If days are set, their whole part counts, limited to the bounds of an `Int`.
    package subscript(term: Term) -> Double? {
        get {
            switch term {
            case .leadTimeDays: leadTimeDays.map(Double.init)
            case .reviewPeriodDays: reviewPeriodDays.map(Double.init)
            case .safetyStock: safetyStock
            case .coverDays: coverDays.map(Double.init)
            case .minimumOrderQuantity: minimumOrderQuantity
            case .orderMultiple: orderMultiple
            case .maximumOrderQuantity: maximumOrderQuantity
            case .unitCost: unitCost
            case .reorderPoint: reorderPoint
            case .orderUpTo: orderUpTo
            case .orderQuantity: orderQuantity
            case .orderable: orderable.map { $0 ? 1 : 0 }
            case .reviewWeekday: reviewWeekday.map(Double.init)
            case .supplierMinimum: supplierMinimum
            case .serviceLevel: serviceLevel
            case .fillRate: fillRate
            case .leadTimeDeviation: leadTimeDeviation
            case .unitPrice: unitPrice
            case .unitMargin: unitMargin
            }
        }
        set {
            switch term {
            case .leadTimeDays: leadTimeDays = newValue.map(Self.days)
            case .reviewPeriodDays: reviewPeriodDays = newValue.map(Self.days)
            case .safetyStock: safetyStock = newValue
            case .coverDays: coverDays = newValue.map(Self.days)
            case .minimumOrderQuantity: minimumOrderQuantity = newValue
            case .orderMultiple: orderMultiple = newValue
            case .maximumOrderQuantity: maximumOrderQuantity = newValue
            case .unitCost: unitCost = newValue
            case .reorderPoint: reorderPoint = newValue
            case .orderUpTo: orderUpTo = newValue
            case .orderQuantity: orderQuantity = newValue
            case .orderable: orderable = newValue.map { $0 != 0 }
            case .reviewWeekday: reviewWeekday = newValue.map(Self.days)
            case .supplierMinimum: supplierMinimum = newValue
            case .serviceLevel: serviceLevel = newValue
            case .fillRate: fillRate = newValue
            case .leadTimeDeviation: leadTimeDeviation = newValue
            case .unitPrice: unitPrice = newValue
            case .unitMargin: unitMargin = newValue
            }
        }
    }

    private static func days(_ value: Double) -> Int { Int(exactly: value.rounded(.towardZero)) ?? -1 }

    /// These terms, with `terms` kept and all others taken from `known`.
    package func replacing(_ terms: TermSet, in known: StatedTerms) -> StatedTerms {
        var merged = known
        for term in Term.allCases where terms.contains(term) { merged[term] = self[term] }
        return merged
    }

    /// The first problem found with the terms; nil if orders can be planned with them.
    package var problem: TermsProblem? { boundsProblem ?? contradiction }

    /// The first term that is out of its bounds.
    var boundsProblem: TermsProblem? {
        // Most series state nothing.
        guard self != StatedTerms() else { return nil }
        for term in Term.allCases {
            if let value = self[term], !term.allows(value) { return .outOfBounds(term) }
        }
        return nil
    }

    /// The first contradiction between terms.
    var contradiction: TermsProblem? {
        guard isOrderable else { return nil }
        if isLevelBelowPoint { return .orderUpToBelowReorderPoint }
        let lot = LotSize(
            minimum: minimumOrderQuantity ?? 0, multiple: lotMultiple ?? 0, maximum: maximumOrderQuantity)
        guard let maximum = lot.maximum, let largest = lot.largest else { return nil }
        if lot.minimum > maximum { return .minimumAboveMaximum }
        if largest <= 0 || largest < lot.minimum { return .noMultipleWithinBounds }
        return nil
    }

    /// What a unit that is sold earns: the margin, else the price less the cost; nil if they are not stated. It may be less than 0.
    package var margin: Double? {
        unitMargin ?? unitPrice.flatMap { price in unitCost.map { price - $0 } }
    }

    /// Whether anything may be ordered. A maximum of 0 says no, too.
    package var isOrderable: Bool { orderable ?? true && maximumOrderQuantity != 0 }

    /// Whether orders are to go up to a stock at which the next one is placed.
    private var isLevelBelowPoint: Bool {
        guard isOrderable, fixedQuantity == nil, let reorderPoint, let orderUpTo else { return false }
        return orderUpTo > 0 && orderUpTo < reorderPoint
    }

    /// The quantity that orders are whole multiples of: an order quantity takes the place of the multiple.
    package var lotMultiple: Double? { fixedQuantity ?? orderMultiple }

    /// The order quantity; many systems write 0 where there is none.
    package var fixedQuantity: Double? { orderQuantity.flatMap { $0 > 0 ? $0 : nil } }
}
