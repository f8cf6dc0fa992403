/// Linear equations with a symmetric, positive definite matrix, solved by Cholesky's decomposition A = L L'
/// (Golub and Van Loan, Matrix Computations, section 4.2).
enum Cholesky {
    /// - Parameters:
    ///   - matrix: by rows, up to the diagonal at least.
    ///   - right: as long as the matrix has rows.
    /// - Returns: nil if the matrix is not positive definite.
    static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
        let count = right.count
        var (lower, x) = (matrix, right)
        for row in 0..<count {
            for column in 0...row {
                var sum = lower[row][column]
                for place in 0..<column { sum -= lower[row][place] * lower[column][place] }
                if column < row {
                    lower[row][column] = sum / lower[column][column]
                } else {
                    guard sum > 0 else { return nil }
                    lower[row][row] = sum.squareRoot()
                }
            }
            for place in 0..<row { x[row] -= lower[row][place] * x[place] }
            x[row] /= lower[row][row]
        }
        for row in (0..<count).reversed() {
            for place in row + 1..<count { x[row] -= lower[place][row] * x[place] }
            x[row] /= lower[row][row]
        }
        return x
    }
}
