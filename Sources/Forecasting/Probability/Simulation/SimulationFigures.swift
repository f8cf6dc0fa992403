/// What planners compare policies by, by the name of its column.
package enum SimulationFigure: String, CaseIterable, Sendable {
    /// The share of cycles in which everybody was served. A cycle ends with an arrival.
    case cycleService = "cycle_service"
    /// The share of demand that was served on its day.
    case fillRate = "fill_rate"
    /// The share of days on which somebody left without.
    case shortDays = "short_days"
    /// The share of evenings with nothing on the shelf.
    case outDays = "out_days"
    /// Units asked for in a run.
    case demand = "units_demanded"
    /// Units that weren't served on their day: lost, or owed from then on.
    case unitsShort = "units_short"
    /// What these would have earned, in the currency of the files.
    case marginLost = "margin_lost"
    /// Units on hand on an evening, on average, all series together.
    case onHand = "on_hand"
    /// Their value, in the currency of the files.
    case stockValue = "stock_value"
    /// Orders of a run, their units and their value.
    case orders
    case unitsOrdered = "units_ordered"
    case orderedValue = "ordered_value"

    /// Whether it is a share, from 0 to 1.
    package var isShare: Bool {
        switch self {
        case .cycleService, .fillRate, .shortDays, .outDays: true
        default: false
        }
    }
}

/// The figures of a policy: means of a run, with how far they may be from what many runs would give.
package struct SimulationFigures: Equatable, Sendable {
    private var intervals: [SimulationFigure: RunInterval] = [:]

    package init() {}

    /// nil if it isn't known: a share of nothing, or money where no file states any.
    package subscript(figure: SimulationFigure) -> RunInterval? {
        get { intervals[figure] }
        set { intervals[figure] = newValue }
    }

    /// - Parameters:
    ///   - replications: the totals of each run; or those of all runs of a part of a sample, whose parts are of random series.
    ///   - scale: what a sum of a replication is multiplied by to be one of a run of all series.
    ///   - days: that count of a series in a run.
    package init(_ replications: [PolicyTotals], scale: Double, days: Int) {
        var all = PolicyTotals()
        for replication in replications { all.merge(replication) }
        let evenings = Double(max(days, 1))
        func share(_ value: (SimulationTotals) -> Double?) -> RunInterval? {
            value(all.days).map { RunInterval(replications.compactMap { value($0.days) }, total: $0) }
        }
        func sum(_ value: (PolicyTotals) -> Double) -> RunInterval {
            RunInterval(replications.map { value($0) * scale })
        }
        for figure in SimulationFigure.allCases {
            self[figure] =
                switch figure {
                case .cycleService: share(\.cycleService)
                case .fillRate: share(\.fillRate)
                case .shortDays: share(\.shareOfShortDays)
                case .outDays: share(\.shareOfOutDays)
                case .demand: sum { Double($0.days.demand) / 100 }
                case .unitsShort: sum { Double($0.days.unmet) / 100 }
                case .marginLost: all.seriesWithMargin > 0 ? sum(\.lostMargin) : nil
                case .onHand: sum { Double($0.days.onHand) / 100 / evenings }
                case .stockValue: all.seriesWithCost > 0 ? sum { $0.stockValue / evenings } : nil
                case .orders: sum { Double($0.days.orders) }
                case .unitsOrdered: sum { Double($0.days.ordered) / 100 }
                case .orderedValue: all.seriesWithCost > 0 ? sum(\.orderedValue) : nil
                }
        }
    }
}
