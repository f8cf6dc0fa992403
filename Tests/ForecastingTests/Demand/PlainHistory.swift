import Foundation

@testable import Forecasting

/// The passes over histories once more, written down as the method says it, with powers and whole sums: it is what the fast passes are
/// compared with.
struct PlainHistory {
    static let windows = [7.0, 28, 91, 364]
    static let firstWeights = [0.15, 0.35, 0.30, 0.20]

    /// What all series add up.
    struct Sums {
        var products = [[[Double]]](
            repeating: [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4), count: 36)
        var sales = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 36)
        var weeks = [Double](repeating: 0, count: 36)
        var dispersionProducts = [[[Double]]](
            repeating: [[Double]](repeating: [Double](repeating: 0, count: 3), count: 3), count: 9)
        var errors = [[Double]](repeating: [Double](repeating: 0, count: 3), count: 9)
        var errorWeight = [Double](repeating: 0, count: 9)
    }

    struct Result {
        var firstSale: Int
        var lastSale: Int
        var sums: [Double]
        var rates: [Double]
        var bucket: Int
        var rate: Double
        var errorSum: Double
        var errorWeight: Double
    }

    enum Mode { case weights, dispersion, result }

    var factors: [Double]
    var firstDay: Int
    var usualRate: Double
    var cut: Int
    var learned: LearnedDemand

    func factor(_ day: Int) -> Double { factors.indices.contains(day - firstDay) ? factors[day - firstDay] : 0 }

    func factorSum(from first: Int, to end: Int) -> Double { (first..<max(first, end)).reduce(0) { $0 + factor($1) } }

    static func decay(_ window: Int, _ days: Int) -> Double { pow(1 - 1 / windows[window], Double(days)) }

    /// The sum of the days before `day`, each with what is left of it.
    static func discounted(_ values: [(day: Int, units: [Double])], _ window: Int, before day: Int) -> Double {
        values.reduce(0) { $0 + $1.units[window] * decay(window, day - 1 - $1.day) }
    }

    func rates(_ added: [(day: Int, units: [Double])], firstSale: Int, before day: Int) -> [Double] {
        (0..<4).map { window in
            let sold = max(0, Self.discounted(added, window, before: day))
            let exposure = (firstSale + 1..<max(firstSale + 1, day)).reduce(0) {
                $0 + factor($1) * Self.decay(window, day - 1 - $1)
            }
            let fading = 0.5 * Self.decay(window, day - firstSale - 1)
            return (sold + fading) / (exposure + fading / usualRate)
        }
    }

    func bucket(_ rates: [Double], lastSale: Int, before day: Int) -> Int {
        let rate = max(Self.mix(Self.firstWeights, rates), 1e-9)
        let zeros = factorSum(from: lastSale + 1, to: day) * rates[3]
        return min(max(Int(floor(log2(rate))) + 10, 0), 17) / 2 * 4 + [1, 2.5, 5].count { zeros >= $0 }
    }

    static func mix(_ weights: [Double], _ rates: [Double]) -> Double {
        zip(weights, rates).reduce(0) { $0 + $1.0 * $1.1 }
    }

    func weights(_ bucket: Int) -> [Double] { (0..<4).map { learned.weights[bucket][$0] } }

    func clipped(_ units: Double, _ mean: Double, _ bucket: Int, _ errors: (sum: Double, weight: Double)) -> Double {
        let dispersion = learned.dispersion[bucket / 4]
        let factor = (8 + errors.sum) / (8 + errors.weight)
        let variance = factor * (dispersion.phi * mean + (dispersion.c + dispersion.d / 28) * mean * mean)
        return min(units, mean + 10 * variance.squareRoot() + 1)
    }

    func run(_ rows: [SoldDay], _ mode: Mode, _ sums: inout Sums) -> Result? {
        let days = rows.filter { $0.day < cut }.map { (day: Int($0.day), units: $0.quantity, stock: $0.closingStock) }
        guard let first = days.first(where: { $0.units > 0 })?.day else { return nil }
        var lastSale = first
        var added: [(day: Int, units: [Double])] = []
        var errors = (sum: 0.0, weight: 0.0)
        var usual = (sum: 0.0, weight: 0.0)
        func add(_ day: Int, _ units: Double, _ stock: Double) {
            var each = [Double](repeating: units, count: 4)
            if stock <= 0 {
                each = self.rates(added, firstSale: first, before: day).map { max(units, $0 * factor(day)) }
            }
            added.append((day, each))
            if each.contains(where: { $0 > 0 }) { lastSale = day }
        }
        func isMonday(_ day: Int) -> Bool { CivilDate.weekday(ofDayNumber: day) == 1 }
        var monday = first + 7
        while !isMonday(monday) { monday += 1 }
        var end = cut
        while !isMonday(end) { end -= 1 }
        var rest = days.filter { $0.day > first }
        func take(before day: Int) -> [(day: Int, units: Double, stock: Double)] {
            defer { rest.removeAll { $0.day < day } }
            return rest.filter { $0.day < day }
        }
        for row in take(before: min(monday, cut)) { add(row.day, row.units, row.stock) }
        var (bucket, weeks) = (nil as Int?, [(sold: Double, factors: Double, rate: Double, isCensored: Bool)]())
        while monday + 7 <= end {
            let factorSum = self.factorSum(from: monday, to: monday + 7)
            let rates = self.rates(added, firstSale: first, before: monday)
            let group = self.bucket(rates, lastSale: lastSale, before: monday)
            let rate = Self.mix(weights(group), rates)
            let mean = rate * factorSum
            let week = take(before: monday + 7)
            var (sold, clippedSold) = (0.0, 0.0)
            for row in week {
                let units = clipped(row.units, rate * factor(row.day), group, errors)
                sold += row.units
                clippedSold += units
                add(row.day, units, row.stock)
            }
            let isCensored = week.contains { $0.stock <= 0 }
            let ago = Double((end - 7 - monday) / 7)
            if factorSum > 2.1, !isCensored {
                if mode == .weights {
                    let x = rates.map { $0 * factorSum }
                    let m0 = Self.mix(Self.firstWeights, x)
                    let v = m0 + 0.05 * m0 * m0 + 0.05
                    let e = (clippedSold - m0) * (clippedSold - m0) / v
                    let usualError = (16 + usual.sum) / (8 + usual.weight)
                    let u = e > 9 * usualError ? 3 * (usualError / e).squareRoot() : 1
                    usual = (usual.sum * 0.97 + min(e, 25 * usualError), usual.weight * 0.97 + 1)
                    let left = pow(0.97, ago)
                    for row in 0..<4 {
                        sums.sales[group][row] += left * u / v * x[row] * clippedSold
                        for column in 0..<4 { sums.products[group][row][column] += left * u / v * x[row] * x[column] }
                    }
                    sums.weeks[group] += left
                } else {
                    let a = [mean, mean * mean, mean * mean / 4]
                    let v = variance(a, group)
                    let e = (sold - mean) * (sold - mean)
                    if mode == .dispersion { addErrors(&sums, a, v, e, pow(0.98, ago), group) }
                    errors = (errors.sum * 0.98 + min(e / v, 16), errors.weight * 0.98 + 1)
                }
            }
            weeks.append((sold, factorSum, factorSum > 0 ? mean / factorSum : 0, isCensored))
            if mode == .dispersion, weeks.count >= 4 {
                let four = weeks.suffix(4)
                let factors = four.reduce(0) { $0 + $1.factors }
                let mean = weeks[weeks.count - 4].rate * factors
                if factors > 8.4, mean > 0, !four.contains(where: \.isCensored) {
                    let e = four.reduce(0) { $0 + $1.sold } - mean
                    let a = [mean, mean * mean, mean * mean]
                    addErrors(&sums, a, variance(a, group), e * e, pow(0.98, ago) / 4, group)
                }
            }
            bucket = group
            monday += 7
        }
        for row in take(before: cut) {
            var units = row.units
            if let bucket {
                let rate = Self.mix(weights(bucket), self.rates(added, firstSale: first, before: row.day))
                units = clipped(units, rate * factor(row.day), bucket, errors)
            }
            add(row.day, units, row.stock)
        }
        let rates = self.rates(added, firstSale: first, before: cut)
        let last = self.bucket(rates, lastSale: lastSale, before: cut)
        return Result(
            firstSale: first, lastSale: lastSale, sums: (0..<4).map { Self.discounted(added, $0, before: cut) },
            rates: rates, bucket: last, rate: Self.mix(weights(last), rates), errorSum: errors.sum,
            errorWeight: errors.weight)
    }

    private func variance(_ a: [Double], _ bucket: Int) -> Double {
        let dispersion = learned.dispersion[bucket / 4]
        return Self.mix([dispersion.phi, dispersion.c, dispersion.d], a) + 1e-9
    }

    private func addErrors(_ sums: inout Sums, _ a: [Double], _ v: Double, _ e: Double, _ left: Double, _ bucket: Int) {
        sums.errorWeight[bucket / 4] += left
        for row in 0..<3 {
            sums.errors[bucket / 4][row] += left * a[row] * min(e, 25 * v) / (v * v)
            for column in 0..<3 {
                sums.dispersionProducts[bucket / 4][row][column] += left * a[row] * a[column] / (v * v)
            }
        }
    }
}
