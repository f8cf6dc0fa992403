/// What is learned across all series: how the four rates of a class are put together, and how far sales are from what is expected.
package struct LearnedDemand: Equatable, Sendable {
    /// The weights of all series together.
    package var overall = DemandRates.firstWeights
    /// The weights of each class of ``DemandRates``.
    package var weights = [SIMD4<Double>](repeating: DemandRates.firstWeights, count: DemandRates.bucketCount)
    /// The dispersion of each two octaves of the rate: of the bucket divided by 4.
    package var dispersion = [Dispersion](repeating: .first, count: LearningSums.rateBucketCount)

    package init() {}

    /// Takes over what is in the sums.
    package mutating func learn(from sums: LearningSums) {
        learnWeights(from: sums)
        learnDispersion(from: sums)
    }

    /// Takes over the weights that are in the sums. Those of a class are kept near the overall ones, these near the first ones.
    package mutating func learnWeights(from sums: LearningSums) {
        let all = sums.rateWeights(ofBuckets: 0..<DemandRates.bucketCount)
        overall = all.weeks > 0 ? all.weights(near: DemandRates.firstWeights) : DemandRates.firstWeights
        for bucket in weights.indices {
            let own = sums.rateWeights(ofBuckets: bucket..<bucket + 1)
            weights[bucket] = own.weeks > 0 ? own.weights(near: overall) : overall
        }
    }

    /// Takes over the dispersions that are in the sums; a class without errors keeps what it has.
    package mutating func learnDispersion(from sums: LearningSums) {
        for bucket in dispersion.indices {
            let own = sums.dispersionSums(ofRateBucket: bucket)
            if own.weight > 0 { dispersion[bucket] = own.parameters }
        }
    }
}
