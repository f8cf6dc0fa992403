/// A term of supply, by the name that its column has in files and in the table `supply_terms`.
///
/// All code that reads, writes, compares or lists terms goes through ``allCases``. To add a term, add a case with its
/// name and unit here, its value to ``StatedTerms``, and its meaning to ``SupplyTerms``.
package enum Term: UInt8, CaseIterable, Sendable {
    case leadTimeDays, reviewPeriodDays, safetyStock, coverDays
    case minimumOrderQuantity, orderMultiple, maximumOrderQuantity, unitCost
    case reorderPoint, orderUpTo, orderQuantity, orderable, reviewWeekday, supplierMinimum
    case serviceLevel, fillRate, leadTimeDeviation
    case unitPrice, unitMargin

    /// The name of its column.
    package var name: String {
        switch self {
        case .leadTimeDays: "lead_time_days"
        case .reviewPeriodDays: "review_period_days"
        case .safetyStock: "safety_stock"
        case .coverDays: "cover_days"
        case .minimumOrderQuantity: "min_order_quantity"
        case .orderMultiple: "order_multiple"
        case .maximumOrderQuantity: "max_order_quantity"
        case .unitCost: "unit_cost"
        case .reorderPoint: "reorder_point"
        case .orderUpTo: "order_up_to"
        case .orderQuantity: "order_quantity"
        case .orderable: "orderable"
        case .reviewWeekday: "review_weekday"
        case .supplierMinimum: "supplier_min_value"
        case .serviceLevel: "service_level"
        case .fillRate: "fill_rate"
        case .leadTimeDeviation: "lead_time_sd_days"
        case .unitPrice: "unit_price"
        case .unitMargin: "unit_margin"
        }
    }

    /// What the value of a term counts.
    package enum Unit: Equatable, Sendable {
        /// Whole days, within bounds.
        case days(ClosedRange<Int>)
        /// Units of the product, or money: zero or more, up to ``StockLimits/quantity``.
        case units
        /// ``ServiceLevels/percents``
        case percent
        /// 1 is Monday, 7 is Sunday.
        case weekday
        /// 1 is yes, 0 is no.
        case yesOrNo
    }

    package var unit: Unit {
        switch self {
        case .leadTimeDays, .coverDays: .days(0...StockLimits.durationDays)
        case .reviewPeriodDays: .days(1...StockLimits.durationDays)
        case .safetyStock, .minimumOrderQuantity, .orderMultiple, .maximumOrderQuantity, .unitCost, .reorderPoint,
            .orderUpTo, .orderQuantity, .supplierMinimum, .leadTimeDeviation, .unitPrice,
            .unitMargin:
            .units
        case .serviceLevel, .fillRate: .percent
        case .reviewWeekday: .weekday
        case .orderable: .yesOrNo
        }
    }

    /// Whether the term, looked at by itself, can have this value.
    package func allows(_ value: Double) -> Bool {
        switch unit {
        case .units: value >= 0 && value <= StockLimits.quantity
        case .percent: ServiceLevels.percents.contains(value)
        case .days, .weekday, .yesOrNo:
            wholeNumbers.map { value >= Double($0.lowerBound) && value <= Double($0.upperBound) } ?? false
        }
    }

    /// The values of a term that is a whole number; nil for quantities.
    package var wholeNumbers: ClosedRange<Int>? {
        switch unit {
        case .days(let bounds): bounds
        case .units, .percent: nil
        case .weekday: 1...7
        case .yesOrNo: 0...1
        }
    }
}

/// Some of the terms.
package struct TermSet: BitwiseCopyable, Equatable, Sendable {
    private var bits: UInt32 = 0

    package init() {}

    package init(_ terms: some Sequence<Term>) {
        for term in terms { insert(term) }
    }

    package mutating func insert(_ term: Term) { bits |= Self.bit(term) }

    package func contains(_ term: Term) -> Bool { bits & Self.bit(term) != 0 }

    private static func bit(_ term: Term) -> UInt32 { 1 << UInt32(term.rawValue) }
}
