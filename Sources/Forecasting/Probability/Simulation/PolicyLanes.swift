/// Up to eight policies of a series against the same demand, side by side: a vector has one number of each.
///
/// What a day does to the stock is the same arithmetic in all lanes. An order is decided lane by lane, on review days and only in lanes in
/// which what is there and to come may not last until the next order can be there; most lanes of most days are done with that one
/// comparison. What is ordered is then what ``SimulatedSeries`` orders, to the hundredth: the arithmetic of ``OrderPlanner`` for rates
/// that count days, without its general walk. Where a result is so near to where it would be rounded the other way that the order of
/// additions might matter, and wherever else the short way doesn't hold, that one order is asked of the series itself.
///
/// If you change how ``OrderPlanner`` or ``OrderPolicy`` decide, change it here too; `SimulatedPoliciesTests` compares both.
///
/// Quantities are whole hundredths of a unit in a `Double`. They stay below ``mostInSight``, so that sums over 8,192 days are exact.
struct PolicyLanes {
    typealias Lanes = SIMD8<Double>

    private let policies: ArraySlice<SimulatedSeries>
    private let losesSales: Bool
    private let orders: [LaneOrder]
    /// An order is looked for in a lane if what is in sight less ``weight`` × expected demand is below this.
    private var bound = Lanes(repeating: -.infinity)
    /// 1 for a plan, 0 for a policy that looks at the position.
    private var weight = Lanes.zero

    // The state of a run.
    private var level = Lanes.zero
    private var onOrder = Lanes.zero
    /// 1 if everybody was served since the last arrival, else 0.
    private var served = Lanes.zero
    /// 1 if all days since the last arrival count, else 0.
    private var isWhole = Lanes.zero
    /// What was ordered and arrives on each day; and the same lane by lane, where an order looks at the days of one.
    private var arriving: [Lanes]
    private var ownArriving: [Double]
    /// The first day that the next order of a plan may be needed on, by the need of the last one.
    private var needFrom: [Int]
    /// The arrival of an order of the last review.
    private var lastArrival = Self.never

    // What is counted.
    private var unmet = Lanes.zero
    private var shortDays = Lanes.zero
    private var outDays = Lanes.zero
    private var cycles = Lanes.zero
    private var servedCycles = Lanes.zero
    private var onHand = Lanes.zero
    private var backlog = Lanes.zero
    private var orderCount = Lanes.zero
    private var ordered = Lanes.zero

    static var width: Int { Lanes.scalarCount }
    private static var never: Int { .min / 2 }
    /// What a lane may have on hand and on order, and what may be asked for on a day.
    private static var mostInSight: Double { 0x1p38 }
    static var mostDemand: Double { 0x1p24 }

    /// - Parameter policies: at most eight.
    init(_ policies: ArraySlice<SimulatedSeries>, _ days: SimulatedDays, losesSales: Bool) {
        self.policies = policies
        self.losesSales = losesSales
        orders = policies.map { LaneOrder($0, losesSales: losesSales) }
        arriving = [Lanes](repeating: .zero, count: days.all.count)
        ownArriving = [Double](repeating: 0, count: days.all.count * policies.count)
        needFrom = [Int](repeating: Self.never, count: policies.count)
        for lane in orders.indices {
            bound[lane] = orders[lane].bound
            weight[lane] = orders[lane].isPlan ? 1 : 0
        }
    }

    /// Lives through all days.
    ///
    /// - Parameters:
    ///   - demand: of each day, in hundredths.
    ///   - first: the day from which on days count.
    /// - Returns: false if numbers became so large that the sums may not be exact.
    mutating func run(_ days: SimulatedDays, _ demand: [Double], countedFrom first: Int) -> Bool {
        level = Lanes(repeating: days.level)
        onOrder = .zero
        (served, isWhole) = (Lanes(repeating: 1), Lanes(repeating: 1))
        for place in arriving.indices { arriving[place] = .zero }
        for place in ownArriving.indices { ownArriving[place] = 0 }
        for lane in needFrom.indices { needFrom[lane] = Self.never }
        lastArrival = Self.never
        forget()
        for day in 0..<days.count {
            if day == first, day > 0 {
                forget()
                isWhole = .zero
            }
            if days.all[day].isReview {
                let today = days.all[day]
                let due = (today.due - today.dueByArrival) * (1 - weight) + today.dueByArrival
                let inSight = level + onOrder + due
                let isLooked = inSight - weight * today.demandUntilNext .< bound
                if any(isLooked) {
                    for lane in orders.indices where isLooked[lane] {
                        guard order(lane, on: day, days, inSight: inSight[lane]) else { return false }
                    }
                }
                lastArrival = today.arrival
            }
            pass(arrived: arriving[day], received: days.all[day].received, demand: demand[day])
        }
        if first >= days.count { forget() }
        return true
    }

    private mutating func forget() {
        (unmet, shortDays, outDays, cycles, servedCycles) = (.zero, .zero, .zero, .zero, .zero)
        (onHand, backlog, orderCount, ordered) = (.zero, .zero, .zero, .zero)
    }

    /// A day from the arrivals of its morning to its evening, after its orders.
    ///
    /// Quantities are whole numbers, so the lesser of one and 1 is 1 if there is any: no lane has to be chosen.
    @inline(__always)
    private mutating func pass(arrived orders: Lanes, received: Double, demand: Double) {
        let (none, one) = (Lanes.zero, Lanes(repeating: 1))
        let arrived = orders + received
        onOrder -= orders
        level += arrived
        let hasArrived = Self.lesser(arrived, one)
        let hasEnded = hasArrived * isWhole
        cycles += hasEnded
        servedCycles += served * hasEnded
        isWhole = Self.greater(isWhole, hasArrived)
        let wanted = Lanes(repeating: demand)
        let sold = Self.lesser(Self.greater(level, none), wanted)
        let missing = wanted - sold
        level -= losesSales ? sold : wanted
        unmet += missing
        let isShort = Self.lesser(missing, one)
        shortDays += isShort
        served = Self.greater(served, hasArrived) * (one - isShort)
        let left = Self.greater(level, none)
        outDays += one - Self.lesser(left, one)
        onHand += left
        backlog += left - level
    }

    /// These are one instruction for two lanes; those of the standard library ask each lane whether it is a number.
    @inline(__always)
    private static func lesser(_ left: Lanes, _ right: Lanes) -> Lanes {
        var lesser = left
        for lane in 0..<width { lesser[lane] = left[lane] < right[lane] ? left[lane] : right[lane] }
        return lesser
    }

    @inline(__always)
    private static func greater(_ left: Lanes, _ right: Lanes) -> Lanes {
        var greater = left
        for lane in 0..<width { greater[lane] = left[lane] > right[lane] ? left[lane] : right[lane] }
        return greater
    }

    /// Places what a lane orders.
    ///
    /// - Returns: false if it becomes too much, or arrives with an earlier order.
    private mutating func order(_ lane: Int, on day: Int, _ days: SimulatedDays, inSight: Double) -> Bool {
        let arrival = days.all[day].arrival
        let own = lane * arriving.count
        let short = orders[lane].order(
            on: day, days, inSight: inSight, level: level[lane], needFrom: needFrom[lane],
            arriving: ownArriving[own..<own + arriving.count])
        let found = short ?? longOrder(lane, on: day, days)
        if let needed = found.needed { needFrom[lane] = needed + 1 }
        guard found.quantity > 0 else { return true }
        guard inSight + found.quantity < Self.mostInSight, ownArriving[own + arrival] == 0 else { return false }
        ownArriving[own + arrival] = found.quantity
        arriving[arrival][lane] = found.quantity
        onOrder[lane] += found.quantity
        orderCount[lane] += 1
        ordered[lane] += found.quantity
        return true
    }

    /// The order of the series itself.
    private func longOrder(_ lane: Int, on day: Int, _ days: SimulatedDays) -> LaneOrder.Found {
        var open: [Receipt] = []
        var next = days.receipts.drop { $0.day < days.start + day && day > 0 }
        for place in day..<arriving.count {
            let passed = next.prefix { $0.day <= days.start + place }
            open.append(contentsOf: passed)
            next = next.dropFirst(passed.count)
            let quantity = ownArriving[lane * arriving.count + place]
            if quantity > 0 { open.append(Receipt(day: days.start + place, quantity: quantity / 100)) }
        }
        open.append(contentsOf: next)
        let earliest = max(needFrom[lane], lastArrival)
        let found = policies[policies.startIndex + lane].order(
            on: days.start + day, level: Int(level[lane]), open: open,
            earliestNeed: earliest == Self.never ? Self.never : days.start + earliest)
        return LaneOrder.Found(
            quantity: Double(found.ordered), needed: found.lastNeed.map { $0 - days.start })
    }

    /// What a lane gave.
    ///
    /// - Parameters:
    ///   - days: that counted.
    ///   - demand: of these, in hundredths.
    func totals(_ lane: Int, days: Int, demand: Int) -> SimulationTotals {
        SimulationTotals(
            days: days, demand: Int128(demand), unmet: Int128(unmet[lane]), shortDays: Int(shortDays[lane]),
            outDays: Int(outDays[lane]), cycles: Int(cycles[lane]), servedCycles: Int(servedCycles[lane]),
            onHand: Int128(onHand[lane]), backlog: Int128(backlog[lane]), orders: Int(orderCount[lane]),
            ordered: Int128(ordered[lane]))
    }
}
