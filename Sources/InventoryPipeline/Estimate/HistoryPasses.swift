import Forecasting
import InventoryStore
import Platform

/// What is found across series.
struct FoundDemand {
    var estimator: Estimator
    var learned: LearnedDemand
    /// The factors of events that were learned, by their names, and from how many days.
    let events: [String: (factor: Double, days: Int)]
    /// The sums of the weeks that won't change, of all series.
    let closed: LearningSums
    /// What was sold by store, category and day.
    let totals: HistoryTotals
}

/// Passes over the history, part by part on all workers; the results come in the order of the parts.
struct HistoryPasses {
    private let history: StoredHistory
    private let workers: Int
    private let database: InventoryDatabase
    private let progress: ProgressHandler

    init(
        _ history: StoredHistory, workers: Int, _ database: InventoryDatabase,
        _ progress: @escaping ProgressHandler
    ) {
        self.history = history
        self.workers = workers
        self.database = database
        self.progress = progress
    }

    func run<Result: Sendable>(
        _ work: @escaping @Sendable (StoredHistory.Part, Snapshot) throws -> Result,
        _ take: (StoredHistory.Part, Result) throws -> Void
    ) throws {
        let (history, database) = (history, database)
        var done = 0
        try OrderedPipeline<StoredHistory.Part, (part: StoredHistory.Part, result: Result)>(
            workers: workers, depth: workers + 2, interruption: database.interruption
        ).run(
            source: { emit in for part in history.parts { try emit(part) } },
            worker: { works in
                try database.readApart { snapshot in
                    try works.process { part in
                        (part, try snapshot.wrapping(.read, database.path) { try work(part, snapshot) })
                    }
                }
            },
            sink: { found in
                try take(found.part, found.result)
                done += 1
                progress(
                    FlowProgress(
                        unit: "parts", done: done, fraction: Double(done) / Double(max(history.parts.count, 1))))
            })
    }

    private static let rounds = 2

    /// What is found of groups, and of events.
    private struct FoundProfiles {
        let profiles: Profiles
        let groups: [DemandGroup]
        let events: EventBook
        let learned: [String: (factor: Double, days: Int)]
        let totals: HistoryTotals
    }

    /// - Parameter known: the events, with what was learned of them before.
    private func profiles(_ known: EventBook) throws -> FoundProfiles {
        let history = history
        var totals = HistoryTotals(history)
        try run({ part, snapshot in try PartTotals(of: part, history, known, snapshot) }, { totals.add($1, of: $0) })
        let profiles = Profiles(totals, history)
        var learned = profiles.learnedEvents
        var events = history.events.learning(learned.mapValues(\.factor))
        let groups = try profiles.groups(events, workers: workers, database.interruption)
        // What is known of a name from groups goes for the events of products with that name too.
        let names = Set(
            events.events.lazy.filter { $0.product != nil && events.factor(of: $0) == nil }.map(\.name))
        if !names.isEmpty {
            let estimator = Estimator(history, profiles, groups, events)
            var sums = ProductEventSums()
            try run(
                { part, snapshot in try estimator.productEvents(of: part, snapshot, names) }, { sums.merge($1) })
            learned.merge(sums.learned) { known, _ in known }
            // What was learned of sales that are stored no longer.
            learned.merge((history.kept?.events ?? [:]).filter { names.contains($0.key) }) { known, _ in known }
            events = history.events.learning(learned.mapValues(\.factor))
        }
        return FoundProfiles(profiles: profiles, groups: groups, events: events, learned: learned, totals: totals)
    }

    /// Everything that is found across series: profiles and events first, then the weights, then the dispersions twice, as the second time they are
    /// seen with the first ones.
    func estimate() throws -> FoundDemand {
        let history = history
        var found = try profiles(history.events)
        // What products sell on days of their own events is taken out of the totals of their groups: otherwise a promotion of some
        // would be a season of all.
        for _ in 0..<(history.events.products.isEmpty ? 0 : Self.rounds) { found = try profiles(found.events) }
        let (profiles, groups, events, learnedEvents) = (found.profiles, found.groups, found.events, found.learned)
        let totals = found.totals
        let estimator = Estimator(history, profiles, groups, events)
        let sample = history.sampled()
        let pupil = Estimator(sample, profiles, groups, events)
        let passes = HistoryPasses(sample, workers: workers, database, progress)

        func sums(
            _ pupil: Estimator, _ known: LearnedDemand,
            _ add: @escaping @Sendable (SeriesHistoryPass, StoredHistory.Series, inout OpenSums) -> Void
        ) throws -> OpenSums {
            var sums = OpenSums()
            try passes.run(
                { part, snapshot in try pupil.sums(of: part, snapshot, known, add) }, { sums.merge($1) })
            return sums
        }
        func goingOn(_ pupil: Estimator, _ known: LearnedDemand) throws -> OpenSums {
            try sums(pupil, known) {
                $0.addWeights(of: $1.days, after: $1.kept, to: &$2)
                $0.addDispersion(of: $1.days, after: $1.kept, to: &$2)
            }
        }
        var learned = LearnedDemand()
        var closed: LearningSums
        if let kept = history.kept {
            closed = kept.sums.after(weeks: (history.nextKept - kept.day) / 7, scaledBy: sample.share)
            learned.learn(from: closed)
            if history.closesWeeks { closed.merge(try goingOn(pupil, learned).closed) }
        } else {
            let weights = try sums(pupil, learned) { $0.addWeights(of: $1.days, to: &$2) }
            learned.learnWeights(from: weights.all)
            closed = weights.closed
            for round in 0..<2 {
                let dispersion = try sums(pupil, learned) { $0.addDispersion(of: $1.days, to: &$2) }
                learned.learnDispersion(from: dispersion.all)
                if round == 1 { closed.merge(dispersion.closed) }
            }
        }
        var result = FoundDemand(
            estimator: estimator, learned: learned, events: learnedEvents,
            closed: closed.after(weeks: 0, scaledBy: 1 / sample.share), totals: totals)
        guard history.keeps else { return result }
        // As the next estimate will read it, to the bit.
        closed = result.closed.after(weeks: 0, scaledBy: sample.share)
        // Weeks are closed by what was learned up to here. What follows depends on what is kept then, and on the open weeks: the next estimate
        // begins here.
        result.estimator = estimator.closing(by: learned)
        var known = LearnedDemand()
        known.learn(from: closed)
        closed.merge(try goingOn(pupil.closing(by: learned), known).open)
        known.learn(from: closed)
        result.learned = known
        return result
    }
}
