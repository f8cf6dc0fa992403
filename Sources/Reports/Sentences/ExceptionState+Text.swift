import Forecasting
import InventoryPipeline
import Platform

extension ExceptionState {
    /// The state for people, as lists, reports and pages name it.
    package var text: String {
        switch self {
        case .out: "out of stock"
        case .runsOut: "runs out"
        case .orderLate: "order too late"
        case .mayRunOut: "may run out"
        case .orderUnneeded: "order not needed"
        case .orderOverdue: "order overdue"
        case .overCover: "too much stock"
        case .orderedWithoutDemand: "ordered, no demand"
        case .rateOff: "rate far off"
        case .resultsOld: "results old"
        }
    }

    /// The states of a list of names, separated by commas. A name is that of `--state`, or the words of lists and pages.
    ///
    /// - Throws: ``UnknownState``.
    package static func named(_ list: String) throws(UnknownState) -> [ExceptionState] {
        var states: [ExceptionState] = []
        var rest = list.lowercased()[...]
        while true {
            rest = rest.drop { $0 == "," || $0 == " " }
            if rest.isEmpty { return states }
            // The words of a state may have a comma themselves.
            let known = allCases.flatMap { state in [state.rawValue, state.text].map { (state, $0) } }
            let found = known.filter { rest == $0.1 || rest.hasPrefix($0.1 + ",") }.max { $0.1.count < $1.1.count }
            guard let (state, name) = found else { throw UnknownState(name: String(rest.prefix { $0 != "," })) }
            states.append(state)
            rest = rest.dropFirst(name.count)
        }
    }

    /// A name that no state has.
    package struct UnknownState: Error {
        let name: String

        package var sentence: String {
            let known = allCases.map(\.rawValue)
            let near = NearNames.of(name, among: known + allCases.map(\.text))
            let all = "; the states are \(known.joined(separator: ", "))."
            return "No state is called \(DisplayText.of(name))\(DidYouMean.text(near, otherwise: all))"
        }
    }
}

extension ExceptionTotals {
    /// `, in money 220 short and 712.5 too much`; empty if no money is known.
    package func inMoney(_ number: (Double) -> String) -> String {
        let parts = [(short, "short"), (excess, "too much")].filter { $0.0.withoutMoney < $0.0.count }
        guard !parts.isEmpty else { return "" }
        return ", in money " + parts.map { "\(number($0.0.money)) \($0.1)" }.joined(separator: " and ")
    }
}

extension SeriesException {
    /// Why it is one, in words, which the view `exceptions` has too.
    package var reason: String {
        let quantity = NumberText.quantity
        let date = day.map { NumberText.date(Int($0)) } ?? ""
        let sells = "sells \(quantity(rate)) a day"
        let chance = probability.map { ", out before that with \(RiskReport.percent($0))" } ?? ""
        let limited = limit.map { "; most is short because an order may have at most \(quantity($0))" } ?? ""
        switch state {
        case .out:
            let owed = onHand < 0 ? "\(quantity(-onHand)) owed" : "nothing on hand"
            if countsOnOverdue {
                let overdue = "\(quantity(ordered ?? 0)) of overdue orders are counted on"
                return "\(owed), \(sells); \(overdue), \(coming("other goods can"))"
            }
            return "\(owed), \(sells); \(coming(ordered.map { "\(quantity($0)) on open order" }))\(limited)"
        case .runsOut: return "runs out on \(date), \(coming())\(chance)\(limited)"
        case .orderLate:
            return "runs out on \(date), \(coming("\(quantity(ordered ?? 0)) on open order"))\(chance)\(limited)"
        case .mayRunOut:
            let until =
                goodsDay.map { "before goods can come on \(NumberText.date(Int($0)))" } ?? "within the lead time"
            let early = day == nil ? "" : "; by \(date) with 10 %"
            let never = goodsDay == nil ? "; \(coming())" : ""
            return "may be out \(until), with \(RiskReport.percent(probability))\(early)\(never)"
        case .orderUnneeded:
            let spare =
                units == ordered ? "\(quantity(ordered ?? 0))" : "\(quantity(units ?? 0)) of \(quantity(ordered ?? 0))"
            return "\(spare) on open order until \(date) not needed: stock for \(days) days at the least"
        case .orderOverdue: return "\(quantity(ordered ?? 0)) on open order since \(date) have not come"
        case .overCover:
            guard coverDays != nil else { return "\(quantity(onHand)) on hand, sells nothing" }
            let open = (ordered ?? 0) - (planned ?? 0)
            let parts = [
                open > 0 ? "\(quantity(open)) on open order" : nil,
                planned.map { "\(quantity($0)) to order on \(date)" },
            ].compactMap { $0 }
            let stock = (parts.count > 1 ? ", " : parts.isEmpty ? "" : " and ") + parts.joined(separator: " and ")
            return
                "\(onHand < 0 ? "\(quantity(-onHand)) owed" : "\(quantity(onHand)) on hand")\(stock) last \(days) days, \(sells)"
        case .orderedWithoutDemand:
            return "\(quantity(ordered ?? 0)) ordered or to order from \(date) on, sells nothing"
        case .rateOff:
            return "a file states \(quantity(rate)) a day, \(quantity(soldRate ?? 0)) a day were sold in the last weeks"
        case .resultsOld: return "its results are older than its stock, receipts, terms, calendar or sales"
        }
    }

    /// What comes when, if anything can.
    private func coming(_ goods: String? = nil) -> String {
        guard let goodsDay else { return "it can't be ordered" }
        return "\(goods ?? "goods can") come on \(NumberText.date(Int(goodsDay)))"
    }

    private var days: String { NumberText.grouped(Int(min(coverDays ?? 0, 1e15).rounded())) }
}
