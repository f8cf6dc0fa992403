/// The history of a series, and what it belongs to.
package struct SeriesHistory: Sendable {
    /// Its days, each at most once, ascending.
    package var rows: [SoldDay]
    package var profile: DemandProfile
    /// The usual rate of its category, in units a day.
    package var usualRate: Double

    package init(rows: [SoldDay], profile: DemandProfile, usualRate: Double) {
        self.rows = rows
        self.profile = profile
        self.usualRate = usualRate
    }
}

/// The whole estimate of series that are in memory. It says in which order the passes come: the weights once, the dispersions twice, as
/// the second time they are seen with the first ones, and the results. The order of the series changes no bit.
package struct DemandEstimate: Sendable {
    package private(set) var learned = LearnedDemand()
    /// The result of each series; nil if it sold nothing before the cut.
    package private(set) var results: [SeriesDemand?] = []

    /// - Parameter cut: the day before which everything counts.
    package init(of histories: [SeriesHistory], before cut: Int) {
        func passes() -> [(rows: ArraySlice<SoldDay>, pass: SeriesHistoryPass)] {
            histories.map {
                let pass = SeriesHistoryPass(
                    profile: $0.profile, usualRate: $0.usualRate, cut: cut, learned: learned)
                return ($0.rows[...], pass)
            }
        }
        var sums = OpenSums()
        for series in passes() { series.pass.addWeights(of: series.rows, to: &sums) }
        learned.learnWeights(from: sums.all)
        for _ in 0..<2 {
            var sums = OpenSums()
            for series in passes() { series.pass.addDispersion(of: series.rows, to: &sums) }
            learned.learnDispersion(from: sums.all)
        }
        results = passes().map { $0.pass.result(of: $0.rows) }
    }
}
