/// The terms that a product file states for a series; nil for those that it does not.
public struct StatedTerms: BitwiseCopyable, Equatable, Sendable {
    /// Days from the placing of an order to the morning on which it is there.
    package var leadTimeDays: Int?
    package var reviewPeriodDays: Int?
    /// Units.
    package var safetyStock: Double?
    package var coverDays: Int?
    /// Units; and so are the multiple and the maximum.
    package var minimumOrderQuantity: Double?
    package var orderMultiple: Double?
    package var maximumOrderQuantity: Double?
    /// What a unit costs, in the currency of the files.
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

    /// The value of a term as a number. Of days that are set, the whole part counts, within the bounds of an `Int`.
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

    /// The values of some terms, and those of `known` for the others.
    package func replacing(_ terms: TermSet, in known: StatedTerms) -> StatedTerms {
        var merged = known
        for term in Term.allCases where terms.contains(term) { merged[term] = self[term] }
        return merged
    }

    /// What is wrong with them, the first thing found; nil where they can be planned with.
    package var problem: TermsProblem? {
        for term in Term.allCases {
            if let value = self[term], !term.allows(value) { return .outOfBounds(term) }
        }
        let lot = LotSize(
            minimum: minimumOrderQuantity ?? 0, multiple: orderMultiple ?? 0, maximum: maximumOrderQuantity)
        guard let maximum = lot.maximum, let largest = lot.largest else { return nil }
        if maximum < 1 { return .outOfBounds(.maximumOrderQuantity) }
        if lot.minimum > maximum { return .minimumAboveMaximum }
        if largest < 1 || largest < lot.minimum { return .noMultipleWithinBounds }
        return nil
    }
}
