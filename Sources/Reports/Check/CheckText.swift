import Forecasting
import InventoryPipeline
import InventoryStore

/// The words of a check.
enum CheckText {
    /// The name of a check, in one word.
    static func name(_ subject: CheckLine.Subject) -> String {
        switch subject {
        case .structure: "structure"
        case .schema: "schema"
        case .references: "references"
        case .inventory: "inventory"
        case .supply: "supply"
        case .imports: "imports"
        case .results: "results"
        case .stockouts: "stock-outs"
        case .orders: "orders"
        case .runs: "runs"
        case .calendar: "calendar"
        }
    }

    /// The text of a check without problems: "9 series of 3 products in 3 stores".
    static func sound(_ subject: CheckLine.Subject) -> String {
        switch subject {
        case .structure: "every page and every index is sound"
        case .schema(let definitions):
            "\(count(definitions, "table, index or view", "tables, indexes and views")), as invdb makes them"
        case .references: "every row belongs to what it names"
        case .inventory(let series, let products, let stores):
            "\(count(series, "series", "series")) of \(count(products, "product")) in \(count(stores, "store"))"
        case .supply(let rows):
            rows.sorted { $0.key > $1.key }.map { self.rows(of: $0.key, $0.value) }.joined(separator: ", ")
                + ", within their bounds"
        case .imports(let imports): "\(count(imports, "import")), whose rows are all accounted for"
        case .results(let stretches, let series, let scenarios):
            "\(count(stretches, "stretch", "stretches")) of \(count(series, "series", "series")) in "
                + "\(count(scenarios, "scenario")), without a gap or an overlap"
        case .stockouts(let stockouts): "\(count(stockouts, "stock-out")), on the day that the levels say"
        case .orders(let orders): "\(count(orders, "planned order")), each on the projection of its series"
        case .runs(let runs): "\(count(runs, "run")), with all that there is of them"
        case .calendar(let days): "\(count(days, "day")), among them every reported one"
        }
    }

    private static func rows(of table: String, _ number: Int) -> String {
        switch table {
        case "supply_terms": "\(count(number, "series", "series")) with terms of supply"
        case "demand_estimate": "\(count(number, "estimate")) of demand"
        case "sold_day": "\(count(number, "sold day"))"
        case "stated_demand": "\(count(number, "period")) with stated demand"
        case "store_day": "\(count(number, "open or closed day"))"
        default: count(number, table)
        }
    }

    static func of(_ problem: CheckProblem) -> String {
        switch problem {
        case .structure(let text), .schema(let text): text
        case .migrations(let names): "the list of its migrations is \(names.joined(separator: ", "))"
        case .reference(let table, let row, let parent):
            "row \(row) of \(table) belongs to a \(parent) that there is not"
        case .value(let row, let fault): "\(of(row)): \(fault)"

        case .keyOutOfRange(let table, let key, let name): "\(table) \(name) has the key \(key), which is out of range"
        case .noName(let table, let key): "the \(table) with the key \(key) has no name"
        case .seriesKeyOutOfRange(let key): "\(of(SeriesKey(rowID: key))): key \(key) is out of range"
        case .seriesCount(let store, let stated, let counted):
            "store \(store) says that it has \(stated) series, and has \(counted)"
        case .noImport(let reference, let id): "\(of(reference)) import \(id), which is not in the log"
        case .rowsRead(let id, let stated, let accounted):
            "import \(id) has read \(stated) rows, and accounts for \(accounted)"
        case .rowsWritten(let id, let stated, let counted):
            "\(counted) series came from import \(id), which says that it wrote \(stated)"
        case .scenarioCounts(let name, let stated, let counted):
            "scenario \(name) says that it has \(stated.stretches) stretches and \(stated.stockouts) stock-outs, "
                + "and has \(counted.stretches) and \(counted.stockouts)"
        case .orderCount(let scenario, let stated, let counted):
            "scenario \(scenario) says that it has \(stated) orders, and has \(counted)"
        case .runCounts(let run, let scenario, let stated, let counted):
            "scenario \(scenario) has \(counted.series) series and \(counted.stockouts) stock-outs of run \(run), "
                + "which made \(stated.series) and \(stated.stockouts)"
        case .runOrders(let run, let scenario, let stated, let counted):
            "scenario \(scenario) has \(counted) orders of run \(run), which planned \(stated)"
        case .runOptions(let run): "the options of run \(run) can't be read"
        case .calendarDay(let day, let name):
            "day \(day) is called \(name), which is \(CivilDate(dayNumber: day).isoText)"

        case .saleCount(let store, let first, let stated, let counted):
            "\(of(store, from: first)) is said to have \(stated) sold days, and has \(counted)"
        case .unnamedSale(let series, let day):
            "\(of(series)) has sales on \(date(day)), of which no file had the sales of the store"
        case .historyUntil(let store, let stated, let counted):
            "store \(store) says that its sales are known until \(date(stated)), and has them until \(date(counted))"

        case .eventTwice(let key, let first): "event \(key) is the same as event \(first)"
        case .overlap(let series, let day):
            "\(of(series)) has two periods with stated demand on \(date(day))"

        case .stretches(let place, let problem): "\(of(place)): \(of(problem))"
        case .stockoutDay(let place, let stated, let counted):
            "\(of(place)): the stock-out is on \(date(stated)), and the levels say \(date(counted))"
        case .missingDay(let place, let day): "\(of(place)): the calendar lacks \(date(day))"
        case .orders(let place, let problem): "\(of(problem)): \(of(place))"
        }
    }

    private static func of(_ problem: CheckProblem.StretchProblem) -> String {
        switch problem {
        case .number(let number, let expected): "stretch \(number) is where stretch \(expected) should be"
        case .runs(let first, let second): "its stretches are of runs \(first) and \(second)"
        case .unknownRun(let run): "it is of run \(run), which is not in the log"
        case .notInInventory: "it has results, and is not in the inventory"
        case .begins(let stretch, let day, let end):
            "stretch \(stretch) begins on day \(day), and the one before it ends on day \(end)"
        case .period(let stretch, let period, let frequency):
            "stretch \(stretch) has period \(period) and frequency \(frequency)"
        case .phase(let stretch, let phase): "stretch \(stretch) has phase \(phase)"
        case .endsWithinPeriod(let stretch): "stretch \(stretch) ends within a period"
        case .covers(let days, let first, let last):
            "it covers days \(days.lowerBound) to \(days.upperBound), and its horizon is \(first) to \(last)"
        case .rhythm(let period, let frequency, let expectedPeriod, let expectedFrequency):
            "it has period \(period) and frequency \(frequency), and not \(expectedPeriod) and \(expectedFrequency)"
        }
    }

    private static func of(_ problem: CheckProblem.OrderProblem) -> String {
        switch problem {
        case .otherRun: "an order is not of the run that made the projection of its series"
        case .values:
            "an order is out of order, or has no quantity, or arrives before it is placed or late by other days"
        case .plannedWithoutOrders: "a projection with orders is of a series without any, or of another run"
        case .plannedGap:
            "a projection with orders has a gap, or does not cover the horizon of the one without"
        case .plannedEnd: "a projection with orders ends on another day than the one without"
        }
    }

    private static func of(_ row: CheckProblem.Row) -> String {
        switch row {
        case .series(let series, "inventory"): of(series)
        case .series(let series, "supply_terms"): "the terms of \(of(series))"
        case .series(let series, "stated_demand"): "the stated demand of \(of(series))"
        case .series(let series, "demand_estimate"): "the demand of \(of(series))"
        case .series(let series, let table): "a \(table) of \(of(series))"
        case .storeDay(let store, let day):
            "the calendar of \(store == StoreDays.allStores ? "all stores" : "store \(store)"), \(date(day))"
        case .sale(let series, let day): "the sales of \(of(series)), \(date(day))"
        case .salesBlock(let store, let first): "the days with sales of \(of(store, from: first))"
        case .row(let table, let key): "row \(key) of \(table)"
        case .importLog(let id): "import \(id)"
        case .run(let id): "run \(id)"
        case .scenario(let id): "scenario \(id)"
        case .result(let place, "projection"): of(place)
        case .result(let place, "planned_projection"): "the projection with orders of \(of(place))"
        case .result(let place, "order_plan"): "an order of \(of(place))"
        case .result(let place, let table): "a row of \(table) of \(of(place))"
        }
    }

    /// The beginning of a phrase that ends with "import".
    private static func of(_ reference: CheckProblem.Reference) -> String {
        switch reference {
        case .receiptsOfStore(let store): "store \(store) has its receipts from"
        case .calendarOfStore(let store): "store \(store) has its calendar from"
        case .demandOfStore(let store): "store \(store) has its demand from"
        case .eventsOfStore(let store): "store \(store) has its events from"
        case .statedDemandOfStore(let store): "store \(store) has its stated demand from"
        case .salesOfStore(let store): "store \(store) has its sales from"
        case .changesOfStore(let store): "store \(store) was changed by"
        case .run(let id): "run \(id) has seen"
        case .simulation(let id): "simulation \(id) has seen"
        case .freshness(let scenario, let store): "the results of store \(store) in scenario \(scenario) include"
        }
    }

    private static func of(_ store: Int, from day: Int) -> String {
        "store \(store) in the 64 days from \(date(day)) on"
    }

    private static func of(_ series: SeriesKey) -> String { "store \(series.store), product \(series.product)" }

    private static func of(_ place: ResultPlace) -> String { "scenario \(place.scenario), \(of(place.series))" }

    /// `1 import`, `1234 imports`
    private static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    private static func date(_ day: Int?) -> String { day.map { CivilDate(dayNumber: $0).isoText } ?? "no day" }
}
