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
    /// It would have sold five units or more since its last sale if it still sold.
    case ended
    /// In the evening of the last day nothing was left.
    case outOfStock
    /// Its store has been closed for two weeks or more.
    case storeClosed

    /// The days for which a series is new.
    private static let newDays = 56
    /// Units in the run of zeros from which on a series has ended.
    private static let endedZeroRun = 5.0

    /// - Parameters:
    ///   - firstSale: a day number.
    ///   - day: the day before which everything counts.
    ///   - zeroRun: the sales that were expected since the last sale, in units (``DemandRates/zeroRun``).
    ///   - closingStock: units in the evening of the last day; NaN if that is not known.
    ///   - isStoreDormant: whether the store has been closed for two weeks or more.
    package init(firstSale: Int, day: Int, zeroRun: Double, closingStock: Double, isStoreDormant: Bool) {
        // What explains that nothing is sold comes before what is concluded from it.
        if isStoreDormant {
            self = .storeClosed
        } else if closingStock <= 0 {
            self = .outOfStock
        } else if zeroRun >= Self.endedZeroRun {
            self = .ended
        } else if day - firstSale < Self.newDays {
            self = .new
        } else {
            self = .ongoing
        }
    }
}
