import ArgumentParser
import CSV
import Forecasting
import InventoryStore
import Reports

struct StockoutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockouts",
        abstract: "List what runs out, the earliest first.")

    @OptionGroup var period: PeriodOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var scenario: ScenarioOption
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let filter = ResultFilter(
            scenario: scenario.name, selection: selection.selection, firstDay: period.from?.number,
            lastDay: period.to?.number)
        let database = try database.open(.read)
        try database.read { snapshot in
            let extent = try snapshot.stockoutExtent(filter)
            guard extent.count > 0 else {
                try Console.print(
                    try snapshot.hasResults(in: scenario.name)
                        ? "Nothing runs out." : "There are no results yet; make them with: invdb forecast --store all")
                return
            }
            var table = PagedTable([
                .init(title: "stock-out", width: 10), .init(title: "store", width: extent.storeIDWidth),
                .init(title: "product", width: extent.productIDWidth),
                .init(title: "level", alignment: .right, width: max(10, 1 + Self.width(of: extent.greatestLevel))),
                .init(title: "sales", alignment: .right, width: max(8, Self.width(of: extent.greatestSales))),
                .init(title: "restocking", alignment: .right, width: Self.width(of: extent.greatestRestocking)),
            ])
            try snapshot.forEachStockout(filter) { stockout in
                try table.add([
                    CivilDate(dayNumber: stockout.day).isoText, stockout.storeID, stockout.productID,
                    FieldText.number(stockout.level), FieldText.number(stockout.sales),
                    FieldText.number(stockout.restocking),
                ])
            }
            try table.finish(NumberText.count(extent.count, "stock-out"))
        }
    }

    /// The most characters in a quantity up to `greatest`, without a sign.
    private static func width(of greatest: Double) -> Int {
        FieldText.number(greatest.rounded()).count + ".00".count
    }
}
