import Forecasting
import InventoryStore

/// Collects what ``ClassTable`` needs of each series, and makes the table when all are known.
///
/// A is what makes up the first 80 % of all sales, B the next 15 %, C the rest; what sells nothing has no class. The series with which a
/// share is reached belongs to it, as in `Snapshot.abcLimits()`. X are the series whose sales of 28 days vary by at most a quarter of
/// what is expected (their coefficient of variation), Y by at most a half, Z by more.
struct ClassCount {
    /// Sales a day and stock, in units and in money.
    private var sales: [Double] = []
    private var stock: [Double] = []
    private var costs: [Double] = []
    private var columns: [UInt8] = []
    private var costsAreKnown = false

    mutating func add(_ facts: SeriesFacts) {
        sales.append(facts.rate)
        stock.append(max(facts.onHand, 0))
        costs.append(facts.terms?.unitCost ?? .nan)
        costsAreKnown = costsAreKnown || facts.terms?.unitCost != nil
        columns.append(Self.column(facts.demand))
    }

    private static func column(_ demand: DemandRow?) -> UInt8 {
        guard let demand, demand.rate > 0 else { return 3 }
        let mean = 28 * demand.rate
        let variance = demand.noise * mean + (demand.spread + demand.drift) * mean * mean
        let variation = variance.squareRoot() / mean
        return variation <= 0.25 ? 0 : variation <= 0.5 ? 1 : 2
    }

    func table() -> ClassTable? {
        guard !sales.isEmpty else { return nil }
        let cells = [[ClassTable.Cell]](
            repeating: Array(repeating: .init(), count: ClassTable.columns.count), count: ClassTable.rows.count)
        var table = ClassTable(cells: cells, isOfMoney: costsAreKnown)
        func value(_ series: Int) -> Double { costsAreKnown ? sales[series] * costs[series] : sales[series] }
        // Only what is sold has a class, and a series without a cost none. A comparison with what is no number is false.
        let limits = Self.limits(of: sales.indices.lazy.map(value).filter { $0 > 0 })
        for series in sales.indices {
            let value = value(series)
            guard !value.isNaN else {
                table.withoutCost += 1
                continue
            }
            let row = value <= 0 ? 3 : value >= limits.a ? 0 : value >= limits.b ? 1 : 2
            table.cells[row][Int(columns[series])].add(
                .init(
                    series: 1, sales: value, stock: costsAreKnown ? stock[series] * costs[series] : stock[series]))
        }
        return table
    }

    /// The least values of A and of B.
    private static func limits(of values: [Double]) -> (a: Double, b: Double) {
        // Values alone are sorted in a fraction of the time that series by their values take.
        let sorted = values.sorted(by: >)
        let total = sorted.reduce(0, +)
        var sum = 0.0
        var limits = (a: Double.infinity, b: Double.infinity)
        for value in sorted {
            if sum < total * 0.8 { limits.a = value }
            if sum < total * 0.95 { limits.b = value }
            sum += value
        }
        return limits
    }
}
