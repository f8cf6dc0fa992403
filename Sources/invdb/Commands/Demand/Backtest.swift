import ArgumentParser
import InventoryPipeline
import Reports

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Forecast the past from what was known before, and compare with what was sold.",
        discussion: """
            Each trial estimates demand from the sales before a day, and forecasts the days after it. Beside it are the mean of the last 28 \
            days, and the same weekday of the last week. It only reads.
            """)

    @Option(help: "The number of trials.")
    var cuts = 5

    @Option(help: "Days that a trial forecasts.")
    var horizon = 28

    @Option(help: "Days between two trials (default: the horizon).")
    var every: Int?

    @Option(
        help:
            "In place of both: the days at the end of the history that each trial doesn't know, such as 196,140,84,28.")
    var heldBack: HeldBackDays?

    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    private static let mostTrials = 100

    /// The days that each trial doesn't know.
    private var days: [Int] { heldBack?.days ?? (0..<cuts).map { horizon + $0 * (every ?? horizon) } }

    mutating func validate() throws {
        guard (1...BacktestRequest.longestHorizon).contains(horizon) else {
            throw ValidationError("--horizon is a number of days from 1 to \(BacktestRequest.longestHorizon).")
        }
        guard every.map({ (1...3660).contains($0) }) ?? true else {
            throw ValidationError("--every is a number of days from 1 to 3660.")
        }
        guard (1...Self.mostTrials).contains(cuts), days.count <= Self.mostTrials else {
            throw ValidationError("--cuts is a number of trials from 1 to \(Self.mostTrials).")
        }
        if let short = days.first(where: { $0 < horizon }) {
            throw ValidationError(
                "--held-back has \(short) days, which are fewer than those of the horizon, \(horizon).")
        }
    }

    func run() throws {
        let database = try database.open(.read)
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        let found = try BacktestFlow.run(
            BacktestRequest(heldBack: days, horizon: horizon, workers: workers.count), database: database,
            progress: meter.show)
        meter.clear()
        try Console.printSummary(BacktestReport.text(found, as: summary.format))
    }
}

/// Numbers of days with commas between.
struct HeldBackDays: ExpressibleByArgument {
    let days: [Int]

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let days = numbers.compactMap(\.self)
        guard days.count == numbers.count, days.allSatisfy({ (1...1_000_000).contains($0) }) else { return nil }
        self.days = days
    }
}
