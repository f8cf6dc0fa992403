import InventoryStore

/// What the results are compared with: the small tables, and the inventory counted.
struct CheckInput: Sendable {
    let stores: Int
    let products: Int
    let series: Int
    let imports: Int
    let supply: (terms: Int, receipts: Int, problems: CheckProblems)
    let calendarDays: Int
    let runs: [Int: CheckedRun]
    let scenarios: [Int: (name: String, stretches: Int, stockouts: Int)]
    var inventoryProblems = CheckProblems()
    var importProblems = CheckProblems()
    var calendarProblems: CheckProblems
    let seriesCheck: SeriesCheck

    init(_ snapshot: Snapshot) throws {
        var inventory = CheckProblems()
        let counts = try (
            Self.identifiers("store", snapshot, &inventory), Self.identifiers("product", snapshot, &inventory)
        )
        (stores, products) = counts
        runs = try snapshot.checkedRuns()
        scenarios = try snapshot.storedScenarioCounts()
        let calendar = try snapshot.checkedCalendar()
        calendarDays = calendar.count
        calendarProblems = calendar.problems
        seriesCheck = SeriesCheck(
            calendar: calendar.days,
            runs: runs.mapValues { ($0.importID, LoggedOptions.options(fromJSON: $0.options)) })

        supply = try snapshot.supplyProblems()
        var seriesOfStore: [Int: Int] = [:]
        var rowsOfImport: [Int: Int] = [:]
        var series = 0
        try snapshot.forEachCheckedPosition { row in
            series += 1
            seriesOfStore[Int(row.series.store), default: 0] += 1
            rowsOfImport[row.importID, default: 0] += 1
            if let fault = row.fault {
                inventory.add("store \(row.series.store), product \(row.series.product): \(fault)")
            }
        }
        self.series = series
        for (store, said) in try snapshot.storedSeriesCounts().sorted(by: { $0.key < $1.key }) {
            let counted = seriesOfStore[store] ?? 0
            if said != counted { inventory.add("store \(store) says that it has \(said) series, and has \(counted)") }
        }
        inventoryProblems = inventory
        var imports = 0
        var problems = CheckProblems()
        try snapshot.forEachImport { id, counts in
            imports += 1
            let parts = [counts.inserted, counts.updated, counts.unchanged, counts.rejected, counts.blank]
            if !parts.allSatisfy({ $0 >= 0 && $0 <= counts.read }) || parts.reduce(0, &+) != counts.read {
                problems.add("import \(id) has read \(counts.read) rows, and accounts for \(parts.reduce(0, &+))")
            }
            let rows = rowsOfImport[id] ?? 0
            if rows > counts.inserted &+ counts.updated {
                problems.add(
                    "\(rows) series came from import \(id), which says that it wrote \(counts.inserted &+ counts.updated)"
                )
            }
        }
        self.imports = imports
        importProblems = problems
    }

    private static func identifiers(_ table: String, _ snapshot: Snapshot, _ problems: inout CheckProblems) throws
        -> Int
    {
        var count = 0
        var found = CheckProblems()
        try snapshot.forEachIdentifier(of: table) { key, isInRange, name in
            count += 1
            if !isInRange { found.add("\(table) \(name) has the key \(key), which is out of range") }
            if name.isEmpty { found.add("the \(table) with the key \(key) has no name") }
        }
        problems.merge(found)
        return count
    }

    /// What the log says of scenarios and runs, compared with what was counted.
    func logProblems(_ found: CheckFindings) -> (scenarios: CheckProblems, runs: CheckProblems) {
        var problems = (scenarios: CheckProblems(), runs: CheckProblems())
        for (id, said) in scenarios.sorted(by: { $0.key < $1.key }) {
            let counted = found.total(ofScenario: id)
            if said.stretches != counted.stretches || said.stockouts != counted.stockouts {
                problems.scenarios.add(
                    "scenario \(said.name) says that it has \(said.stretches) stretches and \(said.stockouts) stock-outs, "
                        + "and has \(counted.stretches) and \(counted.stockouts)")
            }
        }
        for (scenario, ofRuns) in found.counts.sorted(by: { $0.key < $1.key }) {
            for (id, counted) in ofRuns.sorted(by: { $0.key < $1.key }) {
                guard let run = runs[id], counted.series > run.series || counted.stockouts > run.stockouts else {
                    continue
                }
                problems.runs.add(
                    "scenario \(scenario) has \(counted.series) series and \(counted.stockouts) stock-outs of run \(id), "
                        + "which made \(run.series) and \(run.stockouts)")
            }
        }
        return problems
    }
}
