import InventoryStore
import Platform

/// What one check was about, how much it looked at, and what is wrong.
package struct CheckLine: Sendable {
    package var subject: String
    /// What is in order where there are no problems: "3 stores, 5 products, 15 series".
    package var text: String
    package var problems: CheckProblems
}

/// The verification of a whole file. It only reads.
///
///     scan (one snapshot, a thread) ──▶ batches of whole series ──▶ worker: stretches, stock-outs ──▶ counts, problems
package enum CheckFlow {
    /// - Returns: a line a check. Where the structure is damaged, it is the only one: nothing that is read then means much.
    /// - Throws: ``StoreError``, also where the damage keeps the file from being read to its end.
    package static func run(
        database: InventoryDatabase, workers: Int, progress: ProgressHandler = { _ in }
    ) throws -> [CheckLine] {
        let structure = try database.read { try $0.structureProblems() }
        let first = CheckLine(subject: "structure", text: "every page and every index is sound", problems: structure)
        guard structure.total == 0 else { return [first] }

        let (schema, references, orders) = try database.read {
            (try $0.schemaProblems(), try $0.referenceProblems(), try $0.orderProblems())
        }
        var facts: CheckInput?
        var found = CheckFindings()
        try OrderedPipeline<Batch, (facts: CheckInput, findings: CheckFindings)>(
            workers: workers, depth: workers + 2, interruption: database.interruption
        ).run(
            source: { emit in try database.readApart { snapshot in try scan(snapshot, emit) } },
            worker: { work in
                try work.process { batch in
                    var findings = CheckFindings()
                    batch.check(into: &findings)
                    return (batch.facts, findings)
                }
            },
            sink: { result in
                facts = result.facts
                found.merge(result.findings)
                progress(FlowProgress(unit: "stretches", done: found.total.stretches, fraction: nil))
            })
        guard let facts else { return [first] }
        return [first]
            + lines(schema: schema, references: references, orders: orders, facts: facts, found: found)
    }

    /// Stretches in a batch; the last series in it may add some.
    private static let batchSize = 4096

    private static func scan(_ snapshot: Snapshot, _ emit: (Batch) throws -> Void) throws {
        let facts = try CheckInput(snapshot)
        var batch = Batch(facts: facts)
        try snapshot.forEachCheckedStretch { row in
            if batch.rows.count >= batchSize, let last = batch.rows.last, !last.isSameSeries(as: row) {
                try emit(batch)
                batch = Batch(facts: facts)
            }
            batch.rows.append(row)
        }
        try emit(batch)
    }

    /// Rows of whole series, and what they are compared with.
    private struct Batch: Sendable {
        let facts: CheckInput
        var rows: [CheckedStretch] = []

        func check(into findings: inout CheckFindings) {
            var start = 0
            while start < rows.count {
                var end = start + 1
                while end < rows.count, rows[end].isSameSeries(as: rows[start]) { end += 1 }
                findings.count(rows[start..<end])
                facts.seriesCheck.check(rows[start..<end], into: &findings)
                start = end
            }
        }
    }

    private static func lines(
        schema: (count: Int, problems: CheckProblems), references: CheckProblems,
        orders: (count: Int, problems: CheckProblems), facts: CheckInput, found: CheckFindings
    ) -> [CheckLine] {
        let total = found.total
        let log = facts.logProblems(found)
        var results = found.results
        results.merge(log.scenarios)
        var calendar = facts.calendarProblems
        calendar.merge(found.calendar)
        func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
            "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
        }
        return [
            CheckLine(
                subject: "schema",
                text:
                    "\(count(schema.count, "table, index or view", "tables, indexes and views")), as invdb makes them",
                problems: schema.problems),
            CheckLine(subject: "references", text: "every row belongs to what it names", problems: references),
            CheckLine(
                subject: "inventory",
                text: "\(count(facts.series, "series", "series")) of \(count(facts.products, "product")) in "
                    + "\(count(facts.stores, "store"))",
                problems: facts.inventoryProblems),
            CheckLine(
                subject: "supply",
                text: "\(count(facts.supply.terms, "series", "series")) with terms of supply, "
                    + "\(count(facts.supply.receipts, "receipt")), within their bounds",
                problems: facts.supply.problems),
            CheckLine(
                subject: "imports", text: "\(count(facts.imports, "import")), whose rows are all accounted for",
                problems: facts.importProblems),
            CheckLine(
                subject: "results",
                text:
                    "\(count(total.stretches, "stretch", "stretches")) of \(count(total.series, "series", "series")) in "
                    + "\(count(facts.scenarios.count, "scenario")), without a gap or an overlap",
                problems: results),
            CheckLine(
                subject: "stock-outs", text: "\(count(total.stockouts, "stock-out")), on the day that the levels say",
                problems: found.stockouts),
            CheckLine(
                subject: "orders",
                text: "\(count(orders.count, "planned order")), each on the projection of its series",
                problems: orders.problems),
            CheckLine(
                subject: "runs", text: "\(count(facts.runs.count, "run")), with all that there is of them",
                problems: log.runs),
            CheckLine(
                subject: "calendar", text: "\(count(facts.calendarDays, "day")), among them every reported one",
                problems: calendar),
        ]
    }
}

extension CheckedStretch {
    fileprivate func isSameSeries(as other: CheckedStretch) -> Bool {
        series == other.series && scenario == other.scenario
    }
}
