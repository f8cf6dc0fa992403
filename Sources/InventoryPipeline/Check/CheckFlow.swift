import InventoryStore
import Platform

/// One check: how much it examined, and the problems it found.
package struct CheckLine: Sendable {
    package var subject: Subject
    package var problems: CheckProblems

    package init(_ subject: Subject, _ problems: CheckProblems) {
        self.subject = subject
        self.problems = problems
    }

    /// What was checked, and how many of it.
    package enum Subject: Equatable, Sendable {
        /// Every page and every index, by SQLite itself.
        case structure
        /// Tables, indexes and views.
        case schema(Int)
        case references
        case inventory(series: Int, products: Int, stores: Int)
        /// The number of rows of each table that belongs to the inventory, by its name.
        case supply([String: Int])
        case imports(Int)
        case results(stretches: Int, series: Int, scenarios: Int)
        case stockouts(Int)
        case orders(Int)
        case runs(Int)
        case calendar(days: Int)
    }
}

/// Verifies a whole file. It only reads.
///
///     scan (one snapshot, a thread) ──▶ batches of whole series ──▶ worker: stretches, stock-outs ──▶ counts, problems
package enum CheckFlow {
    /// - Returns: one line a check. If the structure is damaged, its line is the only one, because data read from a
    ///   damaged structure proves nothing.
    /// - Throws: ``StoreError``, also if the damage keeps the file from being read to its end.
    package static func run(
        database: InventoryDatabase, workers: Int, progress: ProgressHandler = { _ in }
    ) throws -> [CheckLine] {
        let structure = try database.read { try $0.structureProblems() }
        let first = CheckLine(.structure, structure)
        guard structure.total == 0 else { return [first] }

        let (schema, references, orders) = try database.read {
            (try $0.schemaProblems(), try $0.referenceProblems(), try $0.orderProblems())
        }
        var input: CheckInput?
        var found = CheckFindings()
        try OrderedPipeline<Batch, (input: CheckInput, findings: CheckFindings)>(
            workers: workers, depth: workers + 2, interruption: database.interruption
        ).run(
            source: { emit in try database.readApart { snapshot in try scan(snapshot, emit) } },
            worker: { work in
                try work.process { batch in
                    var findings = CheckFindings()
                    batch.check(into: &findings)
                    return (batch.input, findings)
                }
            },
            sink: { result in
                input = result.input
                found.merge(result.findings)
                progress(FlowProgress(unit: "stretches", done: found.total.stretches, fraction: nil))
            })
        guard let input else { return [first] }
        return [first]
            + lines(schema: schema, references: references, orders: orders, input: input, found: found)
    }

    /// Stretches in a batch. The rest of the last series may add some.
    private static let batchSize = 4096

    private static func scan(_ snapshot: Snapshot, _ emit: (Batch) throws -> Void) throws {
        let input = try CheckInput(snapshot)
        var batch = Batch(input: input)
        try snapshot.forEachCheckedStretch { row in
            if batch.rows.count >= batchSize, let last = batch.rows.last, !last.isSameSeries(as: row) {
                try emit(batch)
                batch = Batch(input: input)
            }
            batch.rows.append(row)
        }
        try emit(batch)
    }

    /// The rows of whole series, and the data they are compared with.
    private struct Batch: Sendable {
        let input: CheckInput
        var rows: [CheckedStretch] = []

        func check(into findings: inout CheckFindings) {
            var start = 0
            while start < rows.count {
                var end = start + 1
                while end < rows.count, rows[end].isSameSeries(as: rows[start]) { end += 1 }
                findings.count(rows[start..<end])
                input.seriesCheck.check(rows[start..<end], into: &findings)
                start = end
            }
        }
    }

    private static func lines(
        schema: (count: Int, problems: CheckProblems), references: CheckProblems,
        orders: (count: Int, problems: CheckProblems), input: CheckInput, found: CheckFindings
    ) -> [CheckLine] {
        let total = found.total
        let log = input.logProblems(found)
        var results = found.results
        results.merge(log.scenarios)
        var calendar = input.calendarProblems
        calendar.merge(found.calendar)
        return [
            CheckLine(.schema(schema.count), schema.problems),
            CheckLine(.references, references),
            CheckLine(
                .inventory(series: input.series, products: input.products, stores: input.stores),
                input.inventoryProblems),
            CheckLine(.supply(input.supply.rows), input.supply.problems),
            CheckLine(.imports(input.imports), input.importProblems),
            CheckLine(
                .results(stretches: total.stretches, series: total.series, scenarios: input.scenarios.count), results),
            CheckLine(.stockouts(total.stockouts), found.stockouts),
            CheckLine(.orders(orders.count), orders.problems),
            CheckLine(.runs(input.runs.count), log.runs),
            CheckLine(.calendar(days: input.calendarDays), calendar),
        ]
    }
}

extension CheckedStretch {
    fileprivate func isSameSeries(as other: CheckedStretch) -> Bool {
        place == other.place
    }
}
