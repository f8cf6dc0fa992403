import Forecasting
import InventoryStore

/// Where the sales of the series of a run come from: what files state, or the estimates, with the factors of their groups.
struct RunDemand: Sendable {
    /// By their keys, from ``firstGroup`` on.
    private let groups: [StoredGroup]
    private let firstGroup: Int
    private let options: RunOptions
    /// Whether what is assumed of sales counts on all days.
    private let hasOneFactor: Bool
    /// The number of the curve of series without a group; those of groups follow, in their order.
    private let firstProfile: Int

    init(_ snapshot: Snapshot, _ options: RunOptions, firstProfile: Int) throws {
        self.init(options.demand == .stated ? [] : try snapshot.demandGroups(), options, firstProfile: firstProfile)
    }

    /// - Parameter first: the key of the first group.
    init(_ groups: [StoredGroup], first: Int = 1, _ options: RunOptions, firstProfile: Int = 1) {
        self.groups = groups
        firstGroup = first
        self.options = options
        hasOneFactor = options.forecast.whatIf.factorOfDays == nil
        self.firstProfile = firstProfile
    }

    private func group(_ profile: Int) -> StoredGroup? {
        groups.indices.contains(profile - firstGroup) ? groups[profile - firstGroup] : nil
    }

    /// Whether the rate of a series is the estimate.
    @inline(__always)
    func usesEstimate(_ stored: StockPosition) -> Bool { options.demand.usesEstimate(statedRate: stored.salesRate) }

    /// Whether a series is projected as it is stored, without a curve: nearly always. ``Curves/series(_:_:)`` would say so too, but takes
    /// longer.
    @inline(__always)
    func isAsStated(_ stored: StockPosition) -> Bool { hasOneFactor && !usesEstimate(stored) }

    /// The curves of some series, which are made when they are first asked for.
    struct Curves {
        private let demand: RunDemand
        private var made: [Int: DemandCurve] = [:]
        /// By the place of the curve: the days that series need of it.
        private(set) var days: [Int: ClosedRange<Int>] = [:]

        init(_ demand: RunDemand) { self.demand = demand }

        /// A series as it is projected: with the rate of sales that counts, and the curve that its sales follow.
        ///
        /// - Returns: no rate if none is known, and no curve if all days are the same.
        /// - Throws: ``StoreError`` if the group of the estimate is unknown or its factors are out of bounds.
        mutating func series(
            _ stored: StockPosition, _ estimate: DemandRate?
        ) throws -> (position: StockPosition, curve: FactorCurve?) {
            let options = demand.options
            if demand.isAsStated(stored) { return (stored, nil) }
            let usesEstimate = demand.usesEstimate(stored)
            var position = stored
            var place = 0
            if usesEstimate {
                guard let estimate else {
                    position.salesRate = nil
                    return (position, nil)
                }
                guard let group = demand.group(estimate.profile)?.group else { throw damaged(estimate.profile) }
                // Nothing is expected to be sold where the store has been closed for weeks.
                position.salesRate = group.isDormant ? 0 : estimate.rate
                if !group.factors.isFlat { place = estimate.profile }
            }
            guard let rate = position.salesRate, rate > 0 else { return (position, nil) }
            let given = options.forecast.position(from: position)
            let periodDays = options.forecast.periodDays(of: given)
            if place == 0, options.forecast.whatIf.factorOfDays == nil {
                position.salesRate = min(rate * Double(periodDays), StockLimits.quantity)
                return (position, nil)
            }
            // With a curve the rate counts a day, and a stated one the period.
            if !usesEstimate { position.salesRate = rate / Double(periodDays) }
            let horizon = given.startDay...given.startDay + given.durationDays * periodDays
            guard let curve = made[place, default: demand.curve(place)].curve(of: horizon) else { throw damaged(place) }
            let known = days[place] ?? horizon
            days[place] =
                min(known.lowerBound, horizon.lowerBound)...max(known.upperBound, horizon.upperBound)
            return (position, curve)
        }

        private func damaged(_ profile: Int) -> StoreError {
            StoreError(.damaged("the factors of profile \(profile)"), while: .read)
        }
    }

    private func curve(_ place: Int) -> DemandCurve {
        let group = group(place)
        return DemandCurve(
            profile: Int32(truncatingIfNeeded: firstProfile + place), group?.group.factors ?? .flat,
            firstDay: options.forecast.startDay ?? group?.firstDay ?? 0,
            factorOfDays: options.forecast.whatIf.factorOfDays)
    }

    /// The number of curves that series can follow: those of groups, and that of series without one.
    var curveCount: Int { groups.count + 1 }

    /// The curves that series of a run follow, with their days, ascending by profile.
    func curves(of days: [Int: ClosedRange<Int>]) -> [(curve: FactorCurve, days: ClosedRange<Int>)] {
        days.sorted { $0.key < $1.key }.compactMap { place, days in
            var curve = curve(place)
            return curve.curve(of: days).map { ($0, days) }
        }
    }
}
