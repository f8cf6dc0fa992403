import Forecasting
import Foundation
import TestSupport
import Testing

/// Published answers for receipts, and for demand that changes from day to day. Every day is projected as a horizon of its
/// own that starts from the level of the evening before, which is how the projection would be used for rates that change
/// daily. Where the demand is the same every day, the whole horizon is projected at once as well.
@Suite struct CalendarOracleTests {
    private struct Day {
        var level: Double
        var demand: Double
        var sold: Double
    }

    @Test("Receipts and daily demand: every known answer")
    func everyRowOfTheOracleIsMet() throws {
        let rows = try Fixture.table("oracles/projection-calendar.csv")
        #expect(rows.count == 50)
        var inOneProjection = 0
        for row in rows {
            func value(_ name: String) throws -> String { try #require(row[name]) }
            let isLost = try value("mode") == "lost"
            let days = try Self.days(
                from: try value("start_date"), onHand: try #require(Double(value("initial_inventory"))),
                demand: Self.numbers(try value("demand_by_day")), receipts: Self.receipts(try value("receipts")),
                isLost: isLost)
            if let whole = try Self.wholeHorizon(row) {
                #expect(zip(whole, days).allSatisfy { abs($0 - $1.level) <= 1e-9 } && whole.count == days.count)
                inOneProjection += 1
            }
            let answer: [Double]
            switch try value("quantity") {
            case "levels": answer = days.map(\.level)
            case "first_day_at_or_below_zero":
                answer = days.firstIndex { ReportedQuantity.isOut($0.level) }.map { [Double($0 + 1)] } ?? []
            case "first_day_with_unmet_demand":
                let unmet = days.firstIndex { isLost ? $0.sold < $0.demand : $0.level < 0 }
                answer = unmet.map { [Double($0 + 1)] } ?? []
            case "min_level": answer = [days.map(\.level).min() ?? 0]
            case "total_lost": answer = [days.reduce(0) { $0 + $1.demand - $1.sold }]
            case "unit_fill_rate":
                answer = [days.reduce(0) { $0 + $1.sold } / days.reduce(0) { $0 + $1.demand }]
            case let other:
                Issue.record("the oracle asks for \(other)")
                continue
            }
            let expected = try Self.numbers(value("expected"))
            let tolerance = try #require(Double(value("tolerance")))
            let isMet =
                answer.count == expected.count && zip(answer, expected).allSatisfy { abs($0 - $1) <= tolerance }
            #expect(isMet, "\(row): \(answer)")
        }
        #expect(inOneProjection == 10)
    }

    private static func days(
        from date: String, onHand: Double, demand: [Double], receipts: [Int: Double], isLost: Bool
    ) throws -> [Day] {
        let parts = date.split(separator: "-").compactMap { Int($0) }
        try #require(parts.count == 3)
        let start = try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2])).dayNumber
        var level = onHand
        return try demand.enumerated().map { index, demand in
            let stretches = Projection.stretches(
                StockPosition(
                    startDay: start + index, onHand: level, salesRate: demand, restockingRate: 0, durationDays: 1,
                    frequency: 1),
                options: ProjectionOptions(lostSales: isLost),
                // Those of the days before are in the level.
                receipts: receipts.map { Receipt(day: start + $0.key - 1, quantity: $0.value) }
                    .filter { $0.day >= start + index }.sorted { $0.day < $1.day })
            let stretch = try #require(stretches.first)
            level = stretch.level(on: start + index)
            #expect(stretch.stockoutDay == (ReportedQuantity.isOut(level, sells: demand > 0) ? start + index : nil))
            return Day(level: level, demand: demand, sold: stretch.sales)
        }
    }

    /// The levels of a row with constant demand, in one projection; nil for others.
    private static func wholeHorizon(_ row: [String: String]) throws -> [Double]? {
        let demand = try numbers(row["demand_by_day"] ?? "")
        guard let rate = demand.first, Set(demand).count == 1 else { return nil }
        let position = StockPosition(
            startDay: 0, onHand: try #require(row["initial_inventory"].flatMap { Double($0) }), salesRate: rate,
            restockingRate: 0, durationDays: demand.count, frequency: 1)
        let stretches = Projection.stretches(
            position, options: ProjectionOptions(lostSales: row["mode"] == "lost"),
            receipts: try receipts(row["receipts"] ?? "").map { Receipt(day: $0.key - 1, quantity: $0.value) }
                .sorted { $0.day < $1.day })
        return stretches.flatMap { stretch in (stretch.firstDay...stretch.lastDay).map(stretch.level(on:)) }
    }

    /// `4.0;2.5`
    private static func numbers(_ text: String) throws -> [Double] {
        try text.split(separator: ";").map { try #require(Double($0)) }
    }

    /// `4:5;6:5`, the first day being 1.
    private static func receipts(_ text: String) throws -> [Int: Double] {
        var receipts: [Int: Double] = [:]
        for receipt in text.split(separator: ";") {
            let parts = receipt.split(separator: ":")
            try #require(parts.count == 2)
            let day = try #require(Int(parts[0]))
            let units = try #require(Double(parts[1]))
            receipts[day] = units
        }
        return receipts
    }
}
