/// What error is usual for a series: the discounted sum and number of its squared errors by their variance, of which the mean is.
struct UsualErrors {
    private(set) var sum = 0.0
    private(set) var weight = 0.0

    /// What is left of an error after a week.
    private static let decay = 0.97
    /// Beyond so many times the usual error, an error counts by its size, not by its square.
    private static let bound = 3.0

    init(_ kept: KeptDemand? = nil) {
        if let kept { (sum, weight) = (Double(kept.usual[0]), Double(kept.usual[1])) }
    }

    /// The prediction with the first weights, the variance of the sales by it, the squared error by that, and Huber's weight (Huber,
    /// Robust Estimation of a Location Parameter, 1964).
    struct Fit {
        var mean: Double
        var variance: Double
        var error: Double
        var huber: Double
    }

    /// Adds a week that counts.
    @inline(__always)
    mutating func fit(_ week: SeriesWeek) -> Fit {
        let mean = week.firstRate * week.factorSum
        let variance = mean + 0.05 * mean * mean + 0.05
        let error = (week.clippedSold - mean) * (week.clippedSold - mean) / variance
        let usual = (16 + sum) / (8 + weight)
        let limit = Self.bound * Self.bound * usual
        sum = sum * Self.decay + min(error, 25 * usual)
        weight = weight * Self.decay + 1
        let huber = error > limit ? Self.bound * (usual / error).squareRoot() : 1
        return Fit(mean: mean, variance: variance, error: error, huber: huber)
    }
}

/// Adds up what the weights of the rates are learned from: for each week the four predictions x and the sales S, by
///
///     G += l u / v × x x',    h += l u / v × x S,    n += l
///
/// where v is a variance, l what is left of the week's weight, and u Huber's weight for errors that are large beside those of the series
/// up to then (``UsualErrors``).
struct WeightsVisitor: WeekVisitor {
    static let keepsErrors = false

    private var sums: UnsafeMutableBufferPointer<FixedPointSum>
    private let open: UnsafeMutableBufferPointer<FixedPointSum>
    private let decay = WeekDecay.ofWeights
    var usual: UsualErrors

    // The sums of successive weeks of one class are doubles: they are those of one series, in the order of its weeks.
    private var bucket = 0
    private var weight = 0.0
    private var sales = SIMD4<Double>.zero
    private var products = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)

    /// - Parameters:
    ///   - closed: gets the weeks before the Monday before which is kept (``LearningSums/weights``).
    ///   - open: gets those from it on.
    init(
        _ closed: UnsafeMutableBufferPointer<FixedPointSum>, then open: UnsafeMutableBufferPointer<FixedPointSum>,
        _ usual: UsualErrors = UsualErrors()
    ) {
        sums = closed
        self.open = open
        self.usual = usual
    }

    mutating func reachOpenWeeks() {
        finish()
        sums = open
    }

    @inline(__always)
    mutating func visit(_ week: SeriesWeek) {
        guard week.counts else { return }
        if week.bucket != bucket { finish() }
        bucket = week.bucket
        let fit = usual.fit(week)
        let left = decay[week.weeksAgo]
        let predictions = week.rates * week.factorSum
        let scaled = predictions * (left * fit.huber / fit.variance)
        weight += left
        sales += scaled * week.clippedSold
        products.0 += scaled[0] * predictions
        products.1 += scaled[1] * predictions
        products.2 += scaled[2] * predictions
        products.3 += scaled[3] * predictions
    }

    /// Adds what was summed up to the sums of its class.
    @inline(never)
    mutating func finish() {
        guard weight > 0 else { return }
        var place = bucket * LearningSums.weightTerms
        func add(_ value: Double) {
            sums[place].add(value)
            place += 1
        }
        add(weight)
        for term in 0..<4 { add(sales[term]) }
        for term in 0..<4 { add(products.0[term]) }
        for term in 1..<4 { add(products.1[term]) }
        for term in 2..<4 { add(products.2[term]) }
        add(products.3[3])
        weight = 0
        sales = .zero
        products = (.zero, .zero, .zero, .zero)
    }
}

/// Adds up what the dispersions are learned from: the squared errors e² of weeks, and of the four weeks from each Monday, by
///
///     G += l / v² × a a',    h += l / v² × a min(e², 25 v),    n += l,    a = (m, m², m² h / 28),    v = (φ, c, d)·a
///
/// where l is what is left of the last week's weight, for four weeks a quarter of it.
struct DispersionVisitor: WeekVisitor {
    static let keepsErrors = true

    private let closed: UnsafeMutableBufferPointer<FixedPointSum>
    private let open: UnsafeMutableBufferPointer<FixedPointSum>
    private let decay = WeekDecay.ofDispersion

    /// The three weeks before, the last one first: sales, factors, and rates as of their first morning.
    private var (sold, factorSums, rates) = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
    /// Successive weeks up to now on which nothing ran out.
    private var weeks = 0
    /// Weeks from the Monday on before which is kept; nil before it.
    private var openWeeks: Int?

    // As in WeightsVisitor: successive weeks of one class. Four weeks count where their first one does, so around the Monday there are
    // terms of both kinds.
    private var bucket = 0
    private var terms = Terms()
    private var late = Terms()

    /// What is added up of one class.
    private struct Terms {
        private var weight = 0.0
        private var errors = SIMD3<Double>.zero
        private var products = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)

        /// - Parameter months: the days by 28.
        @inline(__always)
        mutating func add(mean: Double, months: Double, sold: Double, _ dispersion: Dispersion, weight: Double) {
            let terms = SIMD3(mean, mean * mean, mean * mean * months)
            let variance = (terms * SIMD3(dispersion.phi, dispersion.c, dispersion.d)).sum() + 1e-9
            let error = min((sold - mean) * (sold - mean), 25 * variance)
            let scaled = terms * (weight / (variance * variance))
            self.weight += weight
            errors += scaled * error
            products.0 += scaled[0] * terms
            products.1 += scaled[1] * terms
            products.2 += scaled[2] * terms
        }

        @inline(never)
        mutating func finish(_ sums: UnsafeMutableBufferPointer<FixedPointSum>, bucket: Int) {
            guard weight > 0 else { return }
            var place = bucket * LearningSums.dispersionTerms
            func add(_ value: Double) {
                sums[place].add(value)
                place += 1
            }
            add(weight)
            for term in 0..<3 { add(errors[term]) }
            for term in 0..<3 { add(products.0[term]) }
            for term in 1..<3 { add(products.1[term]) }
            add(products.2[2])
            self = Terms()
        }
    }

    /// - Parameters:
    ///   - closed: gets what began before the Monday before which is kept (``LearningSums/dispersion``).
    ///   - open: gets what began from it on.
    init(
        _ closed: UnsafeMutableBufferPointer<FixedPointSum>, then open: UnsafeMutableBufferPointer<FixedPointSum>
    ) {
        (self.closed, self.open) = (closed, open)
    }

    mutating func reachOpenWeeks() {
        finish()
        openWeeks = 0
    }

    @inline(__always)
    mutating func visit(_ week: SeriesWeek) {
        if week.bucket / 4 != bucket { finish() }
        bucket = week.bucket / 4
        let left = decay[week.weeksAgo]
        if week.counts {
            terms.add(mean: week.mean, months: 0.25, sold: week.sold, week.dispersion, weight: left)
        }
        weeks = week.isCensored ? 0 : weeks + 1
        let factorSum = factorSums[2] + factorSums[1] + factorSums[0] + week.factorSum
        if weeks >= 4, factorSum > 8.4, rates[2] > 0 {
            let sold = sold[2] + sold[1] + sold[0] + week.sold
            let mean = rates[2] * factorSum
            if let openWeeks, openWeeks < 3 {
                late.add(mean: mean, months: 1, sold: sold, week.dispersion, weight: left / 4)
            } else {
                terms.add(mean: mean, months: 1, sold: sold, week.dispersion, weight: left / 4)
            }
        }
        if let openWeeks { self.openWeeks = openWeeks + 1 }
        sold = SIMD3(week.sold, sold[0], sold[1])
        factorSums = SIMD3(week.factorSum, factorSums[0], factorSums[1])
        rates = SIMD3(week.factorSum > 0 ? week.rate : 0, rates[0], rates[1])
    }

    /// Adds what was summed up to the sums of its class.
    @inline(__always)
    mutating func finish() {
        terms.finish(openWeeks == nil ? closed : open, bucket: bucket)
        late.finish(closed, bucket: bucket)
    }
}
