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

    @Option(
        help: ArgumentHelp(
            "The number of trials, or the days at the end of the history that each doesn't know: 5, or 196,140,84,28.",
            valueName: "N"))
    var cuts = "5"

    @Option(help: "Days that a trial forecasts.")
    var horizon = 28

    @Option(help: "Days between two trials (default: the horizon).")
    var every: Int?

    @OptionGroup var workers: WorkerOption
    @OptionGroup var summary: SummaryOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    private static let mostTrials = 100

    /// The days that each trial doesn't know; nil if the option is none.
    private var heldBack: [Int]? {
        let numbers = cuts.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let days = numbers.compactMap(\.self)
        guard days.count == numbers.count, days.allSatisfy({ $0 > 0 && $0 < 1_000_000 }) else { return nil }
        if days.count > 1 { return days.count <= Self.mostTrials ? days : nil }
        guard let count = days.first, count <= Self.mostTrials else { return nil }
        return (0..<count).map { horizon + $0 * (every ?? horizon) }
    }

    mutating func validate() throws {
        guard (1...BacktestRequest.longestHorizon).contains(horizon) else {
            throw ValidationError("--horizon is a number of days from 1 to \(BacktestRequest.longestHorizon).")
        }
        guard every.map({ (1...3660).contains($0) }) ?? true else {
            throw ValidationError("--every is a number of days from 1 to 3660.")
        }
        guard let heldBack else {
            throw ValidationError(
                "--cuts is a number of trials up to \(Self.mostTrials), or days with commas between: 196,140,84,28.")
        }
        if let short = heldBack.first(where: { $0 < horizon }) {
            throw ValidationError("--cuts has \(short) days, which are fewer than those of the horizon, \(horizon).")
        }
    }

    func run() throws {
        let database = try database.open(.read)
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        let found = try BacktestFlow.run(
            BacktestRequest(heldBack: heldBack ?? [], horizon: horizon, workers: workers.count), database: database,
            progress: meter.show)
        meter.clear()
        try Console.printSummary(BacktestReport.text(found, as: summary.format))
    }
}
