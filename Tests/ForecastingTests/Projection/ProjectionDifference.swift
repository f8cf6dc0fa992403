import Forecasting

/// How stretches differ from the days of a plain loop.
enum ProjectionDifference {
    /// What is wrong with the days of the stretches: that they don't cover the horizon, or report others than they should.
    static func ofShape<Number>(_ stretches: [Stretch], _ days: [PlainDay<Number>]) -> String? {
        guard stretches.allSatisfy({ $0.firstDay <= $0.lastDay }) else { return "has a stretch without days" }
        guard Array(stretches.map { $0.firstDay...$0.lastDay }.joined()) == days.map(\.day) else {
            return "does not cover the horizon"
        }
        guard stretches.flatMap({ Array($0.reportedDays) }) == days.filter(\.isReported).map(\.day) else {
            return "reports other days"
        }
        return nil
    }

    static func first<Number>(
        _ stretches: [Stretch], _ days: [PlainDay<Number>], _ isSame: (Stretch, PlainDay<Number>) -> Bool
    ) -> String? {
        var next = 0
        for stretch in stretches {
            while next < days.count, days[next].day <= stretch.lastDay {
                if !isSame(stretch, days[next]) {
                    return "has \(stretch.level(on: days[next].day)) where the loop has \(days[next])"
                }
                next += 1
            }
        }
        return nil
    }
}
