import Forecasting
import InventoryStore
import Platform

/// Collects what ``ClassTable`` needs of each series, and makes the table when all are known.
///
/// A is what makes up the first 80 % of all sales, B the next 15 %, C the rest; what sells nothing has no class. The series with which a
/// share is reached belongs to it, as in `Snapshot.abcLimits()`. X are the series whose sales of 28 days vary by at most a quarter of
/// what is expected (their coefficient of variation), Y by at most a half, Z by more.
///
/// The limits of the classes are known only when all series are. Until then the series are in a temporary file, so that the memory doesn't
/// depend on how many there are.
struct ClassCount {
    private struct Row: BitwiseCopyable {
        /// Units a day.
        var sales: Double
        var stock: Double
        /// Of a unit; not a number if it isn't known.
        var cost: Double
        var column: UInt8

        /// What is sold a day: money if costs are known, or units.
        func value(isOfMoney: Bool) -> Double { isOfMoney ? sales * cost : sales }
    }

    private let rows: SpooledRows<Row>
    private let interruption: Interruption
    private var costsAreKnown = false

    /// - Parameter folder: where the temporary file may be.
    init(folder: String, _ interruption: Interruption) {
        rows = SpooledRows(folder: folder)
        self.interruption = interruption
    }

    mutating func add(_ facts: SeriesFacts) throws {
        let cost = facts.terms?.unitCost
        costsAreKnown = costsAreKnown || cost != nil
        try rows.add(
            Row(
                sales: facts.rate, stock: max(facts.onHand, 0), cost: cost ?? .nan, column: Self.column(facts.demand)))
    }

    private static func column(_ demand: DemandRow?) -> UInt8 {
        guard let demand, demand.rate > 0 else { return 3 }
        let mean = 28 * demand.rate
        let variance = demand.noise * mean + (demand.spread + demand.drift) * mean * mean
        let variation = variance.squareRoot() / mean
        return variation <= 0.25 ? 0 : variation <= 0.5 ? 1 : 2
    }

    /// - Returns: nil without any series.
    func table() throws -> ClassTable? {
        guard rows.count > 0 else { return nil }
        let cells = [[ClassTable.Cell]](
            repeating: Array(repeating: .init(), count: ClassTable.columns.count), count: ClassTable.rows.count)
        var table = ClassTable(cells: cells, isOfMoney: costsAreKnown)
        // Only what is sold has a class, and a series without a cost none. A comparison with what is no number is false.
        let limits = try ShareLimits { add in
            try forEachRow { row in
                let value = row.value(isOfMoney: costsAreKnown)
                if value > 0 { add(value) }
            }
        }
        try forEachRow { row in
            let value = row.value(isOfMoney: costsAreKnown)
            guard !value.isNaN else {
                table.withoutCost += 1
                return
            }
            let place = value <= 0 ? 3 : value >= limits.a ? 0 : value >= limits.b ? 1 : 2
            table.cells[place][Int(row.column)].add(
                .init(series: 1, sales: value, stock: costsAreKnown ? row.stock * row.cost : row.stock))
        }
        return table
    }

    private func forEachRow(_ body: (Row) -> Void) throws {
        try rows.forEachBlock { block in
            try interruption.check()
            for row in block { body(row) }
        }
    }
}
