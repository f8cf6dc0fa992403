/// The minimum of a small quadratic form over numbers that are zero or more:
///
///     x'Gx − 2h'x,    x ≥ 0,    Σ x = 1 if asked for
///
/// With at most four numbers it is found exactly: for each set of numbers that are not zero, the minimum of these alone is the solution
/// of linear equations (with a Lagrange multiplier for the sum), and the best one that is allowed is the answer.
enum NonNegativeQuadratic {
    /// - Parameters:
    ///   - matrix: symmetric and positive definite, by rows.
    ///   - sumsToOne: whether the numbers add up to 1.
    static func minimum(_ matrix: [[Double]], _ linear: [Double], sumsToOne: Bool) -> [Double] {
        let count = linear.count
        var best: (value: Double, x: [Double])?
        for set in 1..<(1 << count) {
            let chosen = (0..<count).filter { set >> $0 & 1 == 1 }
            var equations = chosen.map { row in chosen.map { matrix[row][$0] } }
            var right = chosen.map { linear[$0] }
            if sumsToOne {
                for row in equations.indices { equations[row].append(1) }
                equations.append(chosen.map { _ in 1 } + [0])
                right.append(1)
            }
            guard let solved = solution(equations, right)?.prefix(chosen.count),
                solved.allSatisfy({ $0 >= (sumsToOne ? -1e-12 : 0) })
            else { continue }
            var x = [Double](repeating: 0, count: count)
            // What rounding has left below zero would make a rate negative where all other rates have faded.
            for (place, value) in zip(chosen, solved) { x[place] = max(0, value) }
            let value = value(matrix, linear, x)
            if value < best?.value ?? .infinity { best = (value, x) }
        }
        return best?.x ?? [Double](repeating: sumsToOne ? 1 / Double(count) : 0, count: count)
    }

    private static func value(_ matrix: [[Double]], _ linear: [Double], _ x: [Double]) -> Double {
        var value = 0.0
        for row in x.indices {
            for column in x.indices { value += x[row] * matrix[row][column] * x[column] }
            value -= 2 * linear[row] * x[row]
        }
        return value
    }

    /// Gaussian elimination with pivots; nil if the equations are not independent.
    private static func solution(_ equations: [[Double]], _ right: [Double]) -> [Double]? {
        var rows = zip(equations, right).map { $0 + [$1] }
        let count = rows.count
        for column in 0..<count {
            guard let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                abs(rows[pivot][column]) >= 1e-14
            else { return nil }
            rows.swapAt(column, pivot)
            for row in 0..<count where row != column {
                let factor = rows[row][column] / rows[column][column]
                if factor == 0 { continue }
                for place in column...count { rows[row][place] -= factor * rows[column][place] }
            }
        }
        return (0..<count).map { rows[$0][count] / rows[$0][$0] }
    }
}
