import Forecasting
import Foundation
import InventoryStore

/// What to simulate, and how.
package struct SimulationRequest: Sendable {
    package var selection: SeriesSelection
    /// The options of a plan; its horizon isn't one of them.
    package var options: RunOptions
    package var policies: [SimulatedPolicy] = [.stated]
    /// The services that are tried, each with each policy; nil is what the terms say.
    package var targets: [ServiceLevels?] = [nil]
    /// Days that count of each series.
    package var days = 182
    /// Days before them at least; before an order of the first day is there no policy can do anything.
    package var warmUp = 0
    package var runs = 10
    package var seed: UInt64 = 1
    /// The days of sales to replay; nil draws them.
    package var replayed: ClosedRange<Int>?
    /// More series than this are simulated by a random sample of about so many; 0: all are simulated.
    package var sample = Self.usualSample
    /// Whether what a policy gave of each series is stored.
    package var bySeries = false
    package var workers: Int
    /// The version of invdb, for the log.
    package var version: String

    package static let usualSample = 200_000
    /// What the options may be.
    package static let dayCounts = 1...3_660
    package static let warmUps = 0...3_660
    package static let runCounts = 1...1_000
    package static let samples = 0...1_000_000_000
    /// The most policies with a service each.
    package static let mostTried = 64

    package init(selection: SeriesSelection, options: RunOptions, workers: Int, version: String) {
        self.selection = selection
        self.options = options
        self.workers = workers
        self.version = version
    }

    /// What is tried: each policy with each service.
    var tried: [TriedPolicy] {
        policies.flatMap { policy in targets.map { TriedPolicy(policy: policy, service: $0) } }
    }

    /// The options for the log, as JSON.
    func json() throws -> String {
        var request = RunRequest(selection: selection, options: options, workers: workers, version: version)
        request.options.plan?.service = nil
        let logged = Logged(
            days: days, warmUp: warmUp, runs: runs, seed: seed, sample: sample,
            replayFrom: replayed.map { CivilDate(dayNumber: $0.lowerBound).isoText },
            replayTo: replayed.map { CivilDate(dayNumber: $0.upperBound).isoText }, policies: policies.map(\.rawValue),
            targets: targets.map { $0?.name ?? "stated" }, terms: LoggedOptions(request))
        return try LoggedOptions.text(logged)
    }

    private struct Logged: Encodable {
        var days: Int
        var warmUp: Int
        var runs: Int
        var seed: UInt64
        var sample: Int
        var replayFrom: String?
        var replayTo: String?
        var policies: [String]
        var targets: [String]
        var terms: LoggedOptions
    }
}

/// A policy with the service that its safety stock is for.
package struct TriedPolicy: Equatable, Sendable {
    package var policy: SimulatedPolicy
    package var service: ServiceLevels?
}
