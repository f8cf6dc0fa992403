import Forecasting
import InventoryStore

/// What may need a decision about a series. The raw value is its name in the view `exceptions`, in exports and for `--state`.
///
/// If you add a state, also add an arm to `ExceptionQuery` and words to the reports.
package enum ExceptionState: String, CaseIterable, Sendable {
    /// Nothing is on hand, and some is wanted.
    case out
    /// It runs out before goods can come.
    case runsOut = "runs-out"
    /// It runs out, and an open order comes after that.
    case orderLate = "order-late"
    /// It is not expected to run out before goods can come, but likely enough to.
    case mayRunOut = "may-run-out"
    /// It would have enough without its last open order.
    case orderUnneeded = "order-unneeded"
    /// An open order should have come before the first day.
    case orderOverdue = "order-overdue"
    /// What is on hand and ordered lasts too long.
    case overCover = "over-cover"
    /// Some is ordered of what doesn't sell.
    case orderedWithoutDemand = "ordered-without-demand"
    /// The stated rate is far from what was sold in the last weeks.
    case rateOff = "rate-off"
    /// The results are older than what they came from.
    case resultsOld = "results-old"
}

/// An exception of a series: its state, the facts that the reason in words is made of, and what it is worth.
///
/// Quantities are in units and not rounded, rates in units a day, days are day numbers.
package struct SeriesException: SortableRow, Equatable {
    package var key: SeriesKey
    fileprivate var stateNumber: UInt8
    /// Whether it is out unless overdue orders come, with which the results count. ``ordered`` is of these.
    package let countsOnOverdue: Bool
    /// Units short, or more than needed; nil for old results.
    package var units: Double?
    /// Money: the units at cost. nil if no cost is known.
    package var money: Double?
    /// The day that it is about: of the stock-out, of the open order, or of the planned order.
    package var day: Int32?
    /// The day from which goods are there; nil of what is short if none can come, because it can't be ordered.
    package var goodsDay: Int32?
    /// The probability of being out before the goods come, if a run has computed it.
    package var probability: Double?
    package var onHand: Double
    /// Units of the orders that it is about, or that come on the day of the goods.
    package var ordered: Double?
    /// Those of the first planned order among them, where open orders count too.
    package var planned: Double?
    /// The most units that an order may have, if that is why most is short.
    package var limit: Double?
    /// Units a day that the results count with, or that a file states.
    package var rate: Double
    /// Units a day that were sold in the last weeks.
    package var soldRate: Double?
    /// Days that the stock lasts; nil if nothing is sold.
    package var coverDays: Double?

    package var state: ExceptionState { ExceptionState.allCases[Int(stateNumber)] }

    init(
        _ key: SeriesKey, _ state: ExceptionState, units: Double?, cost: Double?, day: Int? = nil, goodsDay: Int? = nil,
        probability: Double? = nil, onHand: Double, ordered: Double? = nil, planned: Double? = nil,
        limit: Double? = nil, rate: Double,
        soldRate: Double? = nil,
        coverDays: Double? = nil, countsOnOverdue: Bool = false
    ) {
        self.key = key
        self.countsOnOverdue = countsOnOverdue
        stateNumber = UInt8(ExceptionState.allCases.firstIndex(of: state) ?? 0)
        self.units = units
        money = cost.flatMap { cost in units.map { ReportedQuantity.rounded($0 * cost) } }
        self.day = day.map(Int32.init(clamping:))
        self.goodsDay = goodsDay.map(Int32.init(clamping:))
        self.probability = probability
        self.onHand = onHand
        self.ordered = ordered
        self.planned = planned
        self.limit = limit
        self.rate = rate
        self.soldRate = soldRate
        self.coverDays = coverDays
    }

    /// The most money comes first, then the most units of those whose money isn't known, then the rest.
    var ordinal: Int {
        func hundredths(_ quantity: Double) -> Int {
            quantity.isFinite ? Int(min(max((quantity * 100).rounded(), 0), 4e18)) : 0
        }
        if let money { return -hundredths(money) - 1 }
        guard let units else { return Int.max - 1 }
        return Int.max / 2 - hundredths(units)
    }
}
