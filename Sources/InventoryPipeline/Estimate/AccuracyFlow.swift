import Forecasting
import InventoryStore

/// How good the forecasts of some weeks were, those of some stores or categories, or all.
package struct ListedAccuracy: Sendable {
    /// The store, the category or the Monday of the week; nil for all, and for products without a category.
    package var name: String?
    /// The sums; of its week, store and category only what ``name`` says has a meaning.
    package var sums: WeekAccuracyRow
    /// The weeks in them.
    package var weeks: Int

    /// Absolute errors by what was sold; nil if nothing was.
    package var wape: Double? { share(sums.errors.absolute, sums.sold) }
    /// What was forecast too much, by what was sold.
    package var bias: Double? { share(sums.errors.signed, sums.sold) }
    /// The share of series that sold from P10 to P90.
    package var within: Double { Double(sums.within) / Double(max(sums.series, 1)) }
    /// The same errors of the mean of the last 28 days.
    package var averageWape: Double? { share(sums.averageErrors.absolute, sums.sold) }
    package var averageBias: Double? { share(sums.averageErrors.signed, sums.sold) }
    /// Those of what somebody stated, and of the estimates of the same series.
    package var statedWape: Double? { share(sums.statedErrors.absolute, sums.statedSold) }
    package var statedBias: Double? { share(sums.statedErrors.signed, sums.statedSold) }
    package var wapeOfStated: Double? { share(sums.estimateErrors.absolute, sums.statedSold) }

    private func share(_ error: Double, _ sold: Double) -> Double? { sold > 0 ? error / sold : nil }
}

package enum AccuracyFlow {
    package enum Grouping: String, CaseIterable, Sendable { case store, category, week }

    /// The accuracy of the last weeks of which it is known, together or by store, category or week.
    ///
    /// - Parameter weeks: from the last one back, those without any forecast counted.
    package static func run(_ snapshot: Snapshot, weeks: Int, by grouping: Grouping?) throws -> [ListedAccuracy] {
        guard let last = try snapshot.lastWeekOfAccuracy() else { return [] }
        let rows = try snapshot.weekAccuracies(from: last - (weeks - 1) * WeekForecast.days)
        var names: [Int32: String] = [:]
        if grouping == .store {
            let identifiers = try snapshot.storeIdentifiers()
            for row in rows where identifiers.contains(row.store) {
                names[row.store] = identifiers.identifier(of: row.store)
            }
        }
        func name(_ row: WeekAccuracyRow) -> String? {
            switch grouping {
            case nil: nil
            case .store: names[row.store]
            case .category: row.category
            case .week: CivilDate(dayNumber: row.week).isoText
            }
        }
        var groups: [String?: (sums: WeekAccuracyRow, weeks: Set<Int>)] = [:]
        for row in rows {
            let name = name(row)
            guard var group = groups[name] else {
                groups[name] = (row, [row.week])
                continue
            }
            group.sums.add(row)
            group.weeks.insert(row.week)
            groups[name] = group
        }
        return groups.map { ListedAccuracy(name: $0, sums: $1.sums, weeks: $1.weeks.count) }
            .sorted { ($0.name ?? "") < ($1.name ?? "") }
    }
}
