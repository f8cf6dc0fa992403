import Forecasting
import InventoryPipeline

extension ExceptionState {
    /// The state for people, as lists, reports and pages name it.
    package var text: String {
        switch self {
        case .out: "out of stock"
        case .runsOut: "runs out"
        case .orderLate: "order too late"
        case .orderUnneeded: "order not needed"
        case .orderOverdue: "order overdue"
        case .overCover: "too much stock"
        case .orderedWithoutDemand: "ordered, no demand"
        case .rateOff: "rate far off"
        case .resultsOld: "results old"
        }
    }
}

extension SeriesException {
    /// Why it is one, in words.
    package var reason: String {
        let quantity = NumberText.quantity
        let date = day.map { NumberText.date(Int($0)) } ?? ""
        let goods = goodsDay.map { NumberText.date(Int($0)) } ?? ""
        let sells = "sells \(quantity(rate)) a day"
        let chance = probability.map { ", out before that with \(RiskReport.percent($0))" } ?? ""
        switch state {
        case .out:
            let coming =
                ordered.map { "\(quantity($0)) on open order come on \(goods)" } ?? "goods can come on \(goods)"
            let owed = onHand < 0 ? "\(quantity(-onHand)) owed" : "nothing on hand"
            return "\(owed), \(sells); \(coming)"
        case .runsOut: return "runs out on \(date), goods can come on \(goods)\(chance)"
        case .orderLate: return "runs out on \(date), \(quantity(ordered ?? 0)) on open order come on \(goods)\(chance)"
        case .orderUnneeded:
            let spare =
                units == ordered ? "\(quantity(ordered ?? 0))" : "\(quantity(units ?? 0)) of \(quantity(ordered ?? 0))"
            return "\(spare) on open order until \(date) not needed: stock for \(days) days at the least"
        case .orderOverdue: return "\(quantity(ordered ?? 0)) on open order since \(date) have not come"
        case .overCover:
            guard coverDays != nil else { return "\(quantity(onHand)) on hand, sells nothing" }
            let planned = ordered.map { " and \(quantity($0)) to order on \(date)" } ?? ""
            return "\(quantity(onHand)) on hand\(planned) last \(days) days, \(sells)"
        case .orderedWithoutDemand:
            return "\(quantity(ordered ?? 0)) ordered or to order from \(date) on, sells nothing"
        case .rateOff:
            return "a file states \(quantity(rate)) a day, \(quantity(soldRate ?? 0)) a day were sold in the last weeks"
        case .resultsOld: return "its results are older than its stock, receipts, terms, calendar or sales"
        }
    }

    private var days: String { NumberText.grouped(Int(min(coverDays ?? 0, 1e15).rounded())) }
}
