import Foundation
import TestSupport
import Testing

/// Every column of every table is damaged in turn, and every command is tried on the file: it has to refuse, or to give the same
/// numbers as before.
///
/// The columns are read from the file and the commands from `invdb help`, so that a new one is tried as well. Normally each column
/// gets one value and a few commands, chosen at random; `INVDB_TEST_LONG=1` tries all values with all commands.
@Suite struct DamagedColumnTests {
    private static let callsOfAColumn = 2

    /// How each command is called.
    private static let arguments: [String: [[String]]] = [
        "import": [
            ["products.csv"], ["receipts.csv"], ["holidays.csv"], ["sales.csv"], ["events.csv"], ["ahead.csv"],
            ["products.csv", "--replace"],
        ],
        "estimate": [[]],
        "demand": [["gear", "--store", "South"], ["--format", "csv", "--pattern"]],
        "accuracy": [["--weeks", "9"], ["--by", "store", "--format", "csv"]],
        "backtest": [["--cuts", "2"]],
        "forecast": [[], ["--store", "South"], ["--lost-sales", "--scenario", "careful"]],
        "plan": [["--lost-sales", "--lead-time", "4"], ["--store", "North", "--product", "bolt"]],
        "simulate": [["--assume-dispersion", "1.5", "--service", "90", "--runs", "1", "--days", "20"]],
        "replay": [["--service", "90"]],
        "exceptions": [["--format", "csv"], ["--scenario", "careful", "--max-cover", "20"]],
        "report": [["--scenario", "careful"], ["--product", "bolt"]],
        // It has no database.
        "pipe": [],
        // It ends only by a signal; what its pages read is what these commands read.
        "serve": [],
        "stockouts": [[], ["--scenario", "careful"], ["--risk"]],
        "orders": [[], ["--scenario", "careful", "--format", "csv"]],
        "show": [
            ["bolt", "--store", "North"], ["washer", "--store", "South", "--scenario", "careful"],
            ["gear", "--store", "South"],
        ],
        "explain": [
            ["bolt", "--store", "North"], ["washer", "--store", "South", "--scenario", "careful"],
            ["gear", "--store", "South"],
        ],
        "diff": [["baseline", "careful", "--format", "csv"]],
        "export": [
            ["forecast"], ["projection"], ["stockout"], ["risk"], ["orders"], ["exceptions"], ["inventory"],
            ["receipts"],
            ["sales"],
            ["demand"],
            ["calendar"],
            ["events"], ["stated-demand"], ["runs"], ["simulation"],
            ["simulation-by-series"],
            ["forecast", "--scenario", "careful", "--format", "jsonl"], ["orders", "--scenario", "careful"],
        ],
        "runs": [[]],
        "scenario": [],
        "scenario list": [[]],
        "scenario save": [["copy"]],
        "scenario delete": [["careful"]],
        "check": [[]],
        "backup": [["copy.db"]],
    ]

    /// Values that a column may have, although they are unusual. With one of these, the numbers may be other ones.
    private static let possible: [DamagedValue: Set<String>] = [
        .null: [
            "product.name", "product.category", "product.supplier", "inventory.stored_sales_rate",
            "supply_terms.lead_time_days", "supply_terms.review_period_days",
            "supply_terms.safety_stock", "supply_terms.cover_days", "supply_terms.min_order_quantity",
            "supply_terms.order_multiple",
            "supply_terms.max_order_quantity", "supply_terms.unit_cost", "supply_terms.reorder_point",
            "supply_terms.order_up_to", "supply_terms.order_quantity", "supply_terms.orderable",
            "supply_terms.review_weekday", "supply_terms.supplier_min_value", "supply_terms.service_level",
            "supply_terms.fill_rate", "supply_terms.lead_time_sd_days", "supply_terms.unit_price",
            "supply_terms.unit_margin", "simulation_run.first_day", "simulation_run.out_day_count",
            "simulation_result.target", "simulation_series.fill_rate", "stockout_risk.early_day",
            "stockout_risk.middle_day", "stockout_risk.late_day", "stockout_risk.before_receipt",
            "projection.stockout_day",
            "planned_projection.stockout_day", "order_plan.unit_cost", "run.orders", "sold_day.closing_stock",
            "store.history_until", "demand_group.category", "demand_group.season_key", "event.store_key",
            "event.category", "event.product_key", "event.factor", "store.keep_days", "store.forgotten_before",
            "kept_total.category",
        ],
        .negative: [
            // A rate that is no whole number of hundredths.
            "inventory.stored_sales_rate", "inventory.stored_restocking_rate", "projection.stored_sales",
            "projection.stored_restocking", "planned_projection.stored_sales", "planned_projection.stored_restocking",
            "inventory.start_day", "inventory.on_hand", "projection.first_day", "projection.opening_level",
            "planned_projection.first_day", "planned_projection.opening_level", "order_plan.order_day",
            // A receipt may be before the start of its series: a later product file moves that on.
            "order_plan.need_day", "receipt.receipt_day", "store_day.day", "sold_day.quantity",
            "sold_day.closing_stock",
            // A unit may be sold for less than it costs.
            "simulation_result.margin_lost",
            "demand_estimate.first_sale_day", "demand_estimate.last_sale_day", "store.forgotten_before",
            "kept_demand.first_sale_day", "kept_demand.last_sale_day", "kept_learning.value",
            "kept_total.monday", "kept_total.tuesday", "kept_total.wednesday", "kept_total.thursday",
            "kept_total.friday", "kept_total.saturday", "kept_total.sunday",
            // All days of the block.
            "sales_block.days", "store.history_until",
            // Only differences of sums count.
            "profile_day.factor_sum",
            "demand_event.day", "stockout_risk.early_day", "week_forecast.average", "week_forecast.last_average",
            "week_accuracy.sold",
            "week_accuracy.error", "week_accuracy.average_error", "week_accuracy.stated_sold",
            "week_accuracy.stated_error", "week_accuracy.estimate_error", "event.first_day", "event.last_day",
            "stated_demand.first_day",
            "stated_demand.last_day",
        ],
        .zero: [
            "inventory.start_day", "inventory.on_hand", "inventory.stored_sales_rate",
            "inventory.stored_restocking_rate",
            "inventory.duration_days", "supply_terms.lead_time_days", "supply_terms.safety_stock",
            "supply_terms.cover_days",
            "supply_terms.min_order_quantity", "supply_terms.order_multiple", "supply_terms.unit_cost",
            // A maximum of 0 says that nothing is ordered.
            "supply_terms.max_order_quantity", "supply_terms.reorder_point", "supply_terms.order_up_to",
            "supply_terms.order_quantity", "supply_terms.orderable", "supply_terms.supplier_min_value",
            "supply_terms.lead_time_sd_days", "supply_terms.unit_price", "supply_terms.unit_margin",
            "simulation_run.out_day_count", "simulation_run.first_day", "simulation_run.seconds",
            "simulation_run.import_id", "simulation_run.series", "simulation_series.fill_rate",
            "simulation_series.short_days", "simulation_series.units_short", "simulation_series.on_hand",
            "simulation_series.orders", "stockout_risk.early_day", "stockout_risk.before_order",
            "stockout_risk.before_receipt", "stockout_risk.horizon", "stockout_risk.units_short",
            "stockout_risk.is_approximate", "stockout_risk.is_assumed", "demand_event.day", "demand_event.factor",
            "event_factor.factor", "event_factor.day_count", "series_day.factor_sum", "week_forecast.mean",
            "week_forecast.low", "week_forecast.average", "week_forecast.stated", "week_forecast.last_mean",
            "week_forecast.begun_mean", "week_forecast.begun_low", "week_forecast.begun_average",
            "week_forecast.begun_stated",
            "week_forecast.last_low", "week_forecast.last_average", "week_forecast.last_stated", "week_accuracy.sold",
            "week_accuracy.absolute_error", "week_accuracy.error", "week_accuracy.within_count",
            "week_accuracy.average_absolute_error", "week_accuracy.average_error", "week_accuracy.stated_count",
            "week_accuracy.stated_sold", "week_accuracy.stated_absolute_error", "week_accuracy.stated_error",
            "week_accuracy.estimate_absolute_error", "week_accuracy.estimate_error",
            "projection.first_day",
            "projection.opening_level", "projection.stored_sales", "projection.stored_restocking", "projection.phase",
            "planned_projection.first_day", "planned_projection.opening_level", "planned_projection.stored_sales",
            "planned_projection.stored_restocking", "planned_projection.phase", "projection.profile",
            "planned_projection.profile", "profile_day.factor_sum", "order_plan.order_day", "order_plan.need_day",
            "order_plan.unit_cost", "order_plan.days_late", "order_plan.units_short", "order_plan.largest_backlog",
            "order_plan.reason", "receipt.receipt_day", "run.series",
            "run.stockouts", "run.orders", "run.seconds", "run.import_id", "store.changed_import_id",
            "store.receipts_import_id", "store.calendar_import_id", "store_result.import_id", "scenario.stockout_count",
            "sold_day.quantity", "sold_day.closing_stock", "store.sales_import_id", "store.history_until",
            "demand_estimate.bucket", "demand_estimate.label", "demand_estimate.is_whole", "demand_estimate.rate",
            "demand_estimate.average_7",
            "demand_estimate.average_28", "demand_estimate.average_91", "demand_estimate.average_364",
            "demand_estimate.noise", "demand_estimate.spread", "demand_estimate.drift",
            "demand_estimate.first_sale_day", "demand_estimate.last_sale_day", "demand_group.is_dormant",
            "demand_group.monday", "demand_group.tuesday", "demand_group.wednesday", "demand_group.thursday",
            "demand_group.friday", "demand_group.saturday", "demand_group.sunday", "demand_class.weight_7",
            "demand_class.weight_28", "demand_class.weight_91", "demand_class.weight_364", "demand_class.noise",
            "demand_class.spread", "demand_class.drift", "demand_season.season_key", "demand_season.day_of_year",
            "demand_season.factor", "store.demand_import_id",
            // Store 0 is all stores.
            "store_day.store_key", "store_day.day", "store_day.is_open", "event.first_day", "event.last_day",
            "event.factor", "stated_demand.first_day", "stated_demand.last_day", "stated_demand.quantity",
            "store.events_import_id", "store.stated_demand_import_id", "store.keep_days", "store.forgotten_before",
            "kept_demand.first_sale_day", "kept_demand.last_sale_day", "kept_demand.is_whole",
            "kept_demand.out_evenings",
            "kept_learning.value", "kept_total.monday", "kept_total.tuesday", "kept_total.wednesday",
            "kept_total.thursday", "kept_total.friday", "kept_total.saturday", "kept_total.sunday",
        ],
        .empty: shownTexts, .bytes: shownTexts,
        // Under another name it is another scenario; and the random numbers of a simulation are by the names of a series.
        .otherText: [
            "product.product_id", "store.store_id",
            "scenario.name", "run.scenario", "product.category", "event.name", "event.category", "event_factor.name",
            "week_accuracy.category", "kept_total.category", "simulation_result.target",
        ],
    ].merging([.null: simulated, .zero: simulated]) { $0.union($1) }

    /// What simulations gave: any of it may be nothing, and may not be known.
    private static let simulated = Set(
        [
            "cycle_service", "fill_rate", "short_days", "out_days", "units_demanded", "units_short", "margin_lost",
            "on_hand",
            "stock_value", "orders", "units_ordered", "ordered_value",
        ].flatMap { ["simulation_result.\($0)", "simulation_result.\($0)_margin"] })

    /// Texts that are only shown.
    private static let shownTexts: Set<String> = [
        "product.name", "product.supplier", "import.file", "import.kind",
        "import.imported_at", "run.started_at",
        "run.scenario",
        "run.invdb_version", "scenario.created_at", "simulation_run.started_at", "simulation_run.invdb_version",
    ]

    @Test func everyCommandHasArguments() throws {
        let commands = try Command.all(in: TemporaryFolder()).map { $0.joined(separator: " ") }
        #expect(Set(commands) == Set(Self.arguments.keys))
        let exported = Set((Self.arguments["export"] ?? []).compactMap(\.first))
        #expect(try Set(Command.exportContents(in: TemporaryFolder())) == exported)
    }

    @Test func everyValueThatIsSaidToBePossibleIsOfAColumn() throws {
        let workspace = try Self.workspace()
        let columns = Set(try StoredColumn.all(in: workspace).map(\.fullName))
        for (value, names) in Self.possible { #expect(names.subtracting(columns) == [], "\(value)") }
    }

    @Test func aDamagedColumnIsRefusedOrChangesNoNumber() async throws {
        var generator = SeededGenerator("columns that are damaged")
        let workspace = try Self.workspace()
        let trial = try DamageTrial(workspace, Self.calls)
        var attempts: [(damage: ColumnDamage, calls: [[String]])] = []
        for column in try StoredColumn.all(in: workspace) {
            let values = DamagedValue.allCases.filter {
                $0.sql(for: column) != nil && Self.possible[$0]?.contains(column.fullName) != true
            }
            #expect(!values.isEmpty, "\(column.fullName) \(column.type)")
            for value in Patience.isLong ? values : Array(values.shuffled(using: &generator).prefix(1)) {
                let calls =
                    Patience.isLong
                    ? Self.calls : Array(Self.calls.shuffled(using: &generator).prefix(Self.callsOfAColumn))
                let damage = ColumnDamage(column, value, choice: Int.random(in: 0..<1000, using: &generator))
                attempts.append((damage, calls))
            }
        }
        let shares = ProcessInfo.processInfo.activeProcessorCount
        let failures = try await withThrowingTaskGroup(of: [String].self) { group in
            for share in 0..<shares {
                let mine = attempts.enumerated().filter { $0.offset % shares == share }.map(\.element)
                group.addTask { try mine.flatMap { try trial.failures(after: $0.damage, $0.calls) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for failure in failures.sorted() { print(failure) }
        print("\(attempts.count) columns were damaged, \(failures.count) commands took it for good")
        #expect(failures.isEmpty)
    }

    private static var calls: [[String]] {
        arguments.sorted { $0.key < $1.key }.flatMap { command, calls in
            calls.map { command.split(separator: " ").map(String.init) + $0 }
        }
    }

    /// A small file that has something in every table.
    private static func workspace() throws -> Workspace {
        let workspace = try Workspace()
        try workspace.folder.write(
            """
            \(ProductFile.headerWithStore),lead_time_days,review_period_days,safety_stock,cover_days,\
            min_order_quantity,order_multiple,max_order_quantity,unit_cost,name,category
            North,bolt,2024-01-01,10,2,0,20,1,3,2,1,5,4,2,12,1.5,Bolt M8,Fasteners
            North,nut,2024-01-02,3,4,1,20,2,,,,,,,,,Nut,Fasteners
            South,bolt,2024-01-01,50,1,0.5,15,1,9,1,4,7,,3,,2.25,Bolt M8,Fasteners
            South,washer,2024-01-03,-2,3,1.5,20,1,30,,,,,,,0.1,,
            South,gear,2024-01-02,9,,0,20,1,,,,,,,,,,

            """, to: "products.csv")
        try workspace.folder.write(
            """
            store_id,product_id,receipt_date,quantity
            North,bolt,2024-01-04,12
            North,bolt,2024-01-09,6
            South,washer,2024-01-08,40

            """, to: "receipts.csv")
        try workspace.succeed("import", "products.csv")
        try workspace.succeed("import", "receipts.csv")
        try workspace.folder.write(
            "date,store_id,open\n2024-01-06,,no\n2024-01-07,North,no\n2024-01-06,South,yes\n", to: "holidays.csv")
        try workspace.succeed("import", "holidays.csv")
        try workspace.folder.write(
            "date,until,name,store_id,category,product_id,factor\n2024-01-05,2024-01-06,Fair,South,Fasteners,bolt,2\n2022-05-01,,Fair,,,,\n",
            to: "events.csv")
        try workspace.succeed("import", "events.csv")
        try workspace.folder.write(
            "store_id,product_id,period,forecast\nSouth,nut,2024-03,31\nSouth,nut,2024-W20,7\n", to: "ahead.csv")
        try workspace.succeed("import", "ahead.csv")
        // Enough for a season, of products without a category: with others they would be in groups of their own. The gear has no other
        // rate than that of its history.
        var sales = "date,store_id,product_id,quantity,closing_stock\n2022-12-31,South,washer,2,0\n"
        for day in 0..<420 {
            sales += String(
                format: "%d-%02d-%02d,South,washer,%d,\n", 2022 + day / 336, day % 336 / 28 + 1, day % 28 + 1,
                3 + day % 5
            )
        }
        for day in 0..<210 {
            sales += String(
                format: "%d-%02d-%02d,South,gear,%d,\n", 2022 + day / 168, day % 168 / 14 + 1, day % 14 * 2 + 1,
                1 + day % 2)
        }
        // What was expected of a week, and what was sold.
        let lines = sales.split(separator: "\n")
        try workspace.folder.write(
            lines.filter { !$0.hasPrefix("2023-03") }.joined(separator: "\n"), to: "early.csv")
        try workspace.succeed("import", "early.csv")
        try workspace.folder.write(sales, to: "sales.csv")
        // What the first days say is kept, and their sales are not.
        try workspace.succeed("import", "sales.csv", "--keep", "300")
        try workspace.succeed("plan", "--scale-sales", "1.5", "--scenario", "careful")
        try workspace.succeed("forecast", "--store", "South")
        try workspace.succeed("plan", "--lost-sales", "--lead-time", "4", "--risk", "--assume-dispersion", "1.5")
        try workspace.succeed(
            "simulate", "--assume-dispersion", "1.5", "--service", "90", "--runs", "2", "--days", "20", "--by-series")
        for table in Set(try StoredColumn.all(in: workspace).map(\.table)) {
            #expect(try workspace.query("SELECT count(*) > 0 FROM \"\(table)\"") == ["1"], "\(table)")
        }
        return workspace
    }
}
