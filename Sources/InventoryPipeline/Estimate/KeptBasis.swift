import Forecasting
import InventoryStore

/// Whether an estimate keeps what sales say, and goes on from what is kept.
enum HistoryKeeping {
    case none
    /// Everything is made anew from all sales, and kept.
    case anew
    /// The estimate goes on from what is kept of these stores.
    case goesOn([Int32: KeptHistory])

    var keeps: Bool {
        switch self {
        case .none: false
        case .anew, .goesOn: true
        }
    }

    /// The sold days from which on what they say is kept: to read some four million takes a second or two, and then an estimate made anew
    /// doesn't depend on earlier ones.
    static let leastRows = HistoryCache.learnedRows

    /// How an estimate is made.
    ///
    /// - Parameter rebuilds: whether everything is to be made anew.
    /// - Throws: ``RequestError`` if it can't be, as sales are stored no longer.
    init(_ snapshot: Snapshot, rebuilds: Bool, leastRows: Int) throws {
        let histories = try snapshot.keptHistories()
        let forgotten = histories.filter { $0.value.forgottenBefore != nil }.min { $0.key < $1.key }
        if rebuilds, let (store, history) = forgotten {
            throw RequestError.salesAreForgotten(
                store: try snapshot.storeIdentifiers().identifier(of: store), before: history.forgottenBefore ?? 0)
        }
        let isLarge = try snapshot.salesBlocks().values.reduce(0) { $0 + $1.rowCount } > leastRows
        guard isLarge || histories.contains(where: { $0.value.keepDays != nil }) else {
            self = .none
            return
        }
        let isKept = histories.contains { $0.value.keptBefore != nil }
        // What products do on days of events of their own is learned from all of their sales.
        let isLearnedAnew = try forgotten == nil && snapshot.events().contains { $0.product != nil }
        self = isKept && !rebuilds && !isLearnedAnew ? .goesOn(histories) : .anew
    }
}

/// What an estimate goes on from, beside what is kept of single series.
struct KeptBasis: Sendable {
    /// The Monday of each store before which is kept.
    let before: [Int32: Int]
    /// The sums of the weeks before ``day``, of all series.
    let sums: LearningSums
    /// What was learned of events, and from how many days.
    let events: [String: (factor: Double, days: Int)]
    /// Units of the days before these Mondays, by store and category, from a first day on.
    private var totals: [Int32: [Int: (firstDay: Int, units: [Double])]] = [:]

    /// The last of these Mondays: the weeks before it are in the sums.
    var day: Int { before.values.max() ?? .min }

    /// - Parameter categories: gets the names of categories that no product has any longer.
    /// - Returns: nil if nothing is kept.
    init?(_ snapshot: Snapshot, _ histories: [Int32: KeptHistory], _ categories: inout [String?]) throws {
        before = histories.compactMapValues(\.keptBefore)
        guard !before.isEmpty else { return nil }
        sums = try snapshot.keptLearning()
        events = try snapshot.learnedEvents()
        var places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
        var names = categories
        var found: [Int32: [Int: [Int: [Double]]]] = [:]
        try snapshot.forEachKeptTotal { total in
            let place =
                places[total.category]
                ?? {
                    names.append(total.category)
                    places[total.category] = names.count - 1
                    return names.count - 1
                }()
            found[total.store, default: [:]][place, default: [:]][total.week] = total.units
        }
        categories = names
        for (store, categories) in found {
            for (category, weeks) in categories {
                guard let first = weeks.keys.min(), let last = weeks.keys.max() else { continue }
                var units = [Double](repeating: 0, count: last + 7 - first)
                for (week, days) in weeks { for place in 0..<7 { units[week - first + place] = days[place] } }
                totals[store, default: [:]][category] = (first, units)
            }
        }
    }

    /// The first day of a store on which something was sold; nil if none is kept.
    func firstDay(ofStore store: Int32) -> Int? {
        totals[store]?.values.compactMap { total in
            total.units.firstIndex { $0 != 0 }.map { total.firstDay + $0 }
        }.min()
    }

    /// Units of each day of a store, by category; days that are not kept have zero.
    func totals(ofStore store: Int32, on days: ClosedRange<Int>) -> [Int: [Double]] {
        (totals[store] ?? [:]).mapValues { total in
            days.map { day in
                total.units.indices.contains(day - total.firstDay) ? total.units[day - total.firstDay] : 0
            }
        }
    }
}
