import InventoryStore

/// The data that the results are compared with: the small tables, and counts of the inventory.
struct CheckInput: Sendable {
    let stores: Int
    let products: Int
    let series: Int
    let imports: Int
    let supply: (rows: [String: Int], problems: CheckProblems)
    let calendarDays: Int
    let runs: [Int: CheckedValue<Run>]
    let scenarios: [Int: (name: String, stated: CheckProblem.ResultCounts)]
    let inventoryProblems: CheckProblems
    let importProblems: CheckProblems
    let calendarProblems: CheckProblems
    let runProblems: CheckProblems
    let scenarioProblems: CheckProblems
    let seriesCheck: SeriesCheck

    init(_ snapshot: Snapshot) throws {
        let (stores, products) = (
            try snapshot.identifierProblems(of: "store"), try snapshot.identifierProblems(of: "product")
        )
        self.stores = stores.count
        self.products = products.count
        let log = try snapshot.checkedRuns()
        runs = log.runs
        let known = try snapshot.checkedScenarios()
        scenarios = known.scenarios
        scenarioProblems = known.problems
        let calendar = try snapshot.checkedCalendar()
        calendarDays = calendar.count
        calendarProblems = calendar.problems
        var runProblems = log.problems
        var readings: [Int: RunReading] = [:]
        for (id, run) in runs.sorted(by: { $0.key < $1.key }) {
            guard let run = run.value else {
                readings[id] = RunReading(importID: 0)
                continue
            }
            let options = LoggedOptions.options(fromJSON: run.options)
            readings[id] = RunReading(importID: run.importID, options: options)
            if options == nil { runProblems.add(.runOptions(runID: id)) }
        }
        seriesCheck = SeriesCheck(calendar: calendar.days, runs: readings)
        self.runProblems = runProblems
        supply = try snapshot.supplyProblems()

        var inventory = stores.problems
        inventory.merge(products.problems)
        let positions = try Self.positions(snapshot, &inventory)
        series = positions.count
        let stated = try snapshot.storedSeriesCounts()
        for (store, count) in stated.counts.sorted(by: { $0.key < $1.key }) {
            let counted = positions.ofStore[store] ?? 0
            if count != counted { inventory.add(.seriesCount(store: store, stated: count, counted: counted)) }
        }
        inventory.merge(stated.problems)
        inventoryProblems = inventory
        (imports, importProblems) = try Self.imports(snapshot, series: positions.ofImport)
    }

    /// Counts the rows of `inventory` by store and by the import that they came from.
    private static func positions(_ snapshot: Snapshot, _ problems: inout CheckProblems) throws
        -> (count: Int, ofStore: [Int: Int], ofImport: [Int: Int])
    {
        var count = 0
        var ofStore: [Int: Int] = [:]
        var ofImport: [Int: Int] = [:]
        var found = CheckProblems()
        try snapshot.forEachCheckedPosition { row in
            count += 1
            ofStore[Int(row.series.store), default: 0] += 1
            ofImport[row.importID, default: 0] += 1
            if let problem = row.problem { found.add(problem) }
        }
        problems.merge(found)
        return (count, ofStore, ofImport)
    }

    /// The number of imports, and a problem for each import whose counts don't add up or don't match the inventory.
    private static func imports(_ snapshot: Snapshot, series: [Int: Int]) throws -> (Int, CheckProblems) {
        var imports = 0
        var problems = CheckProblems()
        try snapshot.forEachImport { id, read in
            imports += 1
            let counts: ImportCounts
            switch read {
            case .sound(let value): counts = value
            case .fault(let fault): return problems.add(.value(.importLog(id), fault: fault))
            }
            if counts.accounted != counts.read {
                problems.add(.rowsRead(importID: id, stated: counts.read, accounted: counts.accounted))
            }
            let rows = series[id] ?? 0
            let written = counts.inserted + counts.updated
            if rows > written { problems.add(.rowsWritten(importID: id, stated: written, counted: rows)) }
        }
        return (imports, problems)
    }

    /// Compares what the log says about scenarios and runs with what was counted.
    func logProblems(_ found: CheckFindings) -> (scenarios: CheckProblems, runs: CheckProblems) {
        var problems = (scenarios: scenarioProblems, runs: runProblems)
        for (id, scenario) in scenarios.sorted(by: { $0.key < $1.key }) {
            let total = found.total(ofScenario: id)
            let counted = CheckProblem.ResultCounts(stretches: total.stretches, stockouts: total.stockouts)
            if scenario.stated != counted {
                problems.scenarios.add(
                    .scenarioCounts(name: scenario.name, stated: scenario.stated, counted: counted))
            }
        }
        for (scenario, ofRuns) in found.counts.sorted(by: { $0.key < $1.key }) {
            for (id, counted) in ofRuns.sorted(by: { $0.key < $1.key }) {
                guard let run = runs[id]?.value, counted.series > run.series || counted.stockouts > run.stockouts else {
                    continue
                }
                problems.runs.add(
                    .runCounts(
                        runID: id, scenario: scenario,
                        stated: CheckProblem.RunCounts(series: run.series, stockouts: run.stockouts),
                        counted: CheckProblem.RunCounts(series: counted.series, stockouts: counted.stockouts)))
            }
        }
        return problems
    }
}
