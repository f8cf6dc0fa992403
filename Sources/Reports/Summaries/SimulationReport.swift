import Forecasting
import Foundation
import InventoryPipeline

/// The report at the end of a simulation.
package enum SimulationReport {
    package static func text(_ summary: SimulationSummary, as format: SummaryFormat) throws -> String {
        switch format {
        case .text: text(summary)
        case .json: try SimulationObject(summary).json()
        }
    }

    private static func text(_ summary: SimulationSummary) -> String {
        var lines = [header(summary)]
        let hasPolicies = Set(summary.results.map(\.policy)).count > 1 || summary.results[0].policy != .stated
        let hasTargets = summary.results.contains { $0.service != nil }
        var columns: [(column: TextTable.Column, text: (SimulationSummary.Tried) -> String)] = []
        func add(
            _ title: String, _ alignment: TextTable.Alignment = .right,
            _ text: @escaping (SimulationSummary.Tried) -> String
        ) {
            columns.append((TextTable.Column(title: title, alignment: alignment), text))
        }
        if hasPolicies { add("policy", .left) { $0.policy.rawValue } }
        if hasTargets { add("safety stock for", .left) { $0.service?.name ?? "as stated" } }
        func figure(_ title: String, _ figure: SimulationFigure) {
            guard summary.results.contains(where: { $0.figures[figure] != nil }) else { return }
            add(title) { tried in tried.figures[figure].map { text($0, figure) } ?? "" }
        }
        figure("cycles served", .cycleService)
        figure("fill rate", .fillRate)
        figure("short days", .shortDays)
        figure(summary.losesSales ? "units lost" : "units late", .unitsShort)
        figure("margin lost", .marginLost)
        figure("on hand", .onHand)
        figure("stock value", .stockValue)
        figure("orders", .orders)
        lines += TextTable.lines(columns.map(\.column), summary.results.map { row in columns.map { $0.text(row) } })
        if let last = comparison(summary) { lines.append(last) }
        if summary.ownSafetyStock > 0, hasTargets {
            lines.append(
                "\(series(summary.ownSafetyStock)) \(summary.ownSafetyStock == 1 ? "has" : "have") a safety stock or a service of "
                    + "\(summary.ownSafetyStock == 1 ? "its" : "their") own in a file, which counts.")
        }
        if summary.withoutService > 0 {
            lines.append(
                "Of \(series(summary.withoutService)) the class by money, or what a unit earns, is not known: their safety stock is --safety-days."
            )
        }
        if summary.outDays > 0 {
            lines.append(
                "On \(NumberText.count(summary.outDays, "day")) of series nothing was left in the evening: more may have been asked for than "
                    + "was sold, so what is lost on them is a lower bound.")
        }
        if summary.replayed != nil, summary.startedFromStock < summary.series {
            let others = summary.series - summary.startedFromStock
            lines.append(
                "\(series(others)) without a closing stock on the day before \(others == 1 ? "begins" : "begin") with what is needed until a first order is there."
            )
        }
        lines += Self.lines(summary.leftOut)
        return lines.joined(separator: "\n")
    }

    private static func header(_ summary: SimulationSummary) -> String {
        let first = summary.firstCounted ?? 0...0
        let from =
            first.count == 1
            ? "day \(first.lowerBound)"
            : "day \(first.lowerBound) to \(first.upperBound)"
        let unserved =
            "unserved demand \(summary.losesSales ? "lost" : "waits"), in \(NumberText.seconds(summary.seconds))"
        if let days = summary.replayed {
            return
                "\(series(summary.series)), what was sold from \(NumberText.date(days.lowerBound)) to "
                + "\(NumberText.date(days.upperBound)), counted from \(from) on, rates as they were known at each review, \(unserved)"
        }
        var text =
            "\(series(summary.series)), \(NumberText.count(summary.days, "day")) from \(from) on, "
            + "\(NumberText.count(summary.runs, "run")) of chance (seed \(summary.seed)), \(unserved)"
        if summary.allSeries > summary.series {
            text +=
                "\nThey are a random sample of some \(series(summary.allSeries)), for which sums are given; --sample 0 simulates all."
        }
        return text
    }

    private static func text(_ interval: RunInterval, _ figure: SimulationFigure) -> String {
        if figure.isShare {
            let share = String(format: "%.2f %%", interval.mean * 100 + 0)
            guard figure == .fillRate, let width = interval.halfWidth else { return share }
            return share + String(format: " ± %.2f", width * 100)
        }
        guard figure == .unitsShort, let width = interval.halfWidth else { return text(interval.mean) }
        return "\(text(interval.mean)) ± \(text(width))"
    }

    /// A sum or an average: small ones with a decimal.
    private static func text(_ value: Double) -> String {
        abs(value) < 100 ? String(format: "%.1f", value + 0) : NumberText.grouped(whole(value))
    }

    private static func whole(_ value: Double) -> Int { Int(min(max(value, -9e15), 9e15).rounded()) }

    /// What the last service gives and costs beside the one before it.
    private static func comparison(_ summary: SimulationSummary) -> String? {
        guard let last = summary.results.last, let before = summary.results.dropLast().last, let change = last.change
        else { return nil }
        func name(_ tried: SimulationSummary.Tried) -> String {
            let policy = Set(summary.results.map(\.policy)).count > 1 ? "\(tried.policy.rawValue) " : ""
            return policy + (tried.service?.name ?? (policy.isEmpty ? "as stated" : ""))
        }
        let sold = summary.losesSales ? "sold" : "served in time"
        var cost = "\(amount(change.onHand)) units \(change.onHand.mean >= 0 ? "more" : "fewer") on hand"
        if let value = change.stockValue { cost = "\(amount(value)) \(value.mean >= 0 ? "more" : "less") in stock" }
        return
            "From \(name(before).trimmingCharacters(in: .whitespaces)) to \(name(last).trimmingCharacters(in: .whitespaces)): "
            + "\(amount(change.unitsShort)) units \(change.unitsShort.mean <= 0 ? "more" : "fewer") \(sold) in "
            + "\(NumberText.count(summary.days, "day")), for \(cost)."
    }

    /// How much, in whichever direction.
    private static func amount(_ change: RunInterval) -> String {
        text(abs(change.mean)) + (change.halfWidth.map { " ± \(text($0))" } ?? "")
    }

    /// Why series are not part of a simulation.
    static func lines(_ leftOut: SimulationLeftOut) -> [String] {
        func line(_ count: Int, _ reason: String) -> String? {
            count > 0 ? "Left out: \(series(count)), as \(reason)." : nil
        }
        return [
            line(leftOut.withoutRate, "no file has stated a sales_rate, or what was sold of them"),
            line(leftOut.withoutSales, "nothing is sold of them"),
            line(
                leftOut.withoutSpread,
                "no history says how far demand is from what is expected; import sales, or assume it with --assume-dispersion 2"
            ),
            line(leftOut.notOrderable, "they are not to be ordered"),
            line(
                leftOut.uncounted, "their first order, or --warm-up, is beyond the last day; let it be more days"),
            line(leftOut.unsoldBefore, "nothing was sold of them before the first day"),
            line(leftOut.shortHistory, "the sales of their stores are not known until the last day"),
            line(leftOut.unplanned, "no order can be planned with their terms; invdb plan names them"),
        ].compactMap { $0 }
    }

    private static func series(_ count: Int) -> String { NumberText.count(count, "series", "series") }
}

/// The summary of a simulation for programs.
struct SimulationObject: Encodable {
    var simulationID: Int
    var series: Int
    var allSeries: Int
    var days: Int
    var runs: Int
    var seed: UInt64
    var losesSales: Bool
    var replayFrom: String?
    var replayTo: String?
    var outDays: Int?
    var results: [Result]
    var leftOut: LeftOut
    var ownSafetyStock: Int
    var withoutService: Int
    var seconds: Double

    struct Result: Encodable {
        var policy: String
        var target: String?
        var figures: [String: Figure]
        /// Beside the result before it.
        var change: [String: Figure]?
    }

    struct Figure: Encodable {
        var mean: Double
        var margin: Double?

        init(_ interval: RunInterval) { (mean, margin) = (interval.mean, interval.halfWidth) }
    }

    struct LeftOut: Encodable {
        var withoutRate: Int
        var withoutSales: Int
        var withoutSpread: Int
        var notOrderable: Int
        var uncounted: Int
        var unsoldBefore: Int
        var shortHistory: Int
        var unplanned: Int
    }

    init(_ summary: SimulationSummary) {
        simulationID = summary.id
        (series, allSeries, days, runs) = (summary.series, summary.allSeries, summary.days, summary.runs)
        (seed, losesSales, seconds) = (summary.seed, summary.losesSales, summary.seconds)
        replayFrom = summary.replayed.map { NumberText.date($0.lowerBound) }
        replayTo = summary.replayed.map { NumberText.date($0.upperBound) }
        outDays = summary.replayed == nil ? nil : summary.outDays
        (ownSafetyStock, withoutService) = (summary.ownSafetyStock, summary.withoutService)
        results = summary.results.map { tried in
            var figures: [String: Figure] = [:]
            for figure in SimulationFigure.allCases {
                figures[figure.rawValue] = tried.figures[figure].map(Figure.init)
            }
            let change = tried.change.map { change in
                var figures = [
                    SimulationFigure.unitsShort.rawValue: Figure(change.unitsShort),
                    SimulationFigure.onHand.rawValue: Figure(change.onHand),
                ]
                figures[SimulationFigure.stockValue.rawValue] = change.stockValue.map(Figure.init)
                return figures
            }
            return Result(
                policy: tried.policy.rawValue, target: tried.service?.name, figures: figures, change: change)
        }
        let left = summary.leftOut
        leftOut = LeftOut(
            withoutRate: left.withoutRate, withoutSales: left.withoutSales, withoutSpread: left.withoutSpread,
            notOrderable: left.notOrderable, uncounted: left.uncounted, unsoldBefore: left.unsoldBefore,
            shortHistory: left.shortHistory,
            unplanned: left.unplanned)
    }
}
