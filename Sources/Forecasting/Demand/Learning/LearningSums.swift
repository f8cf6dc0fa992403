/// What the passes over the histories of series add up, for each class of series. Sums of parts of the series can be merged in any order:
/// the bits are the same.
package struct LearningSums: Equatable, Sendable {
    /// The classes of the dispersion: two octaves of the rate each.
    package static let rateBucketCount = DemandRates.bucketCount / 4

    /// For each bucket: the weight of its weeks, the four sums of prediction × sales, and the ten of the products of two predictions, by
    /// rows from the diagonal on.
    var weights = [FixedPointSum](repeating: FixedPointSum(), count: DemandRates.bucketCount * weightTerms)
    /// For each two octaves of the rate: the weight of the errors, the three sums of term × e², and the six of the products of two terms,
    /// likewise.
    var dispersion = [FixedPointSum](repeating: FixedPointSum(), count: rateBucketCount * dispersionTerms)

    static let weightTerms = 15
    static let dispersionTerms = 10

    package init() {}

    package mutating func merge(_ other: LearningSums) {
        for place in weights.indices { weights[place].add(other.weights[place]) }
        for place in dispersion.indices { dispersion[place].add(other.dispersion[place]) }
    }

    /// The weights' sums of some buckets together.
    package func rateWeights(ofBuckets buckets: Range<Int>) -> RateWeights {
        let terms = (0..<Self.weightTerms).map { term in
            Self.total(buckets.map { weights[$0 * Self.weightTerms + term] })
        }
        var found = RateWeights()
        found.weeks = terms[0]
        found.sales = Array(terms[1...4])
        found.products = Self.symmetric(terms[5...], count: 4)
        return found
    }

    package func dispersionSums(ofRateBucket bucket: Int) -> DispersionSums {
        let first = bucket * Self.dispersionTerms
        let terms = dispersion[first..<first + Self.dispersionTerms].map(\.value)
        var found = DispersionSums()
        found.weight = terms[0]
        found.errors = Array(terms[1...3])
        found.products = Self.symmetric(terms[4...], count: 3)
        return found
    }

    private static func total(_ parts: [FixedPointSum]) -> Double {
        var sum = FixedPointSum()
        for part in parts { sum.add(part) }
        return sum.value
    }

    /// A symmetric matrix from its upper half by rows.
    private static func symmetric(_ upper: ArraySlice<Double>, count: Int) -> [[Double]] {
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var place = upper.startIndex
        for row in 0..<count {
            for column in row..<count {
                matrix[row][column] = upper[place]
                matrix[column][row] = upper[place]
                place += 1
            }
        }
        return matrix
    }
}
