internal import BulkSQLite
import Forecasting
internal import GRDB

/// The check's queries of the logs: imports, runs, scenarios, and the calendar.
extension Snapshot {
    /// Calls `body` with the number of every import, and with what the log has of it.
    package func forEachImport(_ body: (Int, CheckedValue<ImportCounts>) -> Void) throws {
        var list = SelectList()
        let id = list.add("import_id")
        let columns = list.add(ImportTable.Columns.self, of: "import")
        try db.scan(list, "FROM import ORDER BY import_id") { row in
            body(row.int(id), Self.read { try columns.read(row).counts })
        }
    }

    /// The runs by number, and the problems of those that can't be read.
    package func checkedRuns() throws -> (runs: [Int: CheckedValue<Run>], problems: CheckProblems) {
        var runs: [Int: CheckedValue<Run>] = [:]
        var problems = CheckProblems()
        var list = SelectList()
        let id = list.add("run_id")
        let columns = list.add(RunTable.Columns.self, of: "run")
        try db.scan(list, "FROM run ORDER BY run_id") { row in
            let run = Self.read { try columns.read(row) }
            runs[row.int(id)] = run
            if let fault = run.fault { problems.add(.value(.run(row.int(id)), fault: fault)) }
        }
        problems.merge(try unknownImports(in: "run", "import_id", key: ["run_id"]) { .run($0[0]) })
        problems.merge(
            try unknownImports(in: "store_result", "import_id", key: ["scenario_id", "store_key"]) {
                .freshness(scenario: $0[0], store: $0[1])
            })
        problems.merge(try lostPlanProblems())
        problems.merge(try simulationProblems())
        return (runs, problems)
    }

    /// Simulations and their results that can't be read, or that contradict themselves.
    private func simulationProblems() throws -> CheckProblems {
        var problems = try rowProblems(
            SimulationTable.Columns.self, of: SimulationTable.name, key: "simulation_id"
        ) { _ in nil }
        problems.merge(
            try rowProblems(
                SimulationResultTable.Columns.self, of: SimulationResultTable.name, key: SimulationResultTable.key
            ) { result in
                guard let fillRate = result.figures[.fillRate]?.mean, let short = result.figures[.unitsShort]?.mean,
                    let demand = result.figures[.demand]?.mean
                else { return nil }
                let isRight = abs((1 - fillRate) * demand - short) <= 1e-9 * max(1, demand)
                return isRight ? nil : "fill_rate is not 1 - units_short / units_demanded"
            })
        problems.merge(
            try rowProblems(
                SimulatedSeriesTable.Columns.self, of: SimulatedSeriesTable.name, key: SimulatedSeriesTable.key
            ) { _ in nil })
        problems.merge(
            try unknownImports(in: SimulationTable.name, "import_id", key: ["simulation_id"]) {
                .simulation($0[0])
            })
        return problems
    }

    /// The rows of a table that can't be read, or with which something is wrong.
    private func rowProblems<C: Columns>(
        _ columns: C.Type, of table: String, key: String, _ fault: (C.Value) -> String?
    ) throws -> CheckProblems where C.Value: Sendable {
        var problems = CheckProblems()
        var list = SelectList()
        let place = list.add(key)
        let columns = list.add(columns, of: table)
        try db.scan(list, "FROM \(table) ORDER BY \(key)") { row in
            let read = Self.read { try columns.read(row) }
            guard let fault = read.fault ?? read.value.flatMap(fault) else { return }
            problems.add(.value(.row(of: table, key: row.int(place)), fault: fault))
        }
        return problems
    }

    private func lostPlanProblems() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let store = list.add("store_key")
        let lostPlan = list.add("lost_plan")
        try db.scan(list, "FROM store_result ORDER BY scenario_id, store_key") { row in
            guard let fault = Self.read({ try row.int(lostPlan, in: 0...1) }).fault else { return }
            problems.add(.value(.row(of: "store_result", key: row.int(store)), fault: fault))
        }
        return problems
    }

    /// The scenarios by key: name, and the numbers of stretches and stock-outs that they state; and the problems of values that
    /// can't be read.
    package func checkedScenarios() throws
        -> (scenarios: [Int: (name: String, stated: CheckProblem.ResultCounts)], problems: CheckProblems)
    {
        var scenarios: [Int: (name: String, stated: CheckProblem.ResultCounts)] = [:]
        var problems = CheckProblems()
        var list = SelectList()
        let id = list.add("scenario_id")
        let name = list.add("name")
        let columns = list.add(ScenarioTable.Columns.self, of: "scenario")
        let stretches = list.add("stretch_count")
        let stockouts = list.add("stockout_count")
        try db.scan(list, "FROM scenario ORDER BY scenario_id") { row in
            scenarios[row.int(id)] = (
                row.text(name),
                CheckProblem.ResultCounts(stretches: row.int(stretches), stockouts: row.int(stockouts))
            )
            if let fault = Self.read({ try columns.read(row) }).fault {
                problems.add(.value(.scenario(row.int(id)), fault: fault))
            }
        }
        return (scenarios, problems)
    }

    /// The days of the calendar whose names are right, the number of days in the table, and the problems of the others.
    package func checkedCalendar() throws -> (days: DayRanges, count: Int, problems: CheckProblems) {
        var days = DayRanges()
        var count = 0
        var problems = CheckProblems()
        var list = SelectList()
        let columns = list.add(CalendarTable.Columns.self, of: "calendar")
        try db.scan(list, "FROM calendar ORDER BY day") { row in
            count += 1
            let read = columns.read(row)
            guard read.isRight else { return problems.add(.calendarDay(read.day, name: read.date)) }
            days.insert(first: read.day, last: read.day)
        }
        return (days, count, problems)
    }
}
