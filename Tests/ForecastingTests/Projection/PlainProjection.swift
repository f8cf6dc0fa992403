import Forecasting

/// A series and the options it is forecast with, in numbers that are exact (hundredths of a unit) or that are not.
struct PlainSeries<Number: SignedNumeric & Comparable> {
    var startDay: Int
    var onHand: Number
    var salesRate: Number
    var restockingRate: Number
    var durationDays: Int
    var frequency: Int
    var options = ProjectionOptions()
    /// In any order.
    var receipts: [PlainReceipt<Number>] = []
    /// With a curve, the rate of sales is that of a quarter of a day, whose factor is a quarter.
    var curve: PlainCurve?
}

/// Factors of successive days, in quarters, so that sums of them are exact; 4 before and after.
struct PlainCurve {
    var firstDay: Int
    var quarters: [Int]

    func quarters(of days: ClosedRange<Int>) -> Int {
        days.reduce(0) { $0 + (quarters.indices.contains($1 - firstDay) ? quarters[$1 - firstDay] : 4) }
    }

    var curve: FactorCurve? {
        FactorCurve(profile: 3, firstDay: firstDay, factors: quarters.lazy.map { Double($0) / 4 })
    }
}

struct PlainReceipt<Number: SignedNumeric & Comparable> {
    var day: Int
    var quantity: Number
}

/// One day of a horizon.
struct PlainDay<Number: SignedNumeric & Comparable> {
    var day: Int
    /// At the end of the day.
    var level: Number
    /// Sold in the period that the day belongs to.
    var sold: Number
    /// Came in in that period.
    var received: Number
    var isReported: Bool
}

extension PlainSeries {
    /// Whether a day is a stock-out, as reported in hundredths: someone wants the product, or still gets some.
    func isOut(_ hundredths: Int) -> Bool { salesRate > Number.zero ? hundredths <= 0 : hundredths < 0 }

    /// What is asked for on some days.
    func demand(_ days: ClosedRange<Int>) -> Number {
        guard let curve else { return salesRate }
        return salesRate * (Number(exactly: curve.quarters(of: days)) ?? .zero)
    }

    /// The forecast as one would make it by hand: one day after the other, adding what comes in and taking away what is
    /// sold. This is what the projection is checked against, so it takes no short cut.
    func days() -> [PlainDay<Number>] {
        let start = options.startDay ?? startDay
        let duration = options.durationDays ?? durationDays
        let frequency = options.frequency ?? self.frequency
        guard duration > 0 else { return [] }
        let perUpdate = options.ratesPer == .update
        let length = perUpdate ? (duration - 1) * frequency + 1 : duration
        var days: [PlainDay<Number>] = []
        var level = onHand
        var sold = Number.zero
        var received = Number.zero
        for k in 0..<length where start + k <= CivilDate.dayNumbers.upperBound {
            let isReported = k % frequency == 0
            if isReported || !perUpdate {
                let lastDay = start + k + (perUpdate ? frequency - 1 : 0)
                received = restockingRate
                // What is overdue comes on the first day.
                for receipt in receipts where (start + k...lastDay).contains(max(start, receipt.day)) {
                    received += receipt.quantity
                }
                level += received
                let demand = demand(start + k...lastDay)
                sold = options.lostSales ? min(demand, max(0, level)) : demand
                level -= sold
            }
            days.append(PlainDay(day: start + k, level: level, sold: sold, received: received, isReported: isReported))
        }
        return days
    }
}

extension PlainSeries<Int> {
    /// The position whose hundredths these are.
    var position: StockPosition {
        StockPosition(
            startDay: startDay, onHand: Double(onHand) / 100,
            salesRate: Double(curve == nil ? salesRate : 4 * salesRate) / 100,
            restockingRate: Double(restockingRate) / 100, durationDays: durationDays, frequency: frequency)
    }

    var scheduledReceipts: [Receipt] {
        receipts.map { Receipt(day: $0.day, quantity: Double($0.quantity) / 100) }.sorted { $0.day < $1.day }
    }
}

extension PlainSeries<Double> {
    var position: StockPosition {
        StockPosition(
            startDay: startDay, onHand: onHand, salesRate: curve == nil ? salesRate : 4 * salesRate,
            restockingRate: restockingRate,
            durationDays: durationDays, frequency: frequency)
    }

    var scheduledReceipts: [Receipt] {
        receipts.map { Receipt(day: $0.day, quantity: $0.quantity) }.sorted { $0.day < $1.day }
    }
}

extension Projection {
    static func stretches(_ position: StockPosition, options: ProjectionOptions = ProjectionOptions()) -> [Stretch] {
        var stretches: [Stretch] = []
        project(position, options: options) { stretches.append($0) }
        return stretches
    }

    static func stretches(
        _ position: StockPosition, options: ProjectionOptions = ProjectionOptions(), receipts: [Receipt],
        closed: [ClosedRange<Int>] = [], curve: FactorCurve? = nil
    ) -> [Stretch] {
        var stretches: [Stretch] = []
        project(position, options: options, receipts: receipts, closed: closed, curve: curve) { stretches.append($0) }
        return stretches
    }
}
