import Forecasting
import InventoryStore

/// Makes the explanation of a series.
struct Explainer {
    private let basis: PlanBasis
    private let options: RunOptions
    private let defaults: TermDefaults
    /// The position with the overrides and assumptions of the run.
    private let position: StockPosition
    private let terms: SupplyTerms
    /// The receipts as stored, and as the run counts them, in the same order.
    private let receipts: [Receipt]
    private let stretches: [Stretch]
    private let periodDays: Int
    /// The factors of the sales of each day; nil if all days are the same. With it the rate of sales counts a day.
    private let curve: FactorCurve?
    /// The lowest permitted level, in units.
    private let target: Double
    private var explanation: Explanation
    /// How the safety stock comes from the service that is wanted; nil if it doesn't.
    private var serviceStock: ServiceStock?
    private var spread: DemandSpread?
    /// How likely the series runs out, if the run was asked for it, and the day on which an order of the first review is there.
    private var risk: StockoutRisk?
    private var orderArrival = 0

    /// - Parameters:
    ///   - limits: of the classes by money, if levels of service are by class.
    ///   - stored: how likely it runs out, as a forecast has stored it; nil if that is less than 1 %, or not known.
    /// - Returns: nil of a forecast without risk.
    /// - Throws: ``TermsProblem`` if orders can't be planned with the terms that are stored now.
    static func explanation(
        of basis: PlanBasis, _ run: Run, _ options: RunOptions, _ limits: ABCLimits?, stored: StoredRisk?
    ) throws -> Explanation? {
        guard options.plan != nil || options.risk else { return nil }
        let defaults = options.plan ?? TermDefaults()
        let series = RunSeries(basis, options, limits)
        let outlook = SeriesOutlook(estimate: basis.demand?.rate, stated: basis.statedDemand.map(\.demand)[...])
        let assumed = try series.series(
            basis.key, series.start(basis.key, basis.position).stored, outlook)
        let (position, curve) = (assumed.position, assumed.curve)
        let stated = basis.stated ?? StatedTerms()
        var stretches: [Stretch] = []
        var plan: (terms: SupplyTerms, orders: [PlannedOrder])?
        series.run.spread = options.spread(ofEstimate: basis.demand?.rate.spread)
        series.run.service = series.service(defaults.service, stated, outlook)
        try series.run.run(position, curve: curve, receipts: basis.receipts.map(\.receipt)[...], stated: stated) {
            stretches.append($0)
        } orders: {
            plan = ($0, $1)
        } planned: { _ in
        }
        let terms = try plan?.terms ?? options.forecast.whatIf.terms(from: leadTimeTerms(stated, defaults))
        var explainer = Explainer(basis, position, curve, run, options, defaults, terms, plan?.orders ?? [], stretches)
        if plan != nil { explainer.serviceStock = series.run.serviceStock(of: position, stated, terms, curve) }
        explainer.spread = series.run.spread
        if options.risk, let spread = explainer.spread {
            explainer.risk = series.run.risk(
                position, curve: curve, receipts: basis.receipts.map(\.receipt)[...], stated: stated, spread)
            explainer.orderArrival = series.run.orderArrival(startDay: explainer.position.startDay, stated)
        }
        if plan != nil { explainer.explain() } else { explainer.explainRiskAlone(stored) }
        return explainer.explanation
    }

    /// The terms of a series for which nothing is planned: how long an order takes matters. If no order could be planned with the others,
    /// it takes as long all the same.
    private static func leadTimeTerms(_ stated: StatedTerms, _ defaults: TermDefaults) throws(TermsProblem)
        -> SupplyTerms
    {
        if let terms = try? SupplyTerms(stated, defaults: defaults, demandPerDay: 0) { return terms }
        return try SupplyTerms(
            StatedTerms(leadTimeDays: stated.leadTimeDays), defaults: defaults, demandPerDay: 0)
    }

    private init(
        _ basis: PlanBasis, _ stored: StockPosition, _ curve: FactorCurve?, _ run: Run, _ options: RunOptions,
        _ defaults: TermDefaults, _ terms: SupplyTerms,
        _ orders: [PlannedOrder], _ stretches: [Stretch]
    ) {
        self.basis = basis
        self.options = options
        self.defaults = defaults
        self.terms = terms
        self.stretches = stretches
        receipts = basis.receipts.map { options.forecast.whatIf.receipt(from: $0.receipt) }
        position = options.forecast.position(from: stored)
        self.curve = curve
        periodDays = options.forecast.periodDays(of: position)
        target = terms.target(sells: position.salesRate ?? 0 > 0)
        explanation = Explanation(series: basis.series, run: run)
        explanation.orders = orders
    }

    private mutating func explain() {
        let orders = explanation.orders
        compare(orders)
        explainPosition()
        explainTerms()
        if options.risk { explainRisk() }
        if orders.isEmpty { explainNone() }
        for (index, order) in orders.enumerated() {
            if terms.policy == .timePhased {
                explainNeed(order, index + 1, earlier: orders[..<index])
                explainShortfall(order, index + 1)
            } else {
                explainPosition(order, index + 1, earlier: orders[..<index])
            }
            explainLot(order, index + 1)
            explainDays(order, index + 1)
        }
    }

    private mutating func add(
        _ order: Int, _ subject: Explanation.Subject, day: Int? = nil, _ value: Explanation.Value,
        _ sources: Explanation.Source...
    ) {
        add(order, subject, day: day, value, sources)
    }

    private mutating func add(
        _ order: Int, _ subject: Explanation.Subject, day: Int? = nil, _ value: Explanation.Value,
        _ sources: [Explanation.Source]
    ) {
        explanation.steps.append(
            Explanation.Step(order: order, subject: subject, day: day, value: value, sources: sources))
    }

    // MARK: The orders that are stored

    private mutating func compare(_ orders: [PlannedOrder]) {
        let planned = orders.map { order in
            StoredOrder(
                orderDay: order.orderDay, arrivalDay: order.arrivalDay, needDay: order.needDay,
                quantity: order.quantity, unitCost: terms.unitCost, daysLate: order.daysLate,
                unitsShort: order.unitsShort, largestBacklog: order.largestBacklog,
                reason: order.reason)
        }
        guard planned != basis.orders else { return }
        explanation.difference = difference
        for order in basis.orders {
            add(
                0, .storedOrder, day: order.orderDay, .units(order.quantity),
                .because(.inThePlan(arrivalDay: order.arrivalDay)))
        }
    }

    /// Why what is stored may differ from what follows now.
    private var difference: Explanation.Difference {
        let known = explanation.run.importID
        func newer(_ origin: StatedOrigin?) -> StatedOrigin? {
            origin.flatMap { $0.importID > known ? $0 : nil }
        }
        let (newerPosition, newerTerms) = (newer(basis.positionOrigin), newer(basis.statedOrigin))
        let hasNewerReceipts =
            basis.receiptsImportID > known || basis.receipts.contains { newer($0.origin) != nil }
        let hasNewerCalendar = basis.calendarImportID > known
        let hasNewerSales =
            (usesEstimate || options.rollsForward) && max(basis.salesImportID, basis.demandImportID) > known
        let hasNewerEvents = basis.eventsImportID > known
        let hasNewerStatements = options.demand != .history && basis.statedDemandImportID > known
        let isNewer =
            newerPosition != nil || newerTerms != nil || hasNewerReceipts || hasNewerCalendar || hasNewerSales
            || hasNewerEvents || hasNewerStatements
        return isNewer
            ? .newer(
                position: newerPosition, terms: newerTerms, receipts: hasNewerReceipts, calendar: hasNewerCalendar,
                sales: hasNewerSales, events: hasNewerEvents, statedDemand: hasNewerStatements) : .unexplained
    }

    // MARK: A forecast with risk

    /// How likely it runs out, where a forecast without a plan has computed it.
    private mutating func explainRiskAlone(_ stored: StoredRisk?) {
        if !isSame(stored) { explanation.difference = difference }
        explainPosition()
        explainLeadTime()
        explainRisk()
    }

    /// Whether the risk that follows now is what is stored, as far as that is exact.
    private func isSame(_ stored: StoredRisk?) -> Bool {
        let found = risk.flatMap { max($0.horizon, $0.beforeOrder) >= StoredRisk.least ? $0 : nil }
        guard let stored, let found else { return stored == nil && found == nil }
        func isSame(_ left: Double, _ right: Double) -> Bool { abs(left - right) <= 1e-4 }
        return [found.earlyDay, found.middleDay, found.lateDay] == [stored.earlyDay, stored.middleDay, stored.lateDay]
            && isSame(found.beforeOrder, stored.beforeOrder) && isSame(found.horizon, stored.horizon)
            && ReportedQuantity.rounded(found.unitsShort) == ReportedQuantity.rounded(stored.unitsShort)
    }

    // MARK: The series

    private mutating func explainPosition() {
        let origin = Explanation.Source.stated(basis.positionOrigin)
        let given = options.forecast
        let whatIf = given.whatIf
        let stored = basis.position
        func source(
            _ option: ProjectionOptions.Option, isGiven: Bool, otherwise: Explanation.Source
        ) -> Explanation.Source {
            isGiven ? .option(OptionKey(option)) : otherwise
        }
        // A file of sales says nothing of these.
        let ofTerms = basis.positionOrigin.isOfSales ? Explanation.Source.usual : origin
        let isRolled = options.rollsForward && basis.roll != nil
        add(
            0, .start, day: position.startDay, .none,
            isRolled
                ? .option(OptionKey(RunOptions.Option.rollsForward))
                : source(.startDay, isGiven: given.startDay != nil, otherwise: origin))
        add(
            0, .horizon, .count(position.durationDays, periods),
            source(.durationDays, isGiven: given.durationDays != nil, otherwise: ofTerms))
        if periodDays > 1 {
            add(
                0, .update, .count(periodDays, .days),
                source(.frequency, isGiven: given.frequency != nil, otherwise: ofTerms))
        }
        add(0, .onHand, .units(position.onHand), onHandSources)
        func sources(
            _ stored: Double, _ factor: Double, _ option: WhatIf.Option, _ origin: [Explanation.Source]
        ) -> [Explanation.Source] {
            guard factor != 1 else { return origin }
            return [.computed(.plus(.number(stored), .number(factor))), .option(OptionKey(option))] + origin
        }
        if let rate = position.salesRate {
            // With the factors of days, the rate counts a day.
            var (before, statedBy) = salesBeforeScaling(origin)
            if let curve, curve.profile == FactorCurve.ofSeries {
                // What the rest of the days sell, if there is any.
                let isKnown = usesEstimate ? basis.demand != nil : basis.position.salesRate != nil
                statedBy = [.because(.meanOfDays(others: isKnown ? before : nil))] + (isKnown ? statedBy : [])
                if whatIf.rateFactor != 0 { before = rate / whatIf.rateFactor }
            }
            add(0, .sales, .units(rate), sources(before, whatIf.rateFactor, .salesFactor, statedBy))
        }
        explainFactors()
        explainAhead()
        add(
            0, .restocking, .units(position.restockingRate),
            sources(stored.restockingRate, whatIf.restockingFactor, .restockingFactor, [ofTerms]))
        if given.lostSales { add(0, .unservedDemand, .lost, .option(OptionKey(ProjectionOptions.Option.lostSales))) }
        for (stored, receipt) in zip(basis.receipts, receipts) {
            var sources = [Explanation.Source.stated(stored.origin)]
            if whatIf.receiptDelayDays > 0 {
                sources.insert(
                    contentsOf: [
                        .delayed(day: stored.receipt.day, days: whatIf.receiptDelayDays),
                        .option(OptionKey(WhatIf.Option.receiptDelayDays)),
                    ], at: 0)
            }
            if receipt.day < position.startDay { sources.append(.because(.overdue)) }
            add(0, .receipt, day: receipt.day, .units(receipt.quantity), sources)
        }
    }

    /// Where the stock at the start comes from.
    private var onHandSources: [Explanation.Source] {
        let origin = Explanation.Source.stated(basis.positionOrigin)
        guard options.rollsForward, let roll = basis.roll else {
            let isClosing = basis.positionOrigin.isOfSales
            return isClosing ? [origin, .because(.closingStock(day: basis.position.startDay - 1))] : [origin]
        }
        var formula = Formula.plus(.number(roll.closing?.stock ?? basis.position.onHand)).minus(.number(roll.sold))
        if basis.position.restockingRate > 0 {
            formula = formula.plus(
                .count(Double(roll.restockedDays(of: basis.position, basis.calendar)), .days),
                .number(basis.position.restockingRate))
        }
        return [
            .computed(formula),
            roll.closing.map { .because(.closingStock(day: $0.day)) } ?? origin, .because(.soldUntil(day: roll.until)),
        ]
    }

    /// Whether the rate of sales is the estimate from the history of sales.
    private var usesEstimate: Bool { options.demand.usesEstimate(statedRate: basis.position.salesRate) }

    /// The rate of sales before the assumptions of the run, and where it comes from.
    private func salesBeforeScaling(_ origin: Explanation.Source) -> (rate: Double, [Explanation.Source]) {
        guard usesEstimate, let demand = basis.demand else {
            let rate = basis.position.salesRate ?? 0
            guard curve != nil, periodDays > 1 else { return (rate, [origin]) }
            let perDay = Formula.plus(.number(rate), dividedBy: .count(Double(periodDays), .days))
            return (rate / Double(periodDays), [.computed(perDay), origin])
        }
        let until = Explanation.Source.because(.salesUntil(day: demand.estimate.until, file: basis.salesFile))
        if demand.group.group.isDormant { return (0, [.because(.storeIsClosed), until]) }
        var formula: Formula?
        for place in 0..<4 where demand.weights[place] > 0 {
            let (weight, average) = (demand.weights[place], demand.estimate.averages[place])
            formula = formula?.plus(.number(weight), .number(average)) ?? .plus(.number(weight), .number(average))
        }
        let perPeriod = curve == nil ? Double(periodDays) : 1
        var sources = formula.map { [Explanation.Source.computed($0)] } ?? []
        if perPeriod > 1 {
            sources.insert(.computed(.plus(.number(demand.estimate.rate), .count(perPeriod, .days))), at: 0)
        }
        return (demand.rate.rate * perPeriod, sources + [until])
    }

    /// The factors of the days of the horizon.
    private mutating func explainFactors() {
        guard curve != nil, let last = stretches.last else { return }
        let days = stretches.first.map { $0.firstDay...last.endDay - 1 } ?? last.firstDay...last.lastDay
        let factors = usesEstimate ? basis.demand?.group.group.factors : nil
        var sources = [
            Explanation.Source.because(
                .factorsUntil(
                    day: days.upperBound, weekdays: factors?.weekdays ?? GroupFactors.flat.weekdays,
                    hasSeason: factors?.yearly != nil))
        ]
        if options.forecast.whatIf.factorOfDays != nil {
            sources += [.option(OptionKey(WhatIf.Option.salesFactor)), .option(OptionKey(WhatIf.Option.salesDays))]
        }
        add(0, .salesFactors, day: days.upperBound, .units(factorSum(before: days.upperBound + 1)), sources)
    }

    /// The events and the stated demand of the days of the horizon.
    private mutating func explainAhead() {
        guard let first = stretches.first?.firstDay, let end = stretches.last?.endDay, first < end else { return }
        let days = first...end - 1
        let book = RunDemand.events(basis.events, options)
        for event in book.events where event.days.overlaps(days) {
            let source: Explanation.EventSource =
                event.factor != nil ? .stated : book.factor(of: event) != nil ? .learned : .unknown
            add(
                0, .event, day: event.days.lowerBound, book.factor(of: event).map { .units($0) } ?? .none,
                .because(.event(name: event.name, until: event.days.upperBound, source)))
        }
        guard options.demand != .history else { return }
        for (demand, origin) in basis.statedDemand where demand.days.overlaps(days) {
            add(
                0, .statedDemand, day: demand.days.lowerBound, .units(demand.quantity), .stated(origin),
                .because(.until(day: demand.days.upperBound)))
        }
    }

    /// Where the terms of the series are stated.
    private var termsOrigin: [Explanation.Source] { basis.statedOrigin.map { [.stated($0)] } ?? [] }

    private func termSources(
        _ isStated: Bool, _ option: TermDefaults.Option, isUsual: Bool
    ) -> [Explanation.Source] {
        isStated ? termsOrigin : [isUsual ? .usual : .option(OptionKey(option))]
    }

    /// When an order could be there.
    private mutating func explainLeadTime() {
        let (stated, usual) = (basis.stated, TermDefaults())
        let leadTime = stated?.leadTimeDays ?? defaults.leadTimeDays
        var leadTimeSources = termSources(
            stated?.leadTimeDays != nil, .leadTimeDays, isUsual: leadTime == usual.leadTimeDays)
        let extra = options.forecast.whatIf.extraLeadTimeDays
        if extra != 0 {
            let before = Formula.plus(.number(Double(leadTime)))
            let changed =
                extra > 0 ? before.plus(.number(Double(extra))) : before.minus(.number(Double(-extra)))
            leadTimeSources.insert(
                contentsOf: [.computed(changed), .option(OptionKey(WhatIf.Option.extraLeadTimeDays))], at: 0)
        }
        if defaults.days.leadsInWorkdays {
            leadTimeSources += [.because(.inWorkdays), .option(OptionKey(OrderDays.Option.leadsInWorkdays))]
        }
        add(0, .leadTime, .count(terms.leadTimeDays, .days), leadTimeSources)
        add(
            0, .reviewPeriod, .count(terms.reviewPeriodDays, .days),
            termSources(
                stated?.reviewPeriodDays != nil, .reviewPeriodDays,
                isUsual: defaults.reviewPeriodDays == usual.reviewPeriodDays))
        explainReviews(termsOrigin)
    }

    private mutating func explainTerms() {
        explainLeadTime()
        let (stated, usual, origin) = (basis.stated, TermDefaults(), termsOrigin)
        explainPolicy(origin)
        explainService(origin)
        explanation.safetyStock = terms.safetyStock
        add(0, .safetyStock, .units(terms.safetyStock), safetyStockSources(origin))
        add(
            0, .target, .units(target),
            .because(target == terms.safetyStock ? .safetyStock : .leastAboveZero))
        add(
            0, .cover, .count(terms.coverDays, .days),
            termSources(stated?.coverDays != nil, .coverDays, isUsual: defaults.coverDays == usual.coverDays))
        if terms.minimumOrderQuantity > 0 { add(0, .minimum, .units(terms.minimumOrderQuantity), origin) }
        if terms.orderMultiple > 0 {
            add(
                0, .multiple, .units(terms.orderMultiple),
                termSources(
                    stated?.lotMultiple != nil, .orderMultiple,
                    isUsual: defaults.orderMultiple == usual.orderMultiple))
        }
        if let maximum = terms.maximumOrderQuantity { add(0, .maximum, .units(maximum), origin) }
        if let unitCost = terms.unitCost { add(0, .unitCost, .units(unitCost), origin) }
    }

    /// What says on which days orders are placed, and arrive.
    private mutating func explainReviews(_ origin: [Explanation.Source]) {
        let days = defaults.days
        func option(_ option: OrderDays.Option) -> Explanation.Source { .option(OptionKey(option)) }
        if let weekday = terms.reviewWeekday {
            add(0, .reviewDay, .weekday(weekday), origin)
        } else if let weekday = days.reviewWeekday {
            add(0, .reviewDay, .weekday(weekday), option(.reviewWeekday))
        }
        if let day = days.reviewFrom {
            add(0, .reviewDay, day: day, .none, .because(.reviewsFrom(day: day)), option(.reviewFrom))
        }
        if let workdays = days.workdays { add(0, .workdays, .weekdays(workdays), option(.workdays)) }
        if let last = stretches.last?.lastDay {
            let closed = basis.calendar.closedDays(from: position.startDay, to: last)
            if closed > 0 { add(0, .closedDays, .count(closed, .days), .because(.until(day: last))) }
        }
    }

    private mutating func explainPolicy(_ origin: [Explanation.Source]) {
        guard terms.policy != .timePhased else { return }
        add(0, .policy, .policy(terms.policy), origin)
        switch terms.policy {
        case .timePhased: break
        case .orderUpTo(let point, let level):
            if let point { add(0, .reorderPoint, .units(point), origin) }
            let isStated = basis.stated?.orderUpTo ?? 0 > 0
            add(0, .orderUpTo, .units(level), isStated ? origin : [.because(.pointAndCover)])
        case .fixedQuantity(let point, let quantity):
            add(0, .reorderPoint, .units(point), origin)
            let level = basis.stated?.orderUpTo ?? 0
            add(
                0, .orderQuantity, .units(quantity),
                origin + (level > 0 ? [.because(.quantityInsteadOfLevel(level))] : []))
        }
    }

    /// The arithmetic from the service that is wanted to the stock at which a plan orders.
    private mutating func explainService(_ origin: [Explanation.Source]) {
        guard let stock = serviceStock, let spread else { return }
        let interval = stock.interval
        let days = interval.days
        var sources = [
            Explanation.Source.computed(
                Formula.plus(.days(interval.leadDays, of: .leadTime))
                    .plus(.days(interval.reviewDays, of: .reviewPeriod)))
        ]
        if let weekday = interval.weekday {
            func later(_ days: Int) -> Int { (weekday - 1 + days) % 7 + 1 }
            sources.append(
                .because(
                    .longestInterval(
                        of: weekday, arrival: later(interval.leadDays), next: later(days))))
        } else if interval.reviewDays != terms.reviewPeriodDays {
            sources.append(.because(.wholeWeeks))
        }
        add(0, .protection, .count(days, .days), sources)
        add(
            0, .protectionDemand, .units(stock.demand.mean),
            .computed(Formula.plus(.count(Double(days), .days), .number(stock.rate))))
        var chance = ChanceSteps(spread)
        chance.explainVariance(
            .protectionVariance, stock.demand.mean, days: Double(days),
            late: (stock.rate, basis.stated?.leadTimeDeviation ?? 0),
            limit: stock.demand.isLimited ? stock.demand.variance : nil)
        chance.explainLaw(stock.demand.mean, stock.demand.variance)
        explanation.steps += chance.steps
        let isStated = basis.stated?.fillRate != nil || basis.stated?.serviceLevel != nil
        let level = stock.point.level
        let less = stock.demand.isWhole && level >= 1 ? level - 1 : nil
        explainEconomy(stock, origin)
        switch stock.target {
        case .cycle(let share):
            add(0, .service, .percent(share), isStated ? origin : serviceSources(stock))
            add(
                0, .servicePoint, .units(level),
                .because(
                    .cycleService(
                        ofPoint: stock.demand.cycleService(of: level), ofLess: less.map(stock.demand.cycleService(of:)))
                ))
        case .fillRate(let share):
            // As on paper: in binary, 1 − 0.98 is a little more than 0.02.
            let short = ((1 - share) * 1e9).rounded() / 1e9
            add(
                0, .service, .percent(share),
                isStated ? origin : [.option(OptionKey(TermDefaults.Option.fillRate))])
            add(
                0, .servicePoint, .units(level),
                .because(
                    .fillRate(
                        share: short, of: stock.orderQuantity,
                        ofPoint: stock.demand.shortage(of: level),
                        ofLess: less.map(stock.demand.shortage(of:)))))
        }
    }

    /// What the service that pays comes from.
    private mutating func explainEconomy(_ stock: ServiceStock, _ origin: [Explanation.Source]) {
        guard let economy = stock.economy else { return }
        var sources = origin
        if basis.stated?.unitMargin == nil, let price = basis.stated?.unitPrice {
            sources.insert(.computed(.plus(.number(price)).minus(.number(economy.unitCost))), at: 0)
        }
        add(0, .unitMargin, .units(economy.margin), sources)
        add(
            0, .holdingCost, .units(economy.holdingCost),
            .computed(
                .plus(
                    .number(economy.unitCost), .number(economy.yearlyRate), .count(economy.cycleDays, .days),
                    dividedBy: .number(365))),
            .option(OptionKey(TermDefaults.Option.economic)))
    }

    private func serviceSources(_ stock: ServiceStock) -> [Explanation.Source] {
        guard let economy = stock.economy else { return [.option(OptionKey(TermDefaults.Option.service))] }
        let all = economy.margin + economy.holdingCost
        return all > 0 ? [.computed(.plus(.number(economy.margin), dividedBy: .number(all)))] : []
    }

    private func safetyStockSources(_ origin: [Explanation.Source]) -> [Explanation.Source] {
        if basis.stated?.safetyStock != nil { return origin }
        if let stock = serviceStock {
            var formula = Formula.plus(.number(stock.point.level))
            if stock.demand.isWhole, stock.demand.mean > 0 { formula = formula.plus(.number(0.01)) }
            let isNone = stock.point.safetyStock <= 0
            return [.computed(formula.minus(.number(stock.demand.mean)))]
                + (isNone ? [.because(.notBelowMinimum(0))] : [])
                // Without a safety stock it is ordered for the demand itself.
                + [.because(.orderAtOrBelow(isNone ? stock.demand.mean : stock.point.level))]
        }
        guard defaults.safetyDays != 0 else { return [.usual] }
        let days = Formula.Operand.count(defaults.safetyDays, .days)
        let formula = Formula.plus(
            days, .number(position.salesRate ?? 0),
            dividedBy: periodDays == 1 || curve != nil ? nil : .number(Double(periodDays)))
        return [.computed(formula), .option(OptionKey(TermDefaults.Option.safetyDays))]
    }

    /// How likely the series runs out, if the run was asked for it.
    private mutating func explainRisk() {
        guard let risk, let spread else { return add(0, .inHorizon, .none, .because(.spreadIsUnknown)) }
        let counted = counted(before: orderArrival)
        let (start, rate) = (position.startDay, position.salesRate ?? 0)
        var chance = ChanceSteps(spread)
        chance.explain(
            risk,
            ChanceSteps.Outlook(
                startDay: start, durationDays: position.durationDays, orderArrival: orderArrival,
                demand: (counted.factors ?? Double(counted.periods)) * rate, formula: demandFormula(counted),
                rate: rate,
                available: position.onHand + receiptsDue(in: orderArrival - start).reduce(0, +)
                    + Double(counted.periods) * position.restockingRate,
                isSupplied: position.restockingRate > 0
                    || receipts.contains { $0.day > start && $0.day < orderArrival },
                nextReceipt: receipts.first { $0.day > start }?.day))
        explanation.steps += chance.steps
    }

    private mutating func explainNone() {
        guard terms.isOrderable else {
            let origin = basis.statedOrigin.map { [Explanation.Source.stated($0)] } ?? []
            return add(
                0, .order, .noOrder,
                [.because(terms.maximumOrderQuantity == 0 ? .maximumOfZero : .notOrderable)] + origin)
        }
        guard terms.policy == .timePhased || stretches.isEmpty else {
            return add(0, .order, .noOrder, .because(.neverDue))
        }
        var lowest: (day: Int, level: Double)?
        for stretch in stretches {
            // Without a profile the level is monotone within a stretch, so it is lowest at one of the ends.
            let days =
                stretch.profile == 0
                ? [stretch.firstDay, stretch.lastDay]
                : Array(stride(from: stretch.firstDay, through: stretch.lastDay, by: stretch.period))
            for day in days {
                let level = stretch.level(on: day, curve)
                if level < lowest?.level ?? .infinity { lowest = (day, level) }
            }
        }
        guard let lowest, let last = stretches.last?.lastDay else {
            return add(0, .order, .noOrder, .because(.horizonIsEmpty))
        }
        add(0, .lowestLevel, day: lowest.day, .units(lowest.level), .because(.lowestUntil(day: last)))
        add(
            0, .order, .noOrder,
            .because(
                ReportedQuantity.rounded(lowest.level) >= target
                    ? .noDayBelowTarget : .noneInTime(firstArrivalDay: position.startDay + terms.leadTimeDays)))
    }

    // MARK: An order

    private mutating func explainNeed(_ order: PlannedOrder, _ place: Int, earlier: ArraySlice<PlannedOrder>) {
        let a = order.arithmetic
        add(place, .dayOfNeed, day: order.needDay, .units(a.levelOnNeedDay), .because(.belowTarget(a.target)))
        let counted = counted(until: a.balanceDay)
        let due = receiptsDue(in: (a.balanceDay - position.startDay) / periodDays + 1)
        let level = explainBalance(
            a, place, counted,
            due: due.isEmpty ? .because(.noReceiptsUntil(day: a.balanceDay)) : .computed(.sum(due)), earlier: earlier)
        add(place, .level, day: a.balanceDay, .units(a.levelOnBalanceDay), .computed(level))
    }

    /// An order by the reorder point, or up to a level.
    private mutating func explainPosition(_ order: PlannedOrder, _ place: Int, earlier: ArraySlice<PlannedOrder>) {
        let a = order.arithmetic
        let sum = explainBalance(
            a, place, counted(before: a.balanceDay),
            due: receipts.isEmpty ? .because(.noReceipts) : .computed(.sum(receipts.map(\.quantity))), earlier: earlier)
        add(
            place, .position, day: a.balanceDay, .units(a.levelOnBalanceDay), .computed(sum),
            .because(.due(order.reason, at: a.target)))
        var wanted = [Explanation.Source.because(.abovePoint(a.target))]
        if case .orderUpTo(_, let level) = terms.policy {
            wanted = [.computed(.plus(.number(level)).minus(.number(a.levelOnBalanceDay)))]
        }
        add(place, .wanted, .units(a.rawQuantity), wanted)
    }

    /// The numbers that make up a level or a position.
    ///
    /// - Parameter counted: the periods whose rates are in it, and the days of their sales.
    /// - Returns: their sum.
    private mutating func explainBalance(
        _ a: OrderArithmetic, _ place: Int, _ counted: Counted, due: Explanation.Source,
        earlier: ArraySlice<PlannedOrder>
    ) -> Formula {
        add(place, .onHand, day: position.startDay, .units(a.onHand), onHandSources)
        add(place, .receiptsDue, day: a.balanceDay, .units(a.receiptsDue), due)
        add(
            place, .earlierOrders, day: a.balanceDay, .units(a.earlierOrders),
            earlier.isEmpty ? .because(.noEarlierOrders) : .computed(.sum(earlier.map(\.quantity))))
        add(
            place, .restocked, day: a.balanceDay, .units(a.restocked),
            .computed(.plus(.count(Double(counted.periods), periods), .number(position.restockingRate))))
        add(
            place, .demand, day: a.balanceDay, .units(a.demand),
            .computed(demandFormula(counted)))
        var level = Formula.sum([a.onHand, a.receiptsDue, a.earlierOrders, a.restocked]).minus(.number(a.demand))
        if options.forecast.lostSales {
            add(place, .lostDemand, day: a.balanceDay, .units(a.lost), .because(.unservedUntil(day: a.balanceDay)))
            level = level.plus(.number(a.lost))
        }
        return level
    }

    private mutating func explainShortfall(_ order: PlannedOrder, _ place: Int) {
        let a = order.arithmetic
        add(
            place, .coveredUntil, day: a.coveredUntil, .none,
            a.balanceDay + terms.coverDays == a.coveredUntil
                ? .computed(.plus(.day(a.balanceDay)).plus(.days(terms.coverDays, of: .cover)))
                : .because(.nextOrderArrives(day: a.coveredUntil + 1)))
        var lowest = [
            Explanation.Source.because(.lowest(from: a.balanceDay, to: max(a.balanceDay, a.coveredUntil)))
        ]
        // With lost sales the level is no sum that begins at the start day.
        if !options.forecast.lostSales {
            let counted = counted(until: a.lowestDay)
            let times = Formula.Operand.number(Double(counted.periods))
            let due = receiptsDue(in: (a.lowestDay - position.startDay) / periodDays + 1).reduce(0, +)
            let formula = Formula.sum([a.onHand, due, a.earlierOrders])
                .plus(times, .number(position.restockingRate))
                .minus(counted.factors.map(Formula.Operand.factors) ?? times, .number(position.salesRate ?? 0))
            lowest.insert(.computed(formula), at: 0)
        }
        add(place, .lowestLevel, day: a.lowestDay, .units(a.lowestLevel), lowest)
        add(
            place, .shortfall, .units(a.shortfall),
            .computed(.plus(.number(a.target)).minus(.number(a.lowestLevel))))
        if a.rawQuantity != a.shortfall {
            add(
                place, .wanted, .units(a.rawQuantity), .because(a.shortfall <= 0 ? .leastQuantity : .roundingGuard))
        }
    }

    /// What the minimum, the multiple and the maximum make of the quantity.
    private mutating func explainLot(_ order: PlannedOrder, _ place: Int) {
        let a = order.arithmetic
        if terms.minimumOrderQuantity > 0 {
            add(
                place, .afterMinimum, .units(a.afterMinimum),
                .because(
                    a.afterMinimum > a.rawQuantity
                        ? .upToMinimum : .notBelowMinimum(terms.minimumOrderQuantity)))
        }
        if terms.orderMultiple > 0 {
            add(place, .afterMultiple, .units(a.afterMultiple), .computed(multiples(a.afterMultiple)))
        }
        if let maximum = terms.maximumOrderQuantity {
            add(
                place, .afterMaximum, .units(a.afterMaximum),
                a.afterMaximum < a.afterMultiple
                    ? [
                        .computed(multiples(a.afterMaximum)),
                        .because(.aboveMaximum(wanted: a.afterMultiple, maximum: maximum)),
                    ] : [.because(.notAboveMaximum(maximum))])
        }
        add(place, .quantity, .units(order.quantity), .because(.ordered))
        if let unitCost = terms.unitCost {
            add(
                place, .cost, .units(ReportedQuantity.rounded(order.quantity * unitCost)),
                .computed(.plus(.number(order.quantity), .number(unitCost))))
        }
    }

    private mutating func explainDays(_ order: PlannedOrder, _ place: Int) {
        let countsWorkdays = PlanCalendar(basis.calendar, defaults.days).hasWorkingDays
        var placed = Explanation.Reason.lastReviewDayInTime(needDay: order.needDay)
        if terms.policy != .timePhased {
            placed = .reviewDayWhenDue
        } else if order.daysLate > 0 {
            placed =
                countsWorkdays
                ? .firstFreeReviewDayFor(needDay: order.needDay)
                : .firstFreeReviewDay(insteadOf: order.needDay - terms.leadTimeDays)
        }
        add(place, .orderDate, day: order.orderDay, .none, .because(placed))
        var arrives = Explanation.Source.computed(
            .plus(.day(order.orderDay)).plus(.days(terms.leadTimeDays, of: .leadTime)))
        if countsWorkdays {
            arrives = .because(
                defaults.days.leadsInWorkdays
                    ? .workdaysAfter(day: order.orderDay, days: terms.leadTimeDays)
                    : .firstWorkdayFrom(day: order.orderDay + terms.leadTimeDays))
        }
        add(place, .arrivalDate, day: order.arrivalDay, .none, arrives)
        if terms.policy != .timePhased {
            let isNeeded = ReportedQuantity.rounded(order.arithmetic.levelOnNeedDay) < target
            add(
                place, .dayOfNeed, day: order.needDay, .units(order.arithmetic.levelOnNeedDay),
                .because(isNeeded ? .belowTarget(target) : .noDayOfNeed))
        }
        add(
            place, .daysLate, .count(order.daysLate, .days),
            order.daysLate > 0
                ? .computed(.plus(.day(order.arrivalDay)).minus(.day(order.needDay))) : .because(.inTime))
        add(
            place, .unitsShort, .units(order.unitsShort),
            .because(order.unitsShort > 0 ? .unservedUntilArrival : .allServed))
        add(
            place, .reason, .reason(order.reason),
            .because(
                terms.policy == .timePhased ? .withoutTheOrder : .due(order.reason, at: order.arithmetic.target)))
    }

    // MARK: Periods

    /// The unit that the rates and the horizon count.
    private var periods: Explanation.Unit { periodDays == 1 ? .days : .updates }

    /// Periods whose rates count in a level. Days on which the store is closed don't count.
    private struct Counted {
        var periods: Int
        /// The sum of the factors of their days; nil if all days are the same.
        var factors: Double?
    }

    /// The periods from the start day to the one that contains a day.
    private func counted(until day: Int) -> Counted {
        counted((day - position.startDay) / periodDays + 1, until: day)
    }

    /// The periods that begin before the morning of a day.
    private func counted(before day: Int) -> Counted {
        counted((day - position.startDay + periodDays - 1) / periodDays, until: day - 1)
    }

    private func counted(_ periods: Int, until day: Int) -> Counted {
        Counted(
            periods: periods - closedPeriods(until: day),
            factors: curve == nil ? nil : factorSum(before: position.startDay + periods * periodDays))
    }

    private func demandFormula(_ counted: Counted) -> Formula {
        .plus(
            counted.factors.map(Formula.Operand.factors) ?? .count(Double(counted.periods), periods),
            .number(position.salesRate ?? 0))
    }

    /// The sum of the factors from the start to the morning of a day, without those of days on which the store is closed.
    private func factorSum(before end: Int) -> Double {
        guard let curve else { return 0 }
        func sum(_ days: Range<Int>) -> Double {
            curve.sum(before: days.upperBound) - curve.sum(before: days.lowerBound)
        }
        let all = position.startDay..<end
        let closed = periodDays == 1 ? basis.calendar.closed.map { Range($0).clamped(to: all) } : []
        return closed.reduce(sum(all)) { $0 - sum($1) }
    }

    private func closedPeriods(until day: Int) -> Int {
        periodDays == 1 ? basis.calendar.closedDays(from: position.startDay, to: day) : 0
    }

    /// The quantities due in the first `periods` periods from the start.
    private func receiptsDue(in periods: Int) -> [Double] {
        receipts.lazy.filter { receipt in
            // An overdue one counts in the first period.
            (max(receipt.day, position.startDay) - position.startDay) / periodDays < periods
        }.map(\.quantity)
    }

    private func multiples(_ quantity: Double) -> Formula {
        .plus(.number(quantity / terms.orderMultiple), .number(terms.orderMultiple))
    }
}
