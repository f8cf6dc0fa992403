/// How one policy decides its order of a day by the short way, for series that sell by day and restock nothing.
///
/// A plan orders today if a day from the arrival of an order on, and before that of the next review's order, ends below the target: on
/// `need`, the first such day after those that earlier orders answer for,
///
///     A         what is there on the morning of the arrival; with lost sales counted day by day, with a floor at zero
///     level(e)  A − expected demand from the arrival to the evening of e + receipts
///     order     target − lowest level from the need to the end of what it covers, and then a quantity that can be ordered
///
/// All numbers are hundredths of a unit.
struct LaneOrder {
    let isPlan: Bool
    /// Nothing is ordered if what is in sight, of a plan less what will be asked for until the next order is there, is this or more.
    let bound: Double
    private let losesSales: Bool
    private let policy: OrderPolicy
    private let lot: WholeLot?
    private let coverDays: Int
    private let target: Double
    /// A level below this is below the target.
    private let edge: Double
    /// Whether levels are compared as they are reported.
    private let isReported: Bool
    /// Whether the short way can be taken at all.
    private let isSimple: Bool

    /// What is ordered, and the day on which it is needed, or on which it arrives if that is later; nil if no need was found.
    struct Found {
        var quantity: Double
        var needed: Int?

        static let nothing = Found(quantity: 0, needed: nil)
    }

    /// How far a number may be from what another order of additions would give. Numbers up to ``most`` are within it after some
    /// hundred additions, and it is less than half of the 1e-6 by which a quantity is above a whole hundredth before it is rounded up.
    private static var tolerance: Double { 4e-7 }
    private static var most: Double { 1e7 }

    init(_ series: SimulatedSeries, losesSales: Bool) {
        self.losesSales = losesSales
        policy = series.terms.policy
        lot = WholeLot(series.lot)
        coverDays = series.terms.coverDays
        isPlan = policy == .timePhased
        target = series.target.level * 100
        isReported = series.target.isReported
        let whole = target.rounded()
        edge = isReported ? whole - 0.5 : target - 1e-4
        isSimple = lot != nil && (!isPlan || !isReported || whole / 100 == series.target.level)
        let points: [Double] =
            switch policy {
            case .timePhased: [series.target.level]
            case .orderUpTo(let point, let level): [min(point ?? level, level)]
            case .fixedQuantity(let point, _): [point]
            }
        bound = series.terms.isOrderable ? (points[0] + 0.01) * 100 : -.infinity
    }

    /// What is ordered on a review day.
    ///
    /// - Parameters:
    ///   - inSight: on hand and on order; of a plan, what arrives with an order of the day or before.
    ///   - level: on hand.
    ///   - needFrom: the first day that the order may be needed on.
    ///   - arriving: what was ordered and arrives on each day.
    /// - Returns: nil if the short way doesn't lead there.
    @inline(__always)
    func order(
        on day: Int, _ days: SimulatedDays, inSight: Double, level: Double, needFrom: Int,
        arriving: ArraySlice<Double>
    ) -> Found? {
        guard isSimple, inSight.magnitude < Self.most, target < Self.most else { return nil }
        guard isPlan else { return order(inSight: inSight) }
        let (arrival, nextArrival) = (days.all[day].arrival, days.all[day].nextArrival)
        guard nextArrival > arrival else { return nil }
        let from = max(arrival, needFrom)
        guard from < nextArrival else { return .nothing }
        var morning = inSight - days.demand(from: day, to: arrival)
        if losesSales {
            // What is owed is served first, before anything is lost.
            guard level >= 0 else { return nil }
            if level < days.demand(from: day, to: arrival) {
                morning = level
                for place in day..<arrival {
                    let ordered = arriving[arriving.startIndex + place]
                    morning = max(0, morning + ordered + days.all[place].received - days.all[place].demand)
                }
                morning += arriving[arriving.startIndex + arrival] + days.all[arrival].received
            }
        }
        return days.lastReceipt > arrival
            ? order(from, nextArrival, days, arrival: arrival, morning)
            : order(from, nextArrival, days, falling: morning, at: arrival)
    }

    /// With nothing to come after the arrival the level only falls.
    @inline(__always)
    private func order(
        _ from: Int, _ nextArrival: Int, _ days: SimulatedDays, falling morning: Double, at arrival: Int
    ) -> Found? {
        for need in from..<nextArrival {
            let evening = morning - days.demand(from: arrival, to: need + 1)
            guard (evening - edge).magnitude > Self.tolerance else { return nil }
            guard evening < edge else { continue }
            let covered = max(need + coverDays, nextArrival - 1)
            return order(raising: morning - days.demand(from: arrival, to: covered + 1), need)
        }
        return .nothing
    }

    private func order(
        _ from: Int, _ nextArrival: Int, _ days: SimulatedDays, arrival: Int, _ morning: Double
    ) -> Found? {
        var evening = morning
        var place = arrival
        while place < nextArrival {
            evening += (place > arrival ? days.all[place].received : 0) - days.all[place].demand
            if place >= from {
                guard (evening - edge).magnitude > Self.tolerance else { return nil }
                if evening < edge { break }
            }
            place += 1
        }
        guard place < nextArrival else { return .nothing }
        let need = place
        var lowest = evening
        while place < max(need + coverDays, nextArrival - 1) {
            place += 1
            evening += days.all[place].received - days.all[place].demand
            lowest = min(lowest, evening)
        }
        return order(raising: lowest, need)
    }

    /// The order that raises the lowest level to the target.
    @inline(__always)
    private func order(raising lowest: Double, _ need: Int) -> Found? {
        guard lowest.magnitude < Self.most else { return nil }
        var seen = lowest
        if isReported {
            seen = Self.floor(lowest + 0.5)
            let above = lowest + 0.5 - seen
            guard above > Self.tolerance, above < 1 - Self.tolerance else { return nil }
        }
        guard let missing = Self.upToWhole(target - seen) else { return nil }
        return found(max(1, missing), needed: need)
    }

    /// At or below a point, or up to a level.
    private func order(inSight position: Double) -> Found? {
        switch policy {
        case .timePhased: return nil
        case .orderUpTo(let point, let level):
            if let point {
                guard let isDue = Self.isDue(position, point) else { return nil }
                guard isDue else { return .nothing }
            }
            guard let missing = Self.upToWhole(level * 100 - position) else { return nil }
            return missing > 0 ? found(missing, needed: nil) : .nothing
        case .fixedQuantity(let point, _):
            guard let isDue = Self.isDue(position, point) else { return nil }
            guard isDue else { return .nothing }
            guard let missing = Self.upToWhole(point * 100 - position) else { return nil }
            return found(max(0, missing) + 1, needed: nil)
        }
    }

    /// Whether a position is at a point, in units, or below; nil if it is too near to say.
    private static func isDue(_ position: Double, _ point: Double) -> Bool? {
        let above = position - (point + 1e-6) * 100
        return above.magnitude > tolerance ? above < 0 : nil
    }

    /// What is missing, up to the next whole hundredth, as ``StockTarget/shortfall(at:)``; nil if it is too near to another one.
    private static func upToWhole(_ missing: Double) -> Double? {
        guard missing.magnitude < 1e15 else { return nil }
        let whole = -floor(1e-6 - missing)
        let below = whole - (missing - 1e-6)
        return below > tolerance && below < 1 - tolerance ? whole : nil
    }

    /// The order of what can be ordered for so many.
    @inline(__always)
    private func found(_ wanted: Double, needed: Int?) -> Found? {
        guard let lot, wanted < Self.most else { return nil }
        let quantity = lot.quantity(wanted)
        return quantity > 0 ? Found(quantity: quantity, needed: needed) : .nothing
    }

    /// x, which is less than 1e15, down to a whole number. The processors that the program is made for have no instruction for it.
    @inline(__always)
    static func floor(_ x: Double) -> Double {
        let whole = Double(Int(x))
        return whole > x ? whole - 1 : whole
    }
}

/// ``LotSize`` in whole hundredths, whose arithmetic is exact.
private struct WholeLot {
    private let minimum: Double
    /// 0 allows any quantity.
    private let multiple: Double
    private let largest: Double

    /// Up to here a number that is no multiple is farther from one than the tolerance of ``LotSize``.
    private static let most = 1e7

    /// - Returns: nil if a number is finer than a hundredth, or very large.
    init?(_ lot: LotSize) {
        func whole(_ units: Double) -> Double? {
            let hundredths = (units * 100).rounded()
            return hundredths.magnitude <= Self.most && hundredths / 100 == units ? hundredths : nil
        }
        guard let minimum = whole(lot.minimum), let multiple = whole(lot.multiple) else { return nil }
        (self.minimum, self.multiple) = (minimum, multiple)
        guard let limit = lot.largest else {
            largest = .infinity
            return
        }
        guard let largest = whole(limit) else { return nil }
        self.largest = largest
    }

    @inline(__always)
    func quantity(_ wanted: Double) -> Double {
        var quantity = max(wanted, minimum)
        if multiple > 0 { quantity = -LaneOrder.floor(-quantity / multiple) * multiple }
        return min(quantity, largest)
    }
}
