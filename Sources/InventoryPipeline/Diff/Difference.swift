import Forecasting
import InventoryStore

/// The outcomes of all series that have results in both scenarios, added up.
package struct OutcomeTotals: Equatable, Sendable {
    /// The number of series that run out.
    package internal(set) var stockouts = 0
    /// The number of orders.
    package internal(set) var orders = 0
    /// Units ordered.
    package internal(set) var quantity = 0.0
    /// The cost of the orders, as far as it is known, in the currency of the files.
    package internal(set) var cost = 0.0
    package internal(set) var unitsShort = 0.0
    /// The sums of the probabilities of running out in the horizon, and before an order of the first day is there, and the units that are
    /// expected to be short by then, of the series with a risk.
    package internal(set) var expectedStockouts = 0.0
    package internal(set) var expectedBeforeOrder = 0.0
    package internal(set) var expectedShort = 0.0

    mutating func add(_ outcome: SeriesOutcome) {
        if outcome.stockoutDay != nil { stockouts += 1 }
        orders += outcome.orders
        quantity += outcome.quantity
        cost += outcome.cost
        unitsShort += outcome.unitsShort
        expectedStockouts += outcome.risk?.horizon ?? 0
        expectedBeforeOrder += outcome.risk?.beforeOrder ?? 0
        expectedShort += outcome.risk?.unitsShort ?? 0
    }

    mutating func merge(_ other: OutcomeTotals) {
        stockouts += other.stockouts
        orders += other.orders
        quantity += other.quantity
        cost += other.cost
        unitsShort += other.unitsShort
        expectedStockouts += other.expectedStockouts
        expectedBeforeOrder += other.expectedBeforeOrder
        expectedShort += other.expectedShort
    }
}

/// How two scenarios differ as a whole.
package struct DifferenceTotals: Equatable, Sendable {
    /// Series with results in both…
    package internal(set) var common = 0
    /// …those of them that differ…
    package internal(set) var changed = 0
    /// …and series with results in one of them only.
    package internal(set) var onlyInFirst = 0
    package internal(set) var onlyInSecond = 0
    /// The series with results in both.
    package internal(set) var first = OutcomeTotals()
    package internal(set) var second = OutcomeTotals()

    mutating func merge(_ other: DifferenceTotals) {
        common += other.common
        changed += other.changed
        onlyInFirst += other.onlyInFirst
        onlyInSecond += other.onlyInSecond
        first.merge(other.first)
        second.merge(other.second)
    }
}

/// A series whose outcomes in the two scenarios differ.
package struct SeriesDifference: Sendable {
    package var storeID: String
    package var productID: String
    /// The name of the product.
    package var name: String?
    package var first: SeriesOutcome
    package var second: SeriesOutcome
}

/// The outcomes of one series in both scenarios.
struct OutcomePair: SortableRow, Sendable {
    var first: SeriesOutcome
    var second: SeriesOutcome

    /// The most units short come first, by the orders or as expected with the risk. The greatest of the numbers decides, so a shortage
    /// that is gone ranks like one that is new.
    var ordinal: Int {
        let short =
            max(first.unitsShort, second.unitsShort, first.risk?.unitsShort ?? 0, second.risk?.unitsShort ?? 0) * 100
        return -Int(min(short.rounded(), 9e18))
    }

    /// Whether a reported value differs. A difference in cost alone does not count, because it is one of prices.
    var differs: Bool {
        first.stockoutDay != second.stockoutDay || first.orderDay != second.orderDay
            || !isSame(first.quantity, second.quantity) || !isSame(first.unitsShort, second.unitsShort)
            || hasOtherRisk
    }

    /// Days and probabilities are stored as they are reported.
    private var hasOtherRisk: Bool {
        guard let one = first.risk, var other = second.risk else { return (first.risk == nil) != (second.risk == nil) }
        if isSame(one.unitsShort, other.unitsShort) { other.unitsShort = one.unitsShort }
        return one != other
    }

    private func isSame(_ left: Double, _ right: Double) -> Bool {
        left == right || ReportedQuantity.rounded(left) == ReportedQuantity.rounded(right)
    }
}

/// The comparison of one partition or several.
struct DifferenceBatch: Sendable {
    var totals = DifferenceTotals()
    /// The series that differ, in the order of their keys.
    private(set) var pairs: [OutcomePair] = []

    /// Compares outcomes that ascend by key.
    ///
    /// - Parameter limit: the most pairs that are kept. Those that come first in the ranking stay.
    init(_ first: [SeriesOutcome], _ second: [SeriesOutcome], limit: Int) {
        var (left, right) = (0, 0)
        while left < first.count, right < second.count {
            let pair = OutcomePair(first: first[left], second: second[right])
            if pair.first.key < pair.second.key {
                totals.onlyInFirst += 1
                left += 1
            } else if pair.first.key > pair.second.key {
                totals.onlyInSecond += 1
                right += 1
            } else {
                totals.common += 1
                totals.first.add(pair.first)
                totals.second.add(pair.second)
                if pair.differs { pairs.append(pair) }
                left += 1
                right += 1
            }
        }
        totals.onlyInFirst += first.count - left
        totals.onlyInSecond += second.count - right
        totals.changed = pairs.count
        guard pairs.count > limit else { return }
        let first = pairs.indices.sorted { (pairs[$0].ordinal, $0) < (pairs[$1].ordinal, $1) }.prefix(limit)
        pairs = first.sorted().map { pairs[$0] }
    }
}
