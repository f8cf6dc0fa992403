import ArgumentParser
import InventoryStore
import Reports

struct OrdersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "List what to order, the earliest first.",
        discussion: "The orders are those of invdb plan. --by 2024-01-31 lists what is to be placed up to that day.")

    @Option(parsing: .unconditional, help: "Last day on which an order is to be placed.")
    var by: ISODay?

    @Option(parsing: .unconditional, help: "First day on which an order is to be placed.")
    var from: ISODay?

    @Option(
        parsing: .unconditional,
        help: """
            What is to be placed until this day, what is overdue, and what comes in the 7 days after it. Without a day: today.
            """)
    var today: ISODay?

    @Flag(
        help:
            "Add up the orders of each supplier and day, and say whether the supplier's minimum order value is reached."
    )
    var bySupplier = false

    @OptionGroup var list: ListOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var supply: SupplierOption
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var freshness: FreshnessOptions
    @OptionGroup var database: DatabaseOptions

    mutating func validate() throws {
        if today != nil, from != nil || by != nil {
            throw ValidationError("--today says which days are listed, so --from and --by don't go with it.")
        }
        if let from, let by, from.number > by.number {
            throw ValidationError("--from \(from.text) is after --by \(by.text).")
        }
    }

    func run() throws {
        let filter = ResultFilter(
            scenario: scenario.name, selection: selection.selection, suppliers: supply.suppliers,
            firstDay: from?.number,
            lastDay: today.map { $0.number + OrderReport.daysAhead } ?? by?.number)
        let database = try database.open(.read)
        try database.read { snapshot in
            let missing = try freshness.check(snapshot, scenario.name, filter.selection, needsPlan: true)
            list.warn(missing)
            let write = bySupplier ? SupplierReport.write : OrderReport.write
            try write(
                snapshot, filter, today?.number, list.limit, list.format.export, missing ?? "Nothing is to be ordered.")
        }
    }
}
