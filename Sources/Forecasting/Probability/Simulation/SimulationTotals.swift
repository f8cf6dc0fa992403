/// What happened in simulated days, added up in whole numbers: then sums don't depend on how the work is divided.
///
/// Quantities are hundredths of a unit.
package struct SimulationTotals: Equatable, Sendable {
    package private(set) var days = 0
    package private(set) var demand: Int128 = 0
    /// Demand that wasn't served on its day: lost, or owed from then on.
    package private(set) var unmet: Int128 = 0
    /// Days on which somebody left without.
    package private(set) var shortDays = 0
    /// Evenings with nothing on the shelf.
    package private(set) var outDays = 0
    /// Arrivals since the first of those that count, and those of them before which everybody was served since the arrival before.
    package private(set) var cycles = 0
    package private(set) var servedCycles = 0
    /// The stock of all evenings added up, and what was owed on them.
    package private(set) var onHand: Int128 = 0
    package private(set) var backlog: Int128 = 0
    package private(set) var orders = 0
    package private(set) var ordered: Int128 = 0

    package init() {}

    init(
        days: Int, demand: Int128, unmet: Int128, shortDays: Int, outDays: Int, cycles: Int, servedCycles: Int,
        onHand: Int128, backlog: Int128, orders: Int, ordered: Int128
    ) {
        (self.days, self.demand, self.unmet) = (days, demand, unmet)
        (self.shortDays, self.outDays) = (shortDays, outDays)
        (self.cycles, self.servedCycles) = (cycles, servedCycles)
        (self.onHand, self.backlog) = (onHand, backlog)
        (self.orders, self.ordered) = (orders, ordered)
    }

    package mutating func add(_ day: SimulatedSeries.Day) {
        days += 1
        demand += Int128(day.demand)
        unmet += Int128(day.unmet)
        shortDays += day.unmet > 0 ? 1 : 0
        outDays += day.level <= 0 ? 1 : 0
        if let wasServed = day.wasServed {
            cycles += 1
            servedCycles += wasServed ? 1 : 0
        }
        onHand += Int128(max(0, day.level))
        backlog += Int128(max(0, -day.level))
        orders += day.ordered > 0 ? 1 : 0
        ordered += Int128(day.ordered)
    }

    package mutating func merge(_ other: SimulationTotals) {
        days += other.days
        demand += other.demand
        unmet += other.unmet
        shortDays += other.shortDays
        outDays += other.outDays
        cycles += other.cycles
        servedCycles += other.servedCycles
        onHand += other.onHand
        backlog += other.backlog
        orders += other.orders
        ordered += other.ordered
    }

    /// The share of demand that was served on its day; nil without demand. What is owed counts once, on the day it was asked for.
    package var fillRate: Double? { Self.share(demand - unmet, of: demand) }
    /// The share of cycles in which everybody was served.
    package var cycleService: Double? { Self.share(servedCycles, of: cycles) }
    package var shareOfShortDays: Double? { Self.share(shortDays, of: days) }
    package var shareOfOutDays: Double? { Self.share(outDays, of: days) }

    private static func share(_ part: some BinaryInteger, of all: some BinaryInteger) -> Double? {
        all > 0 ? Double(part) / Double(all) : nil
    }
}
