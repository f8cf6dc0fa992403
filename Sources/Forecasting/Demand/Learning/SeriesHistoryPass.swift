/// The passes over the history of a series: what it adds to the learning of weights and of dispersions, and its result.
///
/// Each Monday the rates before it say what to expect of the week, by the weights and the dispersion of the series' class then. What was
/// sold is clipped and added to the state; the error is what is learned from. The weeks after the first sale count from the first Monday
/// on that is at least seven days after it, up to the last whole week before the cut.
///
/// A pass allocates nothing, and does not depend on other series.
package struct SeriesHistoryPass: Sendable {
    private let profile: DemandProfile
    private let usualRate: Double
    private var cut: Int
    private let learned: LearnedDemand
    private let kept: KeptDays
    private var firstWeek = Int.min

    /// - Parameters:
    ///   - profile: that of the group of the series; from its first sale to the cut.
    ///   - usualRate: the mean rate of the series of its category, in units a day (``UsualRate``).
    ///   - cut: the day before which everything counts.
    ///   - learned: what was learned up to now.
    ///   - kept: the Mondays at which the history goes on, and is kept.
    package init(
        profile: DemandProfile, usualRate: Double, cut: Int, learned: LearnedDemand, kept: KeptDays = KeptDays()
    ) {
        self.profile = profile
        self.usualRate = usualRate
        self.cut = cut
        self.learned = learned
        self.kept = kept
    }

    /// The same pass, that learns nothing of the weeks before a Monday.
    package func counting(from monday: Int) -> SeriesHistoryPass {
        var pass = self
        pass.firstWeek = monday
        return pass
    }

    /// Adds what the weights of the rates are learned from.
    ///
    /// - Parameters:
    ///   - rows: the days of a series, each at most once, ascending; those from ``KeptDays/known`` on.
    ///   - kept: what is kept of the days before them.
    package func addWeights(of rows: ArraySlice<SoldDay>, after kept: KeptDemand? = nil, to sums: inout OpenSums) {
        sums.withPointers(\.weights) { closed, open in
            var visitor = WeightsVisitor(closed, then: open, UsualErrors(kept))
            // Large sales are clipped as if nothing were known of the errors, before and after what is kept.
            var kept = kept
            kept?.errors = .zero
            _ = walk(rows, after: kept, &visitor)
            visitor.finish()
        }
    }

    /// Adds what the dispersions are learned from, with the weights and dispersions that are known.
    package func addDispersion(
        of rows: ArraySlice<SoldDay>, after kept: KeptDemand? = nil, to sums: inout OpenSums
    ) {
        sums.withPointers(\.dispersion) { closed, open in
            var visitor = DispersionVisitor(closed, then: open)
            _ = walk(rows, after: kept, &visitor)
            visitor.finish()
        }
    }

    /// - Parameters:
    ///   - rows: the days of a series, each at most once, ascending; those from ``KeptDays/known`` on.
    ///   - kept: what is kept of the days before them.
    /// - Returns: nil if nothing was sold before the cut.
    package func result(of rows: ArraySlice<SoldDay>, after kept: KeptDemand? = nil) -> SeriesDemand? {
        var visitor = ResultVisitor()
        return walk(rows, after: kept, &visitor)
    }

    /// The same of what was known on the morning of a day, with what was learned before.
    package func result(of rows: ArraySlice<SoldDay>, before day: Int) -> SeriesDemand? {
        var pass = self
        pass.cut = day
        return pass.result(of: rows)
    }

    /// What is to be kept of the days before ``KeptDays/next``, which is also the cut.
    ///
    /// - Parameter kept: what is kept of the days before ``KeptDays/known``.
    /// - Returns: nil if nothing was sold before.
    package func kept(of rows: ArraySlice<SoldDay>, after kept: KeptDemand?) -> KeptDemand? {
        var visitor = KeepingVisitor(UsualErrors(kept))
        guard let demand = walk(rows, after: kept, &visitor), let firstSale = demand.state.firstSale else { return nil }
        let before = rows.prefix { $0.day < cut }
        var soldOut = SoldOut(evenings: Int(kept?.outEvenings ?? 0), before: self.kept.known ?? cut)
        for row in before { soldOut.add(row) }
        return KeptDemand(
            firstSale: Int32(truncatingIfNeeded: firstSale), lastSale: Int32(truncatingIfNeeded: demand.state.lastSale),
            sums: SIMD4<Float>(demand.state.sums(before: cut)),
            errors: SIMD2<Float>(Float(demand.errors.sum), Float(demand.errors.weight)),
            usual: SIMD2<Float>(Float(visitor.usual.sum), Float(visitor.usual.weight)),
            isWhole: (kept?.isWhole ?? true) && before.allSatisfy { $0.quantity == $0.quantity.rounded() },
            outEvenings: Int32(soldOut.evenings(before: cut)))
    }

    private struct ResultVisitor: WeekVisitor {
        static let keepsErrors = true
        /// What has no size has no place of its own either, and the thread sanitizer takes the one it gets for memory that threads share.
        private var place: UInt8 = 0

        @inline(__always)
        mutating func visit(_ week: SeriesWeek) {}
    }

    /// Adds up the errors that are usual.
    private struct KeepingVisitor: WeekVisitor {
        static let keepsErrors = true
        private(set) var usual: UsualErrors

        init(_ usual: UsualErrors) { self.usual = usual }

        mutating func visit(_ week: SeriesWeek) {
            if week.counts { _ = usual.fit(week) }
        }
    }

    func walk<Visitor: WeekVisitor>(
        _ rows: ArraySlice<SoldDay>, after kept: KeptDemand? = nil, _ visitor: inout Visitor
    ) -> SeriesDemand? {
        rows.withUnsafeBufferPointer { rows in
            profile.withPointers { profile in
                DecayTable.shared.withPointers { walk(rows, after: kept, profile, $0, &visitor) }
            }
        }
    }

    @inline(__always)
    private func walk<Visitor: WeekVisitor>(
        _ rows: UnsafeBufferPointer<SoldDay>, after kept: KeptDemand?, _ profile: DemandProfile.Pointers,
        _ decays: DecayTable.Pointers, _ visitor: inout Visitor
    ) -> SeriesDemand? {
        let count = MonotoneSearch.first(in: 0..<rows.count) { rows[$0].day >= cut }
        var place = 0
        var walk: SeriesWalk
        if let kept, let known = self.kept.known {
            walk = SeriesWalk(after: kept, before: known, usualRate: usualRate, profile, decays)
        } else {
            while place < count, !(rows[place].quantity > 0) { place += 1 }
            guard place < count else { return nil }
            walk = SeriesWalk(firstSale: Int(rows[place].day), usualRate: usualRate, profile, decays)
            place += 1
        }

        let end = Self.monday(notAfter: cut)
        // The Monday before which is kept, until it is reached.
        var next = self.kept.next ?? .max
        var monday = max(Self.monday(notAfter: walk.firstSale + 13), kept == nil ? .min : self.kept.known ?? .min)
        while place < count, rows[place].day < monday {
            if rows[place].day >= next {
                visitor.reachOpenWeeks()
                next = .max
            }
            walk.add(rows[place], quantity: rows[place].quantity)
            place += 1
        }
        var lastBucket: Int?
        let firstWeights = DemandRates.firstWeights
        while monday + 7 <= end {
            if monday >= next {
                visitor.reachOpenWeeks()
                next = .max
            }
            let rates = walk.rates(before: monday)
            let firstRate = (rates * firstWeights).sum()
            let zeroRun = walk.zeroRun(before: monday, rates: rates)
            let bucket = DemandRates.bucket(firstRate: firstRate, zeroRun: zeroRun)
            var week = SeriesWeek(
                firstDay: monday, weeksAgo: (end - monday) / 7 - 1,
                factorSum: profile.sum(before: monday + 7) - profile.sum(before: monday), rates: rates,
                firstRate: firstRate, zeroRun: zeroRun, bucket: bucket,
                rate: (rates * learned.weights[bucket]).sum(), dispersion: learned.dispersion[bucket / 4])
            let limit = SaleLimit(week.dispersion, walk.errors)
            while place < count, rows[place].day < monday + 7 {
                let row = rows[place]
                let quantity = limit.clipped(row.quantity, mean: week.rate * profile.factor(Int(row.day)))
                week.sold += row.quantity
                week.clippedSold += quantity
                if row.closingStock <= 0 { week.isCensored = true }
                walk.add(row, quantity: quantity)
                place += 1
            }
            if monday >= firstWeek { visitor.visit(week) }
            if Visitor.keepsErrors, week.counts {
                let error = week.sold - week.mean
                walk.errors.add(error * error / week.variance)
            }
            lastBucket = bucket
            monday += 7
        }
        // The days of a week that isn't over: what they are clipped by is the class of the last whole week.
        while place < count {
            let row = rows[place]
            var quantity = row.quantity
            if let lastBucket {
                let rate = (walk.rates(before: Int(row.day)) * learned.weights[lastBucket]).sum()
                let limit = SaleLimit(learned.dispersion[lastBucket / 4], walk.errors)
                quantity = limit.clipped(quantity, mean: rate * profile.factor(Int(row.day)))
            }
            walk.add(row, quantity: quantity)
            place += 1
        }
        return result(walk)
    }

    @inline(__always)
    private func result(_ walk: SeriesWalk) -> SeriesDemand {
        let rates = walk.rates(before: cut)
        let found = DemandRates(rates: rates, zeroRun: walk.zeroRun(before: cut, rates: rates))
        let bucket = found.bucket
        return SeriesDemand(
            state: walk.state, rates: found, bucket: bucket, rate: found.rate(learned.weights[bucket]),
            errors: walk.errors, dispersion: learned.dispersion[bucket / 4])
    }

    private static func monday(notAfter day: Int) -> Int { day - (CivilDate.weekday(ofDayNumber: day) - 1) }
}
