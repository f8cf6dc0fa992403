/// The yearly factor of a group of series: how its sales go up and down with the season, from its weekly totals.
///
/// The logarithms of the weeks are fitted by 20 harmonics of the year, beside a trend that bends each half year:
///
///     log z = b₀ + b₁ t + Σ bᵢ max(0, kᵢ − t) + Σ cₖ cos(2πk x / 365.25) + sₖ sin(2πk x / 365.25)
///
/// t is in years and x the day of the year. The higher a harmonic, the nearer its coefficients are kept to those of the group's parent, or
/// to zero. Weeks that are far off count less (Huber, Robust Estimation of a Location Parameter, 1964), and errors that follow each
/// other make the fit trust the totals less.
package struct YearlyFactor: Equatable, Sendable {
    /// Of the cosines 1 to 20, then of the sines.
    package private(set) var coefficients: [Double]

    package static let harmonics = 20

    /// A week of a group.
    package struct Week: Equatable, Sendable {
        /// The day number of its middle day.
        package var middleDay: Int
        /// Its total by the sum of the other factors of its days: units a day. 0 if it says nothing.
        package var level: Double

        package init(middleDay: Int, level: Double) {
            self.middleDay = middleDay
            self.level = level
        }
    }

    /// The weeks of some days, counted back from the last one.
    ///
    /// - Parameters:
    ///   - totals: units sold by the group on successive days.
    ///   - factors: the other factors of these days: weekday, and 0 if closed. Of a group of groups their mean, weighted by units.
    ///   - firstDay: the day number of the first of them.
    package static func weeks(totals: [Double], factors: [Double], firstDay: Int) -> [Week] {
        (0..<totals.count / 7).map { number in
            let first = totals.count % 7 + 7 * number
            let exposure = factors[first..<first + 7].reduce(0, +)
            let sold = totals[first..<first + 7].reduce(0, +)
            // A week in which the group was hardly open says little, and is divided by little.
            return Week(middleDay: firstDay + first + 3, level: exposure >= 1 ? max(0, sold / exposure) : 0)
        }
    }

    /// Whether a history is long enough: with less than a year and some weeks, a season can't be told from a trend. Some weeks have to have
    /// been sold in two years: a month of a pilot and the last three months are no year, however far apart they are.
    ///
    /// - Parameters:
    ///   - days: from the first sale of the group on.
    ///   - weeks: successive weeks of the group; asked for only if the days are enough.
    ///   - isChild: whether the group has a parent whose factor it would have otherwise.
    package static func isKnown(days: Int, weeks: @autoclosure () -> [Week], isChild: Bool) -> Bool {
        guard days >= (isChild ? 500 : 400) else { return false }
        let weeks = weeks()
        return zip(weeks, weeks.dropFirst(weeksOfYear)).count { $0.level > 0 && $1.level > 0 } >= fewestTwice
    }

    private static let weeksOfYear = 52
    /// A history of 400 days has five such weeks.
    private static let fewestTwice = 3

    /// - Parameters:
    ///   - weeks: successive weeks of the group.
    ///   - parent: the factor of the group that it is part of.
    package init(weeks: [Week], parent: YearlyFactor? = nil) {
        coefficients = parent?.coefficients ?? [Double](repeating: 0, count: 2 * Self.harmonics)
        guard let last = weeks.last, weeks.contains(where: { $0.level > 0 }) else { return }
        let fit = Fit(weeks, last: last.middleDay, near: coefficients, spread: parent == nil ? 0.25 : 0.075)
        coefficients = fit.coefficients
    }

    /// The factors of the days 0 to 365 of a year; their mean over the days 0 to 364 is 1.
    package var factors: [Double] {
        let factors = Self.harmonicsOfDays.map { harmonics in
            Real.exp(zip(harmonics, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
        }
        let mean = factors.prefix(365).reduce(0, +) / 365
        return factors.map { $0 / mean }
    }

    /// The cosines and sines of the days 0 to 365 of a year.
    fileprivate static let harmonicsOfDays = (0..<366).map { day in
        let angles = (1...harmonics).map { 2 * Double.pi * Double($0) * Double(day) / 365.25 }
        return angles.map(Real.cos) + angles.map(Real.sin)
    }
}

extension YearlyFactor {
    /// The regression: a row a week.
    private struct Fit {
        /// The terms of each week: 1, t, the bends of the trend, the harmonics.
        private var terms: [[Double]] = []
        private var logarithms: [Double] = []
        private let isKnown: [Bool]
        /// What each coefficient is kept near, and how strongly: one by the variance of what it may be off.
        private var prior: [Double]
        private var precision: [Double]

        private(set) var coefficients: [Double] = []

        private static let rounds = 4
        private static let leastDeviation = 0.02

        init(_ weeks: [Week], last: Int, near: [Double], spread: Double) {
            let years = weeks.map { Double($0.middleDay - last) / 365.25 }
            // Bends at −0.5, −1 … years, the last of them at least a quarter after the first week.
            let bends = Array((1...).lazy.map { -0.5 * Double($0) }.prefix { $0 > years[0] + 0.25 })
            for (week, year) in zip(weeks, years) {
                let harmonics = YearlyFactor.harmonicsOfDays[CivilDate(dayNumber: week.middleDay).dayOfYear]
                terms.append([1, year] + bends.map { max(0, $0 - year) } + harmonics)
                logarithms.append(week.level > 0 ? Real.log(week.level) : 0)
            }
            isKnown = weeks.map { $0.level > 0 }
            let trend = [1e-6, 1 / (0.15 * 0.15)] + bends.map { _ in 1 / (0.3 * 0.3) }
            let seasonal = (1...YearlyFactor.harmonics).map { Double($0) / (spread * spread) }
            prior = trend.map { _ in 0 } + near
            precision = trend + seasonal + seasonal
            fit()
            coefficients.removeFirst(trend.count)
        }

        private mutating func fit() {
            var weights = isKnown.map { $0 ? 1.0 : 0 }
            var noise = 0.01
            coefficients = prior
            for _ in 0..<Self.rounds {
                solve(weights, noise: noise)
                let errors = zip(terms, logarithms).map { row, y in y - Self.product(row, coefficients) }
                let deviation = max(
                    Self.leastDeviation, 1.4826 * Self.median(zip(errors, isKnown).filter(\.1).map { abs($0.0) }))
                weights = zip(errors, isKnown).map { error, isKnown in
                    isKnown ? min(1, 2.5 * deviation / max(abs(error), 1e-9)) : 0
                }
                let known = zip(errors, isKnown).map { $1 ? $0 : 0 }
                let neighbours = zip(known.dropFirst(), known).reduce(0) { $0 + $1.0 * $1.1 }
                let squares = known.reduce(0) { $0 + $1 * $1 }
                let correlation = min(max(neighbours / max(squares, 1e-12), 0), 0.9)
                let weighted = zip(weights, errors).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
                noise =
                    max(Self.leastDeviation * Self.leastDeviation, weighted / max(weights.reduce(0, +) - 1, 1))
                    * (1 + correlation) / (1 - correlation)
            }
        }

        /// The coefficients with the least weighted squares by the noise, plus the squares of what they are off by their precision.
        private mutating func solve(_ weights: [Double], noise: Double) {
            let count = prior.count
            // The lower half, by rows.
            var matrix = (0..<count).map { [Double](repeating: 0, count: $0 + 1) }
            var right = [Double](repeating: 0, count: count)
            for (week, row) in terms.enumerated() where weights[week] > 0 {
                let weight = weights[week] / noise
                let residual = logarithms[week] - Self.product(row, prior)
                for place in 0..<count {
                    let scaled = weight * row[place]
                    right[place] += scaled * residual
                    // In place, without asking for the outer array each time: this is nearly all of the work.
                    matrix[place].withUnsafeMutableBufferPointer { sums in
                        for column in sums.indices { sums[column] += scaled * row[column] }
                    }
                }
            }
            for place in 0..<count { matrix[place][place] += precision[place] }
            guard let change = Cholesky.solve(matrix, right) else { return }
            coefficients = zip(prior, change).map(+)
        }

        private static func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

        private static func median(_ values: [Double]) -> Double {
            let sorted = values.sorted()
            let middle = sorted.count / 2
            guard !sorted.isEmpty else { return 0 }
            return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }
    }
}
