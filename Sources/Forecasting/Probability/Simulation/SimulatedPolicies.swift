/// Several policies of one series, all of which meet the same demand, in one run of chance after the other.
///
/// What depends on the days alone is made once for all runs, the demand of a run is drawn once for all policies, and these live through
/// it side by side (``PolicyLanes``). Series for which that doesn't hold, because something is restocked or numbers are very large,
/// are lived through day by day (``SimulatedSeries``), with the same results.
package struct SimulatedPolicies {
    private let policies: [SimulatedSeries]
    private let days: Int
    private let first: Int
    private let table: SimulatedDays?
    private var lanes: [PolicyLanes] = []
    private var demand: [Double] = []

    /// - Parameters:
    ///   - policies: the series with different terms, all on the same day and with the same days of review.
    ///   - days: how many are simulated.
    ///   - first: the day from which on days count; 0 is the first. Before the lead time is over no policy can do anything.
    package init(_ policies: [SimulatedSeries], days: Int, countedFrom first: Int) {
        self.policies = policies
        self.days = max(0, days)
        self.first = first
        guard let one = policies.first, policies.allSatisfy({ $0.hasTheDays(of: one) }),
            let table = SimulatedDays(
                one, count: self.days, coverDays: policies.reduce(0) { max($0, $1.terms.coverDays) })
        else {
            self.table = nil
            return
        }
        self.table = table
        demand = [Double](repeating: 0, count: self.days)
        lanes = stride(from: 0, to: policies.count, by: PolicyLanes.width).map {
            PolicyLanes(
                policies[$0..<min($0 + PolicyLanes.width, policies.count)], table, losesSales: one.options.lostSales)
        }
    }

    /// Whether the policies are lived through side by side.
    package var areSideBySide: Bool { table != nil }

    /// Lives through a run.
    ///
    /// - Returns: the totals of each policy.
    package mutating func run(_ draws: DemandDraws) -> [SimulationTotals] {
        guard !policies.isEmpty else { return [] }
        return runSideBySide(draws) ?? runDayByDay(draws)
    }

    /// - Returns: nil if numbers are too large for it.
    private mutating func runSideBySide(_ draws: DemandDraws) -> [SimulationTotals]? {
        guard let table else { return nil }
        var draws = draws
        var (most, total) = (0.0, 0.0)
        for day in 0..<days {
            let drawn = Double(draws.demand(of: day, mean: table.all[day].mean))
            demand[day] = drawn
            most = max(most, drawn)
            if day >= first { total += drawn }
        }
        guard most <= PolicyLanes.mostDemand else { return nil }
        var found: [SimulationTotals] = []
        found.reserveCapacity(policies.count)
        for group in lanes.indices {
            guard lanes[group].run(table, demand, countedFrom: first) else { return nil }
            for lane in 0..<min(PolicyLanes.width, policies.count - found.count) {
                found.append(lanes[group].totals(lane, days: max(0, days - max(0, first)), demand: Int(total)))
            }
        }
        return found
    }

    private func runDayByDay(_ draws: DemandDraws) -> [SimulationTotals] {
        var (policies, draws) = (policies, draws)
        var totals = [SimulationTotals](repeating: SimulationTotals(), count: policies.count)
        for day in 0..<days {
            let demand = draws.demand(of: day, mean: policies[0].expectedDemand)
            for place in policies.indices {
                if day == first { policies[place].beginCounting() }
                let today = policies[place].pass(demand: demand)
                if day >= first { totals[place].add(today) }
            }
        }
        return totals
    }
}
