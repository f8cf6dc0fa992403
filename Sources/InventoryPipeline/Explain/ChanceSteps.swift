import Forecasting

/// The steps of an explanation that have to do with chance: the law of some demand, and how likely a series runs out. A spreadsheet can
/// repeat them.
struct ChanceSteps {
    let spread: DemandSpread
    private(set) var steps: [Explanation.Step] = []

    init(_ spread: DemandSpread) { self.spread = spread }

    private mutating func add(
        _ subject: Explanation.Subject, day: Int? = nil, _ value: Explanation.Value, _ sources: [Explanation.Source]
    ) {
        steps.append(Explanation.Step(order: 0, subject: subject, day: day, value: value, sources: sources))
    }

    /// What is known of a series until an order of its first review is there.
    struct Outlook {
        var startDay: Int
        var durationDays: Int
        /// The day on whose morning the order is there.
        var orderArrival: Int
        /// Units that are asked for until then, and how they are computed.
        var demand: Double
        var formula: Formula
        /// Units a day at a factor of 1.
        var rate: Double
        /// Units on hand and what comes in until then.
        var available: Double
        /// Whether something comes in after the first morning.
        var isSupplied: Bool
        /// The day of the first receipt after the first day; nil if there is none.
        var nextReceipt: Int?
    }

    /// How likely the series runs out.
    mutating func explain(_ risk: StockoutRisk, _ outlook: Outlook) {
        let doubts: [Explanation.Source] = risk.isApproximate ? [.because(.restockedByDay)] : []
        let days = outlook.orderArrival - outlook.startDay
        add(.orderThere, day: outlook.orderArrival, .count(days, .days), [.because(.orderOfFirstReview)])
        if days > 0, outlook.rate > 0 {
            let last = outlook.orderArrival - 1
            let units =
                spread.isWhole ? ReportedQuantity.rounded(outlook.available).rounded(.up) : outlook.available
            add(.demandBeforeOrder, day: last, .units(outlook.demand), [.computed(outlook.formula)])
            // The uncertainty of the rate stops growing with a mean of twice the stock.
            let variance = explainVariance(
                .varianceBeforeOrder, outlook.demand,
                days: min(outlook.demand, 2 * max(0, units)) / outlook.rate)
            if !outlook.isSupplied { explainLaw(outlook.demand, variance) }
            add(
                .beforeOrder, day: last, .percent(risk.beforeOrder),
                [.because(outlook.isSupplied ? .fromReceiptToReceipt : .allAskedFor(units))] + doubts)
            add(
                .unitsShort, day: last, .units(ReportedQuantity.rounded(risk.unitsShort)),
                [.because(.expectedUnserved)])
        }
        if let chance = risk.beforeReceipt, let next = outlook.nextReceipt {
            add(.beforeReceipt, day: next, .percent(chance), [.because(.nextReceipt)] + doubts)
        }
        add(
            .inHorizon, day: outlook.startDay + outlook.durationDays - 1, .percent(risk.horizon),
            [.because(.nothingMoreOrdered)] + doubts)
        for (subject, share, day) in [
            (Explanation.Subject.earlyDate, 0.1, risk.earlyDay), (.middleDate, 0.5, risk.middleDay),
            (.lateDate, 0.9, risk.lateDay),
        ] {
            add(subject, day: day, .percent(share), [.because(day == nil ? .afterHorizon : .outByThen)])
        }
    }

    /// φ m + c m² + …, and where c comes from if it grows with the days.
    ///
    /// - Parameters:
    ///   - days: that c grows with.
    ///   - late: units a day, and the standard deviation of the lead time in days.
    ///   - limit: the variance, if it is less than the sum.
    /// - Returns: the variance.
    @discardableResult
    mutating func explainVariance(
        _ subject: Explanation.Subject, _ mean: Double, days: Double, late: (rate: Double, days: Double) = (0, 0),
        limit: Double? = nil
    ) -> Double {
        let (constant, growth) = (spread.dispersion.c, spread.dispersion.d)
        let phi = max(spread.isWhole ? 1 : 0, spread.dispersion.phi)
        let c = max(0, constant + growth * days / 28)
        if growth > 0 {
            add(
                .rateUncertainty, .units(c),
                [
                    .computed(
                        Formula.plus(.number(growth), .count(days, .days), dividedBy: .number(28))
                            .plus(.number(constant)))
                ])
        }
        let ofLeadTime = late.rate * late.rate * late.days * late.days
        var formula = Formula.plus(.number(phi), .number(mean))
        if c > 0 { formula = formula.plus(.number(c), .number(mean * mean + ofLeadTime)) }
        if late.days > 0 {
            formula = formula.plus(.number(late.rate * late.rate), .number(late.days * late.days))
        }
        let variance = limit ?? (phi * mean + c * (mean * mean + ofLeadTime) + ofLeadTime)
        add(
            subject, .units(variance),
            [.computed(formula)] + (limit == nil ? [] : [.because(.notAboveMaximum(variance))])
                + [.because(.spreadOfDemand(isAssumed: spread.isAssumed))])
        return variance
    }

    /// w, and the probabilities of each number of units.
    mutating func explainLaw(_ mean: Double, _ variance: Double) {
        guard spread.isWhole, mean > 0 else { return }
        let w = max(0, variance / mean - 1)
        add(
            .excess, .units(w),
            [
                .computed(Formula.plus(.number(variance), dividedBy: .number(mean)).minus(.number(1))),
                .because(.law(mean: mean, excess: w)),
            ])
    }
}
