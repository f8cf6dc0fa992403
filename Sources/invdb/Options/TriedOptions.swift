import ArgumentParser
import Forecasting
import InventoryPipeline

/// What simulations and replays try, and what they store.
struct TriedOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Services to try, each by itself: safety stock by cycle service, in percent: 90,95,98, or by class A=98,B=95,C=90; economic is the one that pays. May be repeated.",
            valueName: "percents"))
    var service: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "The same by fill rate, in percent of demand that is met from stock. May be repeated.",
            valueName: "percents"))
    var fillRate: [String] = []

    @OptionGroup var holding: HoldingOption

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Policies to try: stated (as the terms of each series say; the default), plan, min-max, order-up-to. May be repeated.",
            valueName: "names"))
    var policy: [PolicyNames] = []

    @Option(help: "Days before them, if an order takes fewer to arrive.")
    var warmUp = 0

    @Flag(help: "What happens to demand that can't be served.")
    var unserved: Unserved = .lostSales

    @Flag(help: "Store also what each policy gives of each series: view simulation_by_series.")
    var bySeries = false

    /// What happens to demand that can't be served.
    enum Unserved: String, EnumerableFlag {
        case lostSales, backorders

        static func help(for value: Unserved) -> ArgumentHelp? {
            switch value {
            case .lostSales: "Demand that can't be served is lost (default)."
            case .backorders: "Demand that can't be served waits."
            }
        }
    }

    mutating func validate() throws {
        try requireWholeNumber("--warm-up", warmUp, in: SimulationRequest.warmUps)
        guard Set(policies).count == policies.count else {
            throw ValidationError("--policy names a policy twice.")
        }
        guard try policies.count * max(1, targets().count) <= SimulationRequest.mostTried else {
            throw ValidationError("At most \(SimulationRequest.mostTried) policies and services can be tried at once.")
        }
    }

    private var policies: [SimulatedPolicy] { policy.isEmpty ? [.stated] : policy.flatMap(\.policies) }

    /// The services to try.
    private func targets() throws -> [ServiceLevels] {
        // Levels by class are one service; several percentages are one each.
        func parts(_ texts: [String]) -> [String] {
            texts.flatMap { text in
                text.contains("=")
                    ? [text] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }
        return try parts(service).map { try holding.levels($0) }
            + parts(fillRate).map { try ServiceOptions.levels($0, .fillRate) }
    }

    var losesSales: Bool { unserved == .lostSales }

    func apply(to request: inout SimulationRequest) throws {
        request.policies = policies
        let targets = try targets()
        if !targets.isEmpty { request.targets = targets }
        (request.warmUp, request.bySeries) = (warmUp, bySeries)
    }
}

/// - Throws: `ValidationError` if the value of an option is out of its bounds.
func requireWholeNumber(_ option: String, _ value: Int, in bounds: ClosedRange<Int>) throws {
    guard !bounds.contains(value) else { return }
    throw ValidationError("\(option) is a whole number from \(bounds.lowerBound) to \(bounds.upperBound).")
}

/// Names of policies with commas between.
struct PolicyNames: ExpressibleByArgument {
    let policies: [SimulatedPolicy]

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            SimulatedPolicy(rawValue: String($0))
        }
        let known = names.compactMap(\.self)
        guard known.count == names.count else { return nil }
        policies = known
    }
}
