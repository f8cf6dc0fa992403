import Testing

@testable import Forecasting

/// Series without a curve: every bit of their stretches and orders is as it was recorded before there were curves.
@Suite struct FlatResultsTests {
    @Test func everyBitIsAsRecorded() throws {
        let found = try Digest.ofFlatSeries(5000)
        #expect(found.digest == 2_220_743_091_417_954_236)
        #expect((found.stretches, found.orders) == (37_700, 16_296))
    }
}

/// Numbers that are the same on every run, whatever the seed of the other tests.
private struct FixedNumbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}

private struct Digest {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func add(_ bits: UInt64) {
        value = (value ^ bits) &* 0x100_0000_01b3
        value ^= value >> 29
    }
    mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }
    mutating func add(_ number: Double) { add(number.bitPattern) }

    mutating func add(_ stretch: Stretch) {
        for number in [stretch.firstDay, stretch.lastDay, stretch.period, stretch.frequency, stretch.phase] {
            add(number)
        }
        for number in [stretch.openingLevel, stretch.sales, stretch.restocking] { add(number) }
        add(stretch.stockoutDay ?? .min)
        for day in stretch.reportedDays { add(stretch.level(on: day)) }
    }

    mutating func add(_ order: PlannedOrder) {
        let a = order.arithmetic
        for number in [
            order.orderDay, order.arrivalDay, order.needDay, order.daysLate, a.balanceDay, a.coveredUntil, a.lowestDay,
        ] { add(number) }
        for number in [
            order.quantity, order.unitsShort, order.largestBacklog, a.levelOnNeedDay, a.onHand, a.receiptsDue,
            a.earlierOrders,
            a.restocked, a.demand, a.lost, a.levelOnBalanceDay, a.target, a.lowestLevel, a.shortfall, a.rawQuantity,
        ] { add(number) }
    }

    /// Everything of some series of all kinds.
    static func ofFlatSeries(_ count: Int) throws -> (digest: UInt64, stretches: Int, orders: Int) {
        var numbers = FixedNumbers(state: 2)
        var digest = Digest()
        var (stretches, orderCount) = (0, 0)
        for index in 0..<count {
            var options = RunOptions(forecast: ProjectionOptions(lostSales: numbers.next(2) == 0), plan: TermDefaults())
            if numbers.next(4) == 0 { options.forecast.ratesPer = .update }
            options.plan?.leadTimeDays = numbers.next(20)
            options.plan?.reviewPeriodDays = 1 + numbers.next(8)
            options.plan?.safetyDays = Double(numbers.next(30)) / 7
            options.plan?.coverDays = numbers.next(20)
            if numbers.next(3) == 0 { options.plan?.days.workdays = Weekdays("mon-fri") }
            let run = SeriesRun(options)
            let start = 19_000 + numbers.next(500)
            if numbers.next(3) == 0 {
                var days: [Int: Bool] = [:]
                for _ in 0..<numbers.next(12) { days[start + numbers.next(60)] = false }
                run.store = StoreCalendar(days)
            }
            let rate = Double(numbers.next(9000)) / 700
            let restocking = numbers.next(3) == 0 ? Double(numbers.next(6000)) / 700 : 0
            let position = StockPosition(
                startDay: start, onHand: Double(numbers.next(40_000)) / 300 - 10, salesRate: rate,
                restockingRate: restocking, durationDays: numbers.next(60), frequency: 1 + numbers.next(8))
            var receipts: [Receipt] = []
            for _ in 0..<max(0, numbers.next(8) - 3) {
                receipts.append(
                    Receipt(day: start + numbers.next(60) - 3, quantity: Double(1 + numbers.next(9000)) / 110))
            }
            receipts.sort { $0.day < $1.day }
            var stated = StatedTerms()
            switch index % 5 {
            case 0: (stated.reorderPoint, stated.orderUpTo) = (rate * 5, rate * 15)
            case 1: (stated.reorderPoint, stated.orderQuantity) = (rate * 4, 12)
            case 2: stated.maximumOrderQuantity = Double(10 + numbers.next(90))
            default: break
            }
            try run.run(position, receipts: receipts[...], stated: stated) {
                digest.add($0)
                stretches += 1
            } orders: { _, orders in
                for order in orders { digest.add(order) }
                orderCount += orders.count
            } planned: {
                digest.add($0)
                stretches += 1
            }
        }
        return (digest.value, stretches, orderCount)
    }
}
