import ArgumentParser
import InventoryPipeline

struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Project the stock of the inventory and store the results.",
        discussion: """
            The results replace those of the series that are forecast; all others stay as they are. --from, --days and \
            --frequency override what the product file said.
            """)

    @OptionGroup var selection: SelectionOptions

    @Option(help: "First day of every horizon, as 2024-01-31.")
    var from: ISODay?

    @Option(help: "Length of every horizon, in days.")
    var days: Int?

    @Option(help: "Report every how many days.")
    var frequency: Int?

    @Option(help: "What the rates and the duration count: day or update (a report, --frequency days apart).")
    var ratesPer: ForecastOptions.Rates = .day

    @Flag(help: "Demand that can't be served is lost: levels stop at zero.")
    var lostSales = false

    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var workers: WorkerOption

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if let days, !(0...StockLimits.durationDays).contains(days) {
            throw ValidationError("--days is a whole number from 0 to \(StockLimits.durationDays).")
        }
        if let frequency, !(1...StockLimits.frequency).contains(frequency) {
            throw ValidationError("--frequency is a whole number from 1 to \(StockLimits.frequency).")
        }
    }

    func run() throws {
        let database = try database.open(.write)
        var request = ForecastRequest(
            selection: selection.selection,
            options: ForecastOptions(
                startDay: from?.number, durationDays: days, frequency: frequency, ratesPer: ratesPer,
                lostSales: lostSales),
            workers: workers.count, version: Invdb.version)
        request.scenario = scenario.name
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        try ForecastFlow.run(request, database: database, progress: meter.show) { summary in
            meter.clear()
            try Console.printSummary(ForecastReport.text(summary))
        }
        try self.database.close(database)
    }
}
