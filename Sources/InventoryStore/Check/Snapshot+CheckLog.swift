internal import BulkSQLite
import Forecasting
internal import GRDB

/// The check's queries of the logs: imports, runs, scenarios, and the calendar.
extension Snapshot {
    /// Calls `body` with every import: its number, its counts in the log, and a problem if a value can't be read.
    package func forEachImport(_ body: (Int, ImportCounts, CheckProblem?) -> Void) throws {
        var list = SelectList()
        let id = list.add("import_id")
        let read = list.add("rows_read")
        let inserted = list.add("inserted")
        let updated = list.add("updated")
        let unchanged = list.add("unchanged")
        let rejected = list.add("rejected")
        let blank = list.add("blank")
        try db.scan(list, "FROM import ORDER BY import_id") { row in
            var counts = ImportCounts()
            counts.read = row.int(read)
            counts.inserted = row.int(inserted)
            counts.updated = row.int(updated)
            counts.unchanged = row.int(unchanged)
            counts.rejected = row.int(rejected)
            counts.blank = row.int(blank)
            let fault =
                row.fault(id, unlessIn: StoredBounds.logIDs) ?? row.fault(read, unlessIn: StoredBounds.counts)
            body(row.int(id), counts, fault.map { .value(.importLog(row.int(id)), fault: $0) })
        }
    }

    /// The runs by number, and the problems of values that can't be read.
    package func checkedRuns() throws -> (runs: [Int: CheckedRun], problems: CheckProblems) {
        var runs: [Int: CheckedRun] = [:]
        var problems = CheckProblems()
        var list = SelectList()
        let id = list.add("run_id")
        let importID = list.add("import_id")
        let options = list.add("options")
        let series = list.add("series")
        let stockouts = list.add("stockouts")
        let orders = list.add("orders")
        let seconds = list.add("seconds")
        try db.scan(list, "FROM run ORDER BY run_id") { row in
            runs[row.int(id)] = CheckedRun(
                importID: row.int(importID), options: row.text(options), series: row.int(series),
                stockouts: row.int(stockouts))
            let fault =
                row.fault(id, unlessIn: StoredBounds.logIDs)
                ?? row.fault(importID, unlessIn: StoredBounds.logIDs)
                ?? row.fault(series, unlessIn: StoredBounds.counts)
                ?? row.fault(stockouts, unlessIn: StoredBounds.counts)
                ?? (row.isNull(orders) ? nil : row.fault(orders, unlessIn: StoredBounds.counts))
                ?? ((0...StoredBounds.amount).contains(row.double(seconds)) ? nil : row.fault(seconds))
            if let fault { problems.add(.value(.run(row.int(id)), fault: fault)) }
        }
        problems.merge(try unknownImports(in: "run", "import_id", key: ["run_id"]) { .run($0[0]) })
        problems.merge(
            try unknownImports(in: "freshness", "import_id", key: ["scenario_id", "store_key"]) {
                .freshness(scenario: $0[0], store: $0[1])
            })
        return (runs, problems)
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
        let stretches = list.add("stretch_count")
        let stockouts = list.add("stockout_count")
        try db.scan(list, "FROM scenario ORDER BY scenario_id") { row in
            scenarios[row.int(id)] = (
                row.text(name),
                CheckProblem.ResultCounts(stretches: row.int(stretches), stockouts: row.int(stockouts))
            )
            if let fault = row.fault(id, unlessIn: StoredBounds.scenarioIDs) {
                problems.add(.value(.scenario(row.int(id)), fault: fault))
            }
            if row.utf8(name).isEmpty { problems.add(.noName(table: "scenario", key: row.int(id))) }
        }
        return (scenarios, problems)
    }

    /// The days of the calendar whose names are right, the number of days in the table, and the problems of the others.
    package func checkedCalendar() throws -> (days: DayRanges, count: Int, problems: CheckProblems) {
        var days = DayRanges()
        var count = 0
        var problems = CheckProblems()
        var list = SelectList()
        let day = list.add("day")
        let name = list.add("date")
        let weekday = list.add("weekday")
        let week = list.add("week")
        let month = list.add("month")
        try db.scan(list, "FROM calendar ORDER BY day") { row in
            count += 1
            let number = row.int(day)
            let date = CivilDate(dayNumber: number)
            guard CivilDate.dayNumbers.contains(number), row.text(name) == date.isoText,
                row.int(weekday) == date.weekday, row.text(week) == date.isoWeek, row.text(month) == date.isoMonth
            else { return problems.add(.calendarDay(number, name: row.text(name))) }
            days.insert(first: number, last: number)
        }
        return (days, count, problems)
    }
}

extension ScannedRow {
    /// What is wrong with a value: the name of the column and the value.
    fileprivate func fault(_ place: Place) -> String { "\(name(place)) is \(text(place).prefix(40))" }

    /// What is wrong with a whole number; nil if it is within bounds.
    fileprivate func fault(_ place: Place, unlessIn bounds: ClosedRange<Int>) -> String? {
        bounds.contains(int(place)) ? nil : fault(place)
    }
}
