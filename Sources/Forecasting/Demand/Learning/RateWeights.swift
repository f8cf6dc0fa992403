/// What is learned across series for one class of them: how the four rates are put together.
///
/// The weights are those that would have predicted the sales of past weeks best, kept near others by a ridge: they minimise
/// w'Gw − 2h'w + ρ|w − w₀|² over w ≥ 0 with Σ w = 1, where ρ is 5 × the mean of G's diagonal by the number of weeks.
package struct RateWeights: Sendable {
    /// Σ of the products of each two predictions, weighted, by rows.
    package var products = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
    /// Σ of each prediction times the sales.
    package var sales = [Double](repeating: 0, count: 4)
    /// The weight of the weeks.
    package var weeks = 0.0

    private static let ridge = 5.0

    package init() {}

    /// - Parameter near: the weights that they are kept near; they add up to 1.
    package func weights(near: SIMD4<Double>) -> SIMD4<Double> {
        let diagonal = (0..<4).reduce(0) { $0 + products[$1][$1] }
        let ridge = Self.ridge * max(diagonal / 4 / max(weeks, 1e-9), 1e-9)
        var (matrix, linear) = (products, sales)
        for place in 0..<4 {
            matrix[place][place] += ridge
            linear[place] += ridge * near[place]
        }
        return SIMD4(NonNegativeQuadratic.minimum(matrix, linear, sumsToOne: true))
    }
}
