import ArgumentParser
import InventoryPipeline
import InventoryStore
import Reports

struct ExceptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions",
        abstract: "List what needs a decision, the most money first.",
        discussion: """
            A series is listed once for each state that it is in: \
            \(ExceptionState.allCases.map(\.rawValue).joined(separator: ", ")). Money is the units that are short, or more than \
            needed, at their cost; where no cost is known, units decide.
            """)

    @OptionGroup var chosen: StateOption
    @OptionGroup var supply: SupplierOption

    @Option(help: "Days of demand; stock and orders for more than that are too much.")
    var maxCover: Int = ExceptionRequest.usualMaxCover

    @OptionGroup var list: ListOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        try Self.check(maxCover: maxCover)
    }

    /// Refuses values of options that a report has too.
    static func check(maxCover: Int) throws {
        guard ExceptionRequest.covers.contains(maxCover) else {
            throw ValidationError("--max-cover is a number of days from 1 to 36525.")
        }
    }

    /// Whether some exceptions are chosen.
    private var isOfSome: Bool { !chosen.states.isEmpty || !supply.suppliers.isEmpty || selection.selection != .all }

    func run() throws {
        let database = try database.open(.read)
        try database.read { snapshot in
            let missing = try freshness.check(
                snapshot, scenario.name, selection.selection, needsPlan: snapshot.hasOrders(in: scenario.name))
            list.warn(missing)
            let found = try ExceptionFlow.run(
                ExceptionRequest(
                    scenario: scenario.name, selection: selection.selection, suppliers: supply.suppliers,
                    states: chosen.states, maxCover: maxCover), snapshot, database: database)
            try ExceptionReport.write(
                found, snapshot, limit: list.limit, as: list.format.export,
                ifEmpty: missing ?? (isOfSome ? "Nothing of this needs a decision." : "Nothing needs a decision."))
        }
    }
}
