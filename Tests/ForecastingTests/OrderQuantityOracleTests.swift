import Forecasting
import Foundation
import TestSupport
import Testing

/// Published answers for the quantity of an order: at or below the reorder point s, up to the level S. A plan does the same
/// where nothing is sold and the safety stock is S (or s, where the position is above it and nothing is due).
@Suite struct OrderQuantityOracleTests {
    private static let path = "\(Command.shared)/oracles/order_quantity.csv"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: path), "the shared oracles lie beside the repository"))
    func everyRowOfTheOracleIsMet() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let header = try #require(lines.first)
        #expect(lines.count > 20)
        for line in lines.dropFirst() {
            let row = Dictionary(uniqueKeysWithValues: zip(header, line))
            func number(_ name: String) throws -> Double { try #require(row[name].flatMap { Double($0) }) }
            func optional(_ name: String) -> Double? { row[name].flatMap { Double($0) } }
            let position = StockPosition(
                startDay: 0, onHand: try number("on_hand") - number("backorders"), salesRate: 0, restockingRate: 0,
                durationDays: 1, frequency: 1)
            let receipts = [Receipt(day: 0, quantity: try number("on_order"))]
            let available = try #require(Projection.stretches(position, receipts: receipts).first).level(on: 0)
            let isDue = try available <= number("reorder_point_s")
            let order = OrderPlan.orders(
                position, receipts: receipts,
                terms: try SupplyTerms(
                    leadTimeDays: 0, safetyStock: number(isDue ? "order_up_to_S" : "reorder_point_s"),
                    minimumOrderQuantity: optional("moq") ?? 0, orderMultiple: optional("pack") ?? 0,
                    maximumOrderQuantity: optional("max_qty"))
            ).first
            let answer: Double
            switch row["quantity"] {
            case "inventory_position": answer = available
            case "raw_order": answer = order?.arithmetic.rawQuantity ?? 0
            case "order": answer = order?.quantity ?? 0
            case let other:
                Issue.record("the oracle asks for \(other ?? "nothing")")
                continue
            }
            let isMet = try abs(answer - number("expected")) <= number("tolerance")
            #expect(isMet, "\(row["case_id"] ?? ""): \(answer), expected \(row["expected"] ?? "")")
        }
    }
}
