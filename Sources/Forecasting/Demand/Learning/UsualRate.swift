/// The usual rate of the series of a category: their mean rate of the last 91 days, drawn towards that of all series.
package enum UsualRate {
    /// The days whose sales count.
    package static let days = 91
    /// Series that the mean of all counts for.
    private static let prior = 5.0

    /// - Parameters:
    ///   - sold: units that the series of the category sold in the last ``days`` days.
    ///   - series: how many of them had a first sale.
    ///   - allSold: the same of all series.
    ///   - allSeries: the same of all series.
    ///   - days: the days whose sales are counted, if the history is shorter than ``days``.
    /// - Returns: units a day.
    package static func rate(sold: Double, series: Int, allSold: Double, allSeries: Int, days: Int = days) -> Double {
        let mean = allSeries > 0 ? max(allSold, 0) / Double(allSeries) : 0
        return (max(sold, 0) + prior * mean) / (Double(max(series, 0)) + prior) / Double(max(days, 1))
    }
}
