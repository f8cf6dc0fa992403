/// What the dispersion of a class of series is learned from: the parameters minimise the squared errors of e² against the variance, kept
/// near the first ones by a ridge.
package struct DispersionSums: Sendable {
    private static let first = [Dispersion.first.phi, Dispersion.first.c, Dispersion.first.d]

    /// Σ of the products of each two of (m, m², m² h / 28), weighted, by rows.
    package var products = [[Double]](repeating: [Double](repeating: 0, count: 3), count: 3)
    /// Σ of each of them times e².
    package var errors = [Double](repeating: 0, count: 3)
    /// The weight of the errors.
    package var weight = 0.0

    package init() {}

    package var parameters: Dispersion {
        guard weight > 0 else { return .first }
        var (matrix, linear) = (products, errors)
        for place in 0..<3 {
            let ridge = 20 * products[place][place] / weight + 1e-12
            matrix[place][place] += ridge
            linear[place] += ridge * Self.first[place]
        }
        let found = NonNegativeQuadratic.minimum(matrix, linear, sumsToOne: false)
        return Dispersion(phi: found[0], c: found[1], d: found[2])
    }
}
