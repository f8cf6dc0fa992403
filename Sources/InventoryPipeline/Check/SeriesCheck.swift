import Forecasting
import InventoryStore

/// Checks the stretches of one series without the projection code, with a loop over the days.
struct SeriesCheck {
    /// The days of the calendar.
    let calendar: DayRanges
    /// How each run read the positions, by its number.
    let runs: [Int: RunReading]

    /// Checks the stretches of one series, in the order of their keys.
    func check(_ rows: ArraySlice<CheckedStretch>, into findings: inout CheckFindings) {
        guard let head = rows.first else { return }
        var series: [Stretch] = []
        let curve = rows.lazy.compactMap(\.curve).first
        for row in rows {
            switch row.stretch {
            case .sound(let stretch): series.append(stretch)
            case .fault(let fault):
                return findings.results.add(.value(.result(head.place, table: "projection"), fault: fault))
            }
        }
        if let problem = keyProblem(rows) ?? coverProblem(series) ?? horizonProblem(series, head) {
            findings.results.add(.stretches(head.place, problem))
        }
        if let (stated, counted) = Self.wrongStockout(series, curve) {
            findings.stockouts.add(.stockoutDay(head.place, stated: stated, counted: counted))
        }
        for stretch in series {
            if let day = missingDay(stretch) { findings.calendar.add(.missingDay(head.place, day)) }
        }
    }

    private func keyProblem(_ rows: ArraySlice<CheckedStretch>) -> CheckProblem.StretchProblem? {
        guard let head = rows.first else { return nil }
        for (number, row) in rows.enumerated() {
            guard row.number == number else { return .number(row.number, expected: number) }
            guard row.runID == head.runID else { return .runs(head.runID, row.runID) }
        }
        if runs[head.runID] == nil { return .unknownRun(head.runID) }
        if head.position == nil { return .notInInventory }
        return nil
    }

    /// Looks for gaps, overlaps, and stretches that don't fit the others of the same horizon.
    private func coverProblem(_ series: [Stretch]) -> CheckProblem.StretchProblem? {
        guard let head = series.first else { return nil }
        for (index, stretch) in series.enumerated() {
            if index > 0, stretch.firstDay != series[index - 1].lastDay + 1 {
                return .begins(stretch: index, day: stretch.firstDay, endOfEarlier: series[index - 1].lastDay)
            }
            guard stretch.period == head.period, stretch.frequency == head.frequency,
                stretch.period == 1 || stretch.period == stretch.frequency
            else { return .period(stretch: index, period: stretch.period, frequency: stretch.frequency) }
            let intoCycle = (stretch.firstDay - head.firstDay) % head.frequency
            guard (stretch.phase + intoCycle) % head.frequency == 0 else {
                return .phase(stretch: index, phase: stretch.phase)
            }
            // A stretch has whole periods. The last period of the horizon ends with its first day.
            let days = stretch.lastDay - stretch.firstDay + (index < series.count - 1 ? 1 : 0)
            guard days % stretch.period == 0 else { return .endsWithinPeriod(stretch: index) }
        }
        return nil
    }

    /// Whether the stretches cover the horizon that the position and the options of the run give. It is checked only if
    /// neither has changed since.
    private func horizonProblem(_ series: [Stretch], _ head: CheckedStretch) -> CheckProblem.StretchProblem? {
        guard let first = series.first, let last = series.last, let stored = head.position,
            let run = runs[head.runID], let options = run.options?.forecast, head.importID <= run.importID,
            // Such a horizon begins after the sales of its time.
            run.options?.rollsForward == false
        else { return nil }
        let position = options.position(from: stored)
        let period = options.ratesPer == .update ? position.frequency : 1
        let room = (CivilDate.dayNumbers.upperBound - position.startDay) / period + 1
        let end = position.startDay + (min(position.durationDays, room) - 1) * period
        guard first.firstDay == position.startDay, last.lastDay == end else {
            return .covers(
                days: first.firstDay...max(first.firstDay, last.lastDay), firstDay: position.startDay, lastDay: end)
        }
        guard first.period == period, first.frequency == position.frequency else {
            return .rhythm(
                period: first.period, frequency: first.frequency, expectedPeriod: period,
                expectedFrequency: position.frequency)
        }
        return nil
    }

    /// The stock-out day has to be the first day whose level, as reported, is zero or below, and no other day. A series without sales
    /// is out only if it is below zero.
    ///
    /// - Returns: the stored day and the counted day, for the first stretch in which they differ; nil if they agree
    ///   everywhere.
    static func wrongStockout(
        _ series: [Stretch], _ curve: FactorCurve? = nil
    ) -> (stated: Int?, counted: Int?)? {
        // Where demand is lost, a series that is out sells nothing either, so both are possible if nothing at all is sold.
        let mayBeDead = series.allSatisfy { $0.sales == 0 && $0.stockoutDay == nil }
        var isOut = false
        for stretch in series {
            var expected: Int?
            if !isOut {
                // If at least as much comes in as goes out each day, only the first day of the stretch can be the first day out.
                let last =
                    stretch.restocking < stretch.sales || stretch.profile != 0 ? stretch.lastDay : stretch.firstDay
                expected = stride(from: stretch.firstDay, through: last, by: stretch.period).first {
                    ReportedQuantity.isOut(stretch.level(on: $0, curve), sells: !mayBeDead)
                }
            }
            guard stretch.stockoutDay == expected else {
                return (stretch.stockoutDay, expected)
            }
            if expected != nil { isOut = true }
        }
        return nil
    }

    private func missingDay(_ stretch: Stretch) -> Int? {
        let first = stretch.firstDay + stretch.phase
        guard first <= stretch.lastDay else { return nil }
        let last = first + (stretch.lastDay - first) / stretch.frequency * stretch.frequency
        // Nearly always one range contains both days.
        if calendar.ranges.contains(where: { $0.contains(first) && $0.contains(last) }) { return nil }
        return stretch.reportedDays.first { day in !calendar.ranges.contains { $0.contains(day) } }
    }
}

/// How a run read the positions.
struct RunReading: Sendable {
    /// The newest import at the time.
    var importID: Int
    /// nil if the log's entry is damaged.
    var options: RunOptions?
}

/// The counts and problems of some results.
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
        counts[head.place.scenario, default: [:]][head.runID, default: Count()].add(
            Count(
                series: 1, stretches: rows.count,
                stockouts: rows.lazy.filter { $0.stretch.value?.stockoutDay != nil }.count))
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
