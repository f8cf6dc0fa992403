import Forecasting
import InventoryStore

/// What has to be true of the stretches of one series, found out without the projection: by a loop over the days.
struct SeriesCheck {
    /// Days of the calendar.
    let calendar: DayRanges
    /// How the runs have read the positions, by number: the newest import at the time, and the options where the log has them.
    let runs: [Int: (importID: Int, options: RunOptions?)]

    /// Looks at the stretches of one series, in the order of their keys.
    func check(_ rows: ArraySlice<CheckedStretch>, into findings: inout CheckFindings) {
        guard let head = rows.first else { return }
        var series: [Stretch] = []
        for row in rows {
            guard let stretch = row.stretch else {
                return findings.results.add("\(Self.name(head)): \(row.fault ?? "a value is out of bounds")")
            }
            series.append(stretch)
        }
        if let problem = keyProblem(rows) ?? coverProblem(series) ?? horizonProblem(series, head) {
            findings.results.add("\(Self.name(head)): \(problem)")
        }
        if let problem = Self.stockoutProblem(series) { findings.stockouts.add("\(Self.name(head)): \(problem)") }
        for stretch in series {
            if let day = missingDay(stretch) {
                findings.calendar.add("\(Self.name(head)): the calendar lacks \(CivilDate(dayNumber: day).isoText)")
            }
        }
    }

    private static func name(_ row: CheckedStretch) -> String {
        "scenario \(row.scenario), store \(row.series.store), product \(row.series.product)"
    }

    private func keyProblem(_ rows: ArraySlice<CheckedStretch>) -> String? {
        guard let head = rows.first else { return nil }
        for (number, row) in rows.enumerated() {
            guard row.number == number else { return "stretch \(row.number) is where stretch \(number) should be" }
            guard row.runID == head.runID else { return "its stretches are of runs \(head.runID) and \(row.runID)" }
        }
        if runs[head.runID] == nil { return "it is of run \(head.runID), which is not in the log" }
        if head.position == nil { return "it has results, and is not in the inventory" }
        return nil
    }

    /// Gaps, overlaps, and what the stretches of one horizon have in common.
    private func coverProblem(_ series: [Stretch]) -> String? {
        guard let head = series.first else { return nil }
        for (index, stretch) in series.enumerated() {
            if index > 0, stretch.firstDay != series[index - 1].lastDay + 1 {
                return "stretch \(index) begins on day \(stretch.firstDay), and the one before it ends on day "
                    + "\(series[index - 1].lastDay)"
            }
            guard stretch.period == head.period, stretch.frequency == head.frequency,
                stretch.period == 1 || stretch.period == stretch.frequency
            else { return "stretch \(index) has period \(stretch.period) and frequency \(stretch.frequency)" }
            let intoCycle = (stretch.firstDay - head.firstDay) % head.frequency
            guard (stretch.phase + intoCycle) % head.frequency == 0 else {
                return "stretch \(index) has phase \(stretch.phase)"
            }
            // Whole periods, of which the last one of the horizon ends with its first day.
            let days = stretch.lastDay - stretch.firstDay + (index < series.count - 1 ? 1 : 0)
            guard days % stretch.period == 0 else { return "stretch \(index) ends within a period" }
        }
        return nil
    }

    /// Whether the stretches cover what the position and the options of the run say, where neither has changed since.
    private func horizonProblem(_ series: [Stretch], _ head: CheckedStretch) -> String? {
        guard let first = series.first, let last = series.last, let stored = head.position,
            let run = runs[head.runID], let options = run.options?.forecast, head.importID <= run.importID
        else { return nil }
        let position = options.position(from: stored)
        let period = options.ratesPer == .update ? position.frequency : 1
        let room = (CivilDate.dayNumbers.upperBound - position.startDay) / period + 1
        let end = position.startDay + (min(position.durationDays, room) - 1) * period
        guard first.firstDay == position.startDay, last.lastDay == end else {
            return
                "it covers days \(first.firstDay) to \(last.lastDay), and its horizon is \(position.startDay) to \(end)"
        }
        guard first.period == period, first.frequency == position.frequency else {
            return "it has period \(first.period) and frequency \(first.frequency), and not \(period) and "
                + "\(position.frequency)"
        }
        return nil
    }

    /// The first day whose level, as reported, is zero or below, has to be the stock-out day, and no other day.
    static func stockoutProblem(_ series: [Stretch]) -> String? {
        var isOut = false
        for stretch in series {
            var expected: Int?
            if !isOut {
                // Where more comes in than goes out, only the first level can be the first one out.
                let last = stretch.restocking < stretch.sales ? stretch.lastDay : stretch.firstDay
                expected = stride(from: stretch.firstDay, through: last, by: stretch.period).first {
                    ReportedQuantity.isOut(stretch.level(on: $0))
                }
            }
            guard stretch.stockoutDay == expected else {
                return "the stock-out is on \(shown(stretch.stockoutDay)), and the levels say \(shown(expected))"
            }
            if expected != nil { isOut = true }
        }
        return nil
    }

    private static func shown(_ day: Int?) -> String { day.map { CivilDate(dayNumber: $0).isoText } ?? "no day" }

    private func missingDay(_ stretch: Stretch) -> Int? {
        let first = stretch.firstDay + stretch.phase
        guard first <= stretch.lastDay else { return nil }
        let last = first + (stretch.lastDay - first) / stretch.frequency * stretch.frequency
        // Nearly always one range has them all.
        if calendar.ranges.contains(where: { $0.contains(first) && $0.contains(last) }) { return nil }
        return stretch.reportedDays.first { day in !calendar.ranges.contains { $0.contains(day) } }
    }
}

/// What was counted and found in some results.
struct CheckFindings: Sendable {
    struct Count: Sendable {
        var series = 0
        var stretches = 0
        var stockouts = 0
    }

    var results = CheckProblems()
    var stockouts = CheckProblems()
    var calendar = CheckProblems()
    /// By scenario, and by run in it.
    var counts: [Int: [Int: Count]] = [:]

    var total: Count {
        var total = Count()
        for count in counts.values.lazy.flatMap(\.values) { total.add(count) }
        return total
    }

    func total(ofScenario scenario: Int) -> Count {
        var total = Count()
        for count in (counts[scenario] ?? [:]).values { total.add(count) }
        return total
    }

    mutating func count(_ rows: ArraySlice<CheckedStretch>) {
        guard let head = rows.first else { return }
        counts[head.scenario, default: [:]][head.runID, default: Count()].add(
            Count(
                series: 1, stretches: rows.count,
                stockouts: rows.lazy.filter { $0.stretch?.stockoutDay != nil }.count))
    }

    mutating func merge(_ other: CheckFindings) {
        results.merge(other.results)
        stockouts.merge(other.stockouts)
        calendar.merge(other.calendar)
        for (scenario, runs) in other.counts {
            for (run, count) in runs { counts[scenario, default: [:]][run, default: Count()].add(count) }
        }
    }
}

extension CheckFindings.Count {
    mutating func add(_ other: Self) {
        series += other.series
        stretches += other.stretches
        stockouts += other.stockouts
    }
}
