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

    package init(
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
    package var problem: TermsProblem? {
        for term in Term.allCases {
            if let value = self[term], !term.allows(value) { return .outOfBounds(term) }
        }
        let lot = LotSize(
            minimum: minimumOrderQuantity ?? 0, multiple: orderMultiple ?? 0, maximum: maximumOrderQuantity)
        guard let maximum = lot.maximum, let largest = lot.largest else { return nil }
        if maximum <= 0 { return .outOfBounds(.maximumOrderQuantity) }
        if lot.minimum > maximum { return .minimumAboveMaximum }
        if largest <= 0 || largest < lot.minimum { return .noMultipleWithinBounds }
        return nil
    }
}
