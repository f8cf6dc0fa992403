import ArgumentParser
import InventoryPipeline
import InventoryStore
import Pages
import Platform

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a page that opens in any browser: what needs a decision, orders, figures and pictures.",
        discussion: """
            The file is all there is: it asks for nothing and runs nothing. How large it is depends on --top, and not on the \
            number of series. With --product it is the page of these products, over their stores.
            """)

    @Option(name: [.customShort("o"), .long], help: "The file; - is standard output (default).")
    var output: String?

    @Option(help: "The title of the page.")
    var title: String?

    @Option(help: "List this many exceptions at most.")
    var top: Int = ReportRequest.usualExceptions

    @OptionGroup var supply: SupplierOption

    @Option(help: "Days of demand; stock and orders for more than that are too much.")
    var maxCover: Int = ExceptionRequest.usualMaxCover

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output needs the path of a file.") }
        guard (1...1000).contains(top) else { throw ValidationError("--top is a number from 1 to 1000.") }
        try ExceptionsCommand.check(maxCover: maxCover)
    }

    func run() throws {
        let database = try database.open(.read)
        _ = try database.read {
            try freshness.check(
                $0, scenario.name, selection.selection, needsPlan: $0.hasOrders(in: scenario.name))
        }
        let file = try OutputFile(path: output, inputs: [database.path])
        let meter = ProgressMeter(quiet: quiet)
        defer { meter.clear() }
        let data = try ReportFlow.run(
            ReportRequest(
                scenario: scenario.name, selection: selection.selection, suppliers: supply.suppliers, title: title,
                maxCover: maxCover, exceptions: top), database: database, progress: meter.show)
        var page = ReportPage.html(data, version: Version.current).text
        try page.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) }
        try file.finish()
    }
}
