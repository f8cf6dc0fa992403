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

    /// All sums, one after the other.
    package var values: [Double] { (weights + dispersion).map(\.value) }

    /// - Parameter values: as many as ``valueCount``, as ``values`` has them.
    package init?(values: [Double]) {
        guard values.count == Self.valueCount else { return nil }
        for (place, value) in values.enumerated() {
            if place < weights.count {
                weights[place] = FixedPointSum(value)
            } else {
                dispersion[place - weights.count] = FixedPointSum(value)
            }
        }
    }

    package static let valueCount = DemandRates.bucketCount * weightTerms + rateBucketCount * dispersionTerms

    /// The sums after so many weeks more, of another share of the series.
    package func after(weeks: Int, scaledBy scale: Double) -> LearningSums {
        var sums = self
        for place in weights.indices {
            sums.weights[place] = FixedPointSum(weights[place].value * (WeekDecay.ofWeights[weeks] * scale))
        }
        for place in dispersion.indices {
            sums.dispersion[place] = FixedPointSum(dispersion[place].value * (WeekDecay.ofDispersion[weeks] * scale))
        }
        return sums
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

/// What the passes add up, in two parts: what began before the Monday before which is kept, and won't change, and what began later.
package struct OpenSums: Equatable, Sendable {
    package private(set) var closed = LearningSums()
    package private(set) var open = LearningSums()

    package init() {}

    /// Both together.
    package var all: LearningSums {
        var sums = closed
        sums.merge(open)
        return sums
    }

    package mutating func merge(_ other: OpenSums) {
        closed.merge(other.closed)
        open.merge(other.open)
    }

    @inline(__always)
    mutating func withPointers(
        _ part: WritableKeyPath<LearningSums, [FixedPointSum]>,
        _ body: (
            _ closed: UnsafeMutableBufferPointer<FixedPointSum>, _ open: UnsafeMutableBufferPointer<FixedPointSum>
        ) -> Void
    ) {
        closed[keyPath: part].withUnsafeMutableBufferPointer { closed in
            open[keyPath: part].withUnsafeMutableBufferPointer { body(closed, $0) }
        }
    }
}
