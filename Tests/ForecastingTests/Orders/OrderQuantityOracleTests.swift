import Forecasting
import Foundation
import TestSupport
import Testing

/// Published answers for the quantity of an order: at or below the reorder point s, up to the level S.
@Suite struct OrderQuantityOracleTests {
    @Test("Order quantities: every known answer")
    func everyRowOfTheOracleIsMet() throws {
        let rows = try Fixture.table("oracles/order-quantity.csv")
        #expect(rows.count == 24)
        for row in rows {
            func number(_ name: String) throws -> Double { try #require(row[name].flatMap { Double($0) }) }
            func optional(_ name: String) -> Double? { row[name].flatMap { Double($0) } }
            let position = StockPosition(
                startDay: 0, onHand: try number("on_hand") - number("backorders"), salesRate: 0, restockingRate: 0,
                durationDays: 1, frequency: 1)
            let receipts = [Receipt(day: 0, quantity: try number("on_order"))]
            let order = OrderPlan.orders(
                position, receipts: receipts,
                terms: try SupplyTerms(
                    leadTimeDays: 0, minimumOrderQuantity: optional("minimum") ?? 0,
                    orderMultiple: optional("multiple") ?? 0, maximumOrderQuantity: optional("maximum"),
                    policy: .orderUpTo(point: number("reorder_point"), level: number("order_up_to_level")))
            ).first
            let answer: Double
            switch row["quantity"] {
            case "inventory_position":
                answer = try #require(Projection.stretches(position, receipts: receipts).first).level(on: 0)
            case "raw_order": answer = order?.arithmetic.rawQuantity ?? 0
            case "order": answer = order?.quantity ?? 0
            case let other:
                Issue.record("the oracle asks for \(other ?? "nothing")")
                continue
            }
            #expect(try answer == number("expected"), "\(row)")
        }
    }
}
