/// Where the rate of sales of a series comes from.
public enum DemandSource: String, Codable, Sendable, CaseIterable {
    /// The rate that a file states; a series without one has no forecast.
    case stated
    /// The estimate from the history of sales; a series without one has no forecast.
    case history
    /// The stated rate where there is one, otherwise the estimate.
    case best

    /// Whether an estimate counts for a series.
    @inlinable
    public func usesEstimate(statedRate: Double?) -> Bool {
        switch self {
        case .stated: false
        case .history: true
        case .best: statedRate == nil
        }
    }
}
