import Forecasting

/// Reads the last day of a range of days, of which the first one is known.
enum LastDay {
    /// - Parameters:
    ///   - first: a day number.
    ///   - dates: the column of dates of the file, whose order of day and month is that of all of its dates.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>, from first: Int, _ dates: inout DateColumn, line: Int
    ) -> DateColumn.Reading {
        let reading = dates.read(text, line: line)
        guard case .day(let last) = reading else { return reading }
        guard last >= first, last - first < StockLimits.daysOfFactor else {
            return .invalid(.lastDay(from: first, most: StockLimits.daysOfFactor))
        }
        return reading
    }
}
