/// How steady the demand of a series is, by what drives its safety stock: the standard deviation of the sales of 28 days by their mean.
package enum DemandClass: String, CaseIterable, Sendable {
    case steady, variable, erratic, lumpy

    /// - Parameters:
    ///   - mean: units that are expected in 28 days.
    ///   - variance: that of the sales of 28 days.
    package init(mean: Double, variance: Double) {
        let variation = mean > 0 ? max(variance, 0).squareRoot() / mean : .infinity
        self =
            switch variation {
            case ..<0.2: .steady
            case ..<0.5: .variable
            case ..<1: .erratic
            default: .lumpy
            }
    }
}

/// What a planner should know of a series before its forecast.
package enum DemandStatus: String, CaseIterable, Sendable {
    /// It sells, and was sold for some time.
    case ongoing
    /// Its first sale is less than eight weeks ago.
    case new
    /// Nothing was sold for a week or more in which it would have sold five units or more if it still sold, or nothing for a year.
    case ended
    /// In the evening of the last day of which that is known nothing was left, and nothing was sold since.
    case outOfStock
    /// Its store has been closed for two weeks or more.
    case storeClosed

    /// The days for which a series is new.
    private static let newDays = 56
    /// Units in the run of zeros from which on a series has ended.
    private static let endedZeroRun = 5.0
    /// What sells much has a day without sales now and then. Of what sold a little and then nothing for long, hardly a unit is expected.
    private static let (leastDaysEnded, yearEnded) = (7, 364)

    /// - Parameters:
    ///   - firstSale: a day number.
    ///   - lastSale: a day number.
    ///   - day: the day before which everything counts.
    ///   - zeroRun: the sales that were expected since the last sale, in units (``DemandRates/zeroRun``).
    ///   - closingStock: units in the evening of the last day of which that is known; NaN if it is of none, or something was sold since.
    ///   - isStoreDormant: whether the store has been closed for two weeks or more.
    package init(
        firstSale: Int, lastSale: Int, day: Int, zeroRun: Double, closingStock: Double, isStoreDormant: Bool
    ) {
        let daysWithout = day - 1 - lastSale
        // What explains that nothing is sold comes before what is concluded from it.
        if isStoreDormant {
            self = .storeClosed
        } else if closingStock <= 0 {
            self = .outOfStock
        } else if daysWithout >= Self.leastDaysEnded && zeroRun >= Self.endedZeroRun || daysWithout >= Self.yearEnded {
            self = .ended
        } else if day - firstSale < Self.newDays {
            self = .new
        } else {
            self = .ongoing
        }
    }
}
