import CSV
import Forecasting
import InventoryStore
import Platform
import Synchronization

/// What to export, and the destination.
package struct ExportRequest: Sendable {
    package enum Content: String, Sendable, CaseIterable {
        case forecast, projection, stockout, risk, orders, exceptions, inventory, receipts, sales, demand, calendar,
            events
        case statedDemand = "stated-demand"
        case runs, simulation
        case simulationBySeries = "simulation-by-series"

        /// What the rows are, for `--help`.
        package var summary: String {
            switch self {
            case .forecast: "a forecast"
            case .projection: "its stretches of days with constant rates"
            case .stockout: "stock-outs"
            case .risk: "how likely series run out"
            case .orders: "planned orders"
            case .exceptions: "exceptions"
            case .inventory: "the inventory"
            case .receipts: "receipts"
            case .sales: "sales"
            case .demand: "the estimates of demand"
            case .calendar: "the calendar of the stores"
            case .events: "events"
            case .statedDemand: "the demand stated ahead"
            case .runs: "the log of runs"
            case .simulation: "the results of simulations"
            case .simulationBySeries: "those of each series"
            }
        }

        /// Whether a row has the day that `--from` and `--to` choose by.
        package var hasDays: Bool { (isOfResults && self != .exceptions) || self == .sales }
        /// Whether a row is of a series, which `--store` and `--product` choose by.
        package var isOfSeries: Bool {
            switch self {
            case .runs, .simulation, .calendar, .events: false
            default: true
            }
        }
        /// Whether a row is a result of a forecast or a plan.
        package var isOfResults: Bool {
            switch self {
            case .forecast, .projection, .stockout, .risk, .orders, .exceptions: true
            case .inventory, .receipts, .sales, .demand, .calendar, .events, .statedDemand, .runs, .simulation,
                .simulationBySeries:
                false
            }
        }
        /// Whether a row is of a scenario.
        package var isOfScenario: Bool { isOfResults || self == .runs }
    }

    package var content: Content
    /// The scenario whose runs are exported; nil exports all. The log also contains the runs of removed scenarios.
    package var runsOfScenario: String?
    package var filter: ResultFilter
    /// The states of the exceptions that are exported; empty means all.
    package var states: Set<ExceptionState> = []
    /// Of exceptions: days of demand; more stock than that is too much.
    package var maxCover = ExceptionRequest.usualMaxCover
    package var format: ExportFormat
    /// Whether rows are written as a stream of Arrow instead, of which nothing is text.
    package var isArrow = false
    /// Whether texts in CSV are protected from being run as formulas. Protected texts differ from the stored ones.
    package var isSpreadsheetSafe = false
    /// Why something is an exception, in words. Words are not the business of a flow, so its caller gives them.
    package var reason: @Sendable (SeriesException) -> String = { $0.state.rawValue }
    /// The path of the file; nil is standard output.
    package var path: String?
    package var workers: Int

    package init(
        content: Content, filter: ResultFilter = ResultFilter(), format: ExportFormat = .csv, path: String? = nil,
        workers: Int
    ) {
        self.content = content
        self.filter = filter
        self.format = format
        self.path = path
        self.workers = workers
    }

    var style: FieldStyle {
        switch format {
        case .csv: isSpreadsheetSafe ? .spreadsheetSafe : .csv
        case .jsonl: .json
        }
    }
}

/// Tables into text.
///
///     scan (one snapshot, a thread) ──▶ stretches ──▶ worker: rows as text ──▶ in order ──▶ file
package enum ExportFlow {
    /// - Throws: ``StoreError``, ``OutputRefused``, ``SystemError``, and ``BrokenPipe`` if the reader of standard
    ///   output is gone.
    package static func run(
        _ request: ExportRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in }
    ) throws {
        let output = try OutputFile(path: request.path, inputs: [database.path])
        try run(request, database: database, to: output, progress: progress)
    }

    /// The same to an output that is open already, instead of the one of the request.
    package static func run(
        _ request: ExportRequest, database: InventoryDatabase, to output: OutputFile,
        progress: ProgressHandler = { _ in }
    ) throws {
        switch request.content {
        case .forecast:
            if request.isArrow {
                try exportForecastDays(request, database, output)
            } else {
                try exportForecast(request, database, output, progress)
            }
        case .projection:
            try export(ArrowTables.projection.map(\.name), request, database, output) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                try snapshot.forEachStretch(request.filter) { key, stretch in
                    let cells: [Cell] = [
                        .day(stretch.firstDay), .day(stretch.lastDay), .number(stretch.openingLevel),
                        .number(stretch.sales), .number(stretch.restocking), .integer(stretch.period),
                        .integer(stretch.frequency), .integer(stretch.phase), .integer(Int(stretch.profile)),
                        stretch.stockoutDay.map(Cell.day) ?? .missing,
                    ]
                    try write(try series.cells(of: key) + cells)
                }
            }
        case .stockout:
            try export(
                ["store_id", "product_id", "stockout_date", "inventory_level", "sales", "restocking"], request,
                database,
                output
            ) { snapshot, write in
                try snapshot.forEachStockout(request.filter) { stockout in
                    try write([
                        .text(stockout.storeID), .text(stockout.productID), .day(stockout.day),
                        .quantity(stockout.level), .quantity(stockout.sales), .quantity(stockout.restocking),
                    ])
                }
            }
        case .risk:
            try export(
                [
                    "store_id", "product_id", "stockout_date", "early_date", "middle_date", "late_date",
                    "p_before_order", "p_before_receipt", "p_horizon", "units_short", "approximate", "assumed",
                ], request, database, output
            ) { snapshot, write in
                try snapshot.forEachRisk(request.filter) { listed in
                    let risk = listed.risk
                    let days = [listed.stockoutDay, risk.earlyDay, risk.middleDay, risk.lateDay].map {
                        $0.map(Cell.day) ?? .missing
                    }
                    try write(
                        [.text(listed.storeID), .text(listed.productID)] + days + [
                            .number(risk.beforeOrder), risk.beforeReceipt.map(Cell.number) ?? .missing,
                            .number(risk.horizon), .quantity(risk.unitsShort), .integer(risk.isApproximate ? 1 : 0),
                            .integer(risk.isAssumed ? 1 : 0),
                        ])
                }
            }
        case .orders:
            try export(
                [
                    "store_id", "product_id", "name", "supplier", "order_date", "arrival_date", "quantity", "cost",
                    "days_late", "units_short", "reason", "largest_backlog",
                ], request, database, output
            ) { snapshot, write in
                let series = try SeriesNames(snapshot, database, [.name, .supplier])
                try snapshot.forEachOrderOfSeries(request.filter) { key, order in
                    let cells: [Cell] = [
                        .day(order.orderDay), .day(order.arrivalDay), .ordered(order.quantity),
                        order.cost.map(Cell.quantity) ?? .missing, .integer(order.daysLate),
                        .quantity(order.unitsShort), .text(order.reason.rawValue), .quantity(order.largestBacklog),
                    ]
                    try write(try series.cells(of: key) + cells)
                }
            }
        case .exceptions: try exportExceptions(request, database, output, progress)
        case .inventory: try exportInventory(request, database, output)
        case .receipts:
            let columns = ReceiptColumns.all
            try export(columns.map(\.column.name), request, database, output) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                try snapshot.forEachReceipt(in: try snapshot.ranges(of: request.filter.selection)) { key, receipt in
                    let (store, product) = try series.names(of: key)
                    let values = ReceiptValues(storeID: store, productID: product, receipt: receipt)
                    try write(columns.map { $0.cell(values) })
                }
            }
        case .sales: try exportSales(request, database, output)
        case .demand:
            try export(
                [
                    "store_id", "product_id", "rate", "class", "profile", "noise", "spread", "drift", "until",
                    "first_sale",
                    "last_sale", "average_7", "average_28", "average_91", "average_364", "whole_units",
                ], request, database, output
            ) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                try snapshot.forEachDemand(request.filter.selection) { key, demand in
                    let cells: [Cell] =
                        [
                            .number(demand.rate), .text(demand.label.text), .integer(demand.profile),
                            .number(demand.noise), .number(demand.spread), .number(demand.drift), .day(demand.until),
                            .day(demand.firstSale), .day(demand.lastSale),
                        ] + (0..<4).map { .number(demand.averages[$0]) } + [.integer(demand.isWhole ? 1 : 0)]
                    try write(try series.cells(of: key) + cells)
                }
            }
        case .calendar:
            let columns = CalendarColumns.all
            try export(columns.map(\.column.name), request, database, output) { snapshot, write in
                let stores = try snapshot.storeIdentifiers()
                try snapshot.forEachStoreDay { store, day, isOpen in
                    let isOfAll = store == StoreDays.allStores
                    guard isOfAll || stores.contains(store) else { throw unknown(store, database) }
                    let values = CalendarValues(
                        day: day, storeID: isOfAll ? nil : stores.identifier(of: store), isOpen: isOpen)
                    try write(columns.map { $0.cell(values) })
                }
            }
        case .events:
            let columns = EventColumns.all
            try export(columns.map(\.column.name), request, database, output) { snapshot, write in
                let stores = try snapshot.storeIdentifiers()
                let products = try snapshot.productIdentifiers()
                for event in try snapshot.events() {
                    guard event.store.map(stores.contains) ?? true, event.product.map(products.contains) ?? true else {
                        throw StoreError(
                            .damaged("an event is of a store or a product that does not exist"), while: .read,
                            path: database.path)
                    }
                    let values = EventValues(
                        event: event, storeID: event.store.map(stores.identifier),
                        productID: event.product.map(products.identifier))
                    try write(columns.map { $0.cell(values) })
                }
            }
        case .statedDemand:
            let columns = StatementColumns.all
            try export(columns.map(\.column.name), request, database, output) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                try snapshot.forEachStatedDemand(of: request.filter.selection) { key, demand in
                    let (store, product) = try series.names(of: key)
                    let values = StatementValues(storeID: store, productID: product, demand: demand)
                    try write(columns.map { $0.cell(values) })
                }
            }
        case .runs:
            try export(
                [
                    "run_id", "started_at", "scenario", "options", "series", "stockouts", "orders", "seconds",
                    "invdb_version",
                ],
                request, database, output
            ) { snapshot, write in
                for run in try snapshot.runs(of: request.runsOfScenario) {
                    try write([
                        .integer(run.id), .text(run.startedAt), .text(run.scenario), .json(run.options),
                        .integer(run.series), .integer(run.stockouts),
                        run.orders.map { .integer($0) } ?? .missing, .number(run.seconds), .text(run.version),
                    ])
                }
            }
        case .simulation:
            try export(
                ["simulation_id", "started_at", "kind", "policy", "target", "series", "all_series", "days", "runs"]
                    + SimulationFigure.allCases.flatMap { [$0.rawValue, "\($0.rawValue)_margin"] },
                request, database, output
            ) { snapshot, write in
                for found in try snapshot.simulations() {
                    let (simulation, result) = (found.simulation, found.result)
                    let cells: [Cell] = [
                        .integer(simulation.id), .text(simulation.startedAt), .text(simulation.kind),
                        .text(result.policy), result.target.map(Cell.text) ?? .missing, .integer(simulation.series),
                        .integer(simulation.allSeries), .integer(simulation.days), .integer(simulation.runs),
                    ]
                    let figures = SimulationFigure.allCases.flatMap { figure -> [Cell] in
                        let interval = result.figures[figure]
                        return [
                            interval.map { .number($0.mean) } ?? .missing,
                            interval?.halfWidth.map { .number($0) } ?? .missing,
                        ]
                    }
                    try write(cells + figures)
                }
            }
        case .simulationBySeries:
            try export(
                [
                    "store_id", "product_id", "policy", "target", "fill_rate", "short_days", "units_short", "on_hand",
                    "orders", "simulation_id",
                ], request, database, output
            ) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                try snapshot.forEachSimulatedSeries(request.filter.selection) { found in
                    let figures = found.figures
                    let numbers = [figures.shortDays, figures.unitsShort, figures.onHand, figures.orders]
                    let cells: [Cell] =
                        [
                            .text(found.policy), found.target.map(Cell.text) ?? .missing,
                            figures.fillRate.map(Cell.number) ?? .missing,
                        ] + numbers.map(Cell.number) + [.integer(found.simulation)]
                    try write(try series.cells(of: found.series) + cells)
                }
            }
        }
        try output.finish()
    }

    /// The error for a series whose store or product does not exist.
    private static func unknown(_ key: SeriesKey, _ database: InventoryDatabase) -> StoreError {
        StoreError(.damaged("series \(key.rowID) has no store or no product"), while: .read, path: database.path)
    }

    /// The error for a day of a store that does not exist.
    private static func unknown(_ store: Int32, _ database: InventoryDatabase) -> StoreError {
        StoreError(.damaged("a day of the calendar is of store \(store)"), while: .read, path: database.path)
    }

    /// The identifiers of series as cells, and some texts of their products.
    private struct SeriesNames {
        let stores: IdentifierTable
        let products: IdentifierTable
        let texts: [IdentifierList]
        let database: InventoryDatabase

        init(_ snapshot: Snapshot, _ database: InventoryDatabase, _ texts: [ProductText] = []) throws {
            stores = try snapshot.storeIdentifiers()
            products = try snapshot.productIdentifiers()
            self.texts = try texts.map(snapshot.productTexts)
            self.database = database
        }

        func names(of key: SeriesKey) throws -> (store: String, product: String) {
            guard stores.contains(key.store), products.contains(key.product) else { throw unknown(key, database) }
            return (stores.identifier(of: key.store), products.identifier(of: key.product))
        }

        func cells(of key: SeriesKey) throws -> [Cell] {
            let (store, product) = try names(of: key)
            return [.text(store), .text(product)]
                + texts.map { texts in
                    let text = texts[Int(key.product) - 1]
                    return text.isEmpty ? .missing : .text(text)
                }
        }
    }

    /// Exports the exceptions, as the view has them, the most money first.
    private static func exportExceptions(
        _ request: ExportRequest, _ database: InventoryDatabase, _ output: OutputFile, _ progress: ProgressHandler
    ) throws {
        let columns = [
            "store_id", "product_id", "name", "state", "money", "units", "date", "goods_date", "probability", "on_hand",
            "ordered", "rate", "sold_rate", "cover_days", "reason",
        ]
        func number(_ value: Double?) -> Cell { value.map(Cell.number) ?? .missing }
        func quantity(_ value: Double?) -> Cell { value.map(Cell.quantity) ?? .missing }
        func day(_ day: Int32?) -> Cell { day.map { .day(Int($0)) } ?? .missing }
        try export(columns, request, database, output) { snapshot, write in
            let found = try ExceptionFlow.run(
                ExceptionRequest(
                    scenario: request.filter.scenario, selection: request.filter.selection,
                    suppliers: request.filter.suppliers, states: request.states, maxCover: request.maxCover),
                snapshot, database: database, progress: progress)
            try found.drain(snapshot) { listed in
                let exception = listed.exception
                try write([
                    .text(listed.storeID), .text(listed.productID), listed.name.map(Cell.text) ?? .missing,
                    .text(exception.state.rawValue), quantity(exception.money), quantity(exception.units),
                    day(exception.day), day(exception.goodsDay),
                    number(exception.probability), .quantity(exception.onHand), quantity(exception.ordered),
                    .number(exception.rate), number(exception.soldRate), number(exception.coverDays),
                    .text(request.reason(exception)),
                ])
            }
        }
    }

    /// Exports what was sold, and beside it the categories that the database contains.
    private static func exportSales(
        _ request: ExportRequest, _ database: InventoryDatabase, _ output: OutputFile
    ) throws {
        try database.read { snapshot in
            let categories = try snapshot.hasProducts(with: .category) ? snapshot.productTexts(.category) : nil
            let columns = SalesColumns.all + (categories == nil ? [] : [SalesColumns.exportedCategory])
            try export(columns.map(\.column.name), request, snapshot, output) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                try snapshot.forEachSale(request.filter) { key, day, quantity in
                    let (store, product) = try series.names(of: key)
                    var values = SalesValues(storeID: store, productID: product, day: day, quantity: quantity)
                    if let category = categories?[Int(key.product) - 1], !category.isEmpty {
                        values.category = category
                    }
                    try write(columns.map { $0.cell(values) })
                }
            }
        }
    }

    /// Exports the positions, and beside them those of terms, names and categories that the database contains.
    private static func exportInventory(
        _ request: ExportRequest, _ database: InventoryDatabase, _ output: OutputFile
    ) throws {
        try database.read { snapshot in
            let stated = try snapshot.statedColumns()
            var columns = ProductColumns.positions + stated.terms.map { ProductColumns.terms[Int($0.rawValue)] }
            columns += stated.texts.map(ProductColumns.field)
            try export(columns.map(\.column.name), request, snapshot, output) { snapshot, write in
                let series = try SeriesNames(snapshot, database)
                let ranges = try snapshot.ranges(of: request.filter.selection)
                func add(_ key: SeriesKey, _ position: StockPosition, _ details: ProductDetails) throws {
                    let (store, product) = try series.names(of: key)
                    let values = ProductValues(
                        storeID: store, productID: product, position: position, details: details)
                    try write(columns.map { $0.cell(values) })
                }
                guard columns.count > ProductColumns.positions.count else {
                    let none = ProductDetails()
                    return try snapshot.forEachPosition(in: ranges) { try add($0, $1, none) }
                }
                try snapshot.forEachDetailedPosition(in: ranges, add)
            }
        }
    }

    private static func export(
        _ columns: [String], _ request: ExportRequest, _ database: InventoryDatabase, _ output: OutputFile,
        _ rows: (Snapshot, _ write: ([Cell]) throws -> Void) throws -> Void
    ) throws {
        try database.read { try export(columns, request, $0, output, rows) }
    }

    private static func export(
        _ columns: [String], _ request: ExportRequest, _ snapshot: Snapshot, _ output: OutputFile,
        _ rows: (Snapshot, _ write: ([Cell]) throws -> Void) throws -> Void
    ) throws {
        guard !request.isArrow else {
            let writer = ArrowRowWriter(output, columns)
            try rows(snapshot, writer.write)
            return try writer.finish()
        }
        let writer = RowWriter(output, style: request.style, columns: columns)
        try rows(snapshot, writer.write)
        try writer.finish()
    }

    /// The forecast day by day without text.
    private static func exportForecastDays(
        _ request: ExportRequest, _ database: InventoryDatabase, _ output: OutputFile
    ) throws {
        let first = request.filter.firstDay ?? CivilDate.dayNumbers.lowerBound
        let days = first...max(first, request.filter.lastDay ?? CivilDate.dayNumbers.upperBound)
        try export(ForecastFormatter.columns, request, database, output) { snapshot, write in
            let series = try SeriesNames(snapshot, database)
            let curves = try StoredCurves(snapshot, scenario: request.filter.scenario)
            var (last, names) = (SeriesKey.lowest, [Cell]())
            try snapshot.forEachStretch(request.filter) { key, stretch in
                if key != last { (last, names) = (key, try series.cells(of: key)) }
                let curve = try curves.curve(of: stretch, key)
                let reported = stretch.reportedDays(in: days)
                for row in 0..<reported.count {
                    let day = reported.first + row * stretch.frequency
                    try write(
                        names + [
                            .day(day), .quantity(stretch.level(on: day, curve)),
                            .quantity(stretch.sales(on: day, curve)), .quantity(stretch.restocking),
                        ])
                }
            }
        }
    }

    /// Reported rows in a batch of stretches: some 3 MB of text.
    private static let rowsInBatch = 65_536

    /// A batch that the scanning thread passes to a worker.
    private struct ScannedBatch: Sendable {
        /// From the same snapshot as the stretches.
        var stores: IdentifierTexts
        var products: IdentifierTexts
        var stretches = StretchChunk(capacity: 4096)
        var rows = 0
    }

    private static func exportForecast(
        _ request: ExportRequest, _ database: InventoryDatabase, _ output: OutputFile, _ progress: ProgressHandler
    ) throws {
        let first = request.filter.firstDay ?? CivilDate.dayNumbers.lowerBound
        let last = max(first, request.filter.lastDay ?? CivilDate.dayNumbers.upperBound)
        let header = TextBuffer()
        RowFormatter(style: request.style, columns: ForecastFormatter.columns).writeHeader(to: header)
        var isHeaderWritten = false
        let buffers = TextBufferPool(capacity: 4 << 20)
        var rows = 0
        var stretches = 0
        // The size of a selection is known only after reading it.
        let total =
            request.filter.selection == .all && request.filter.suppliers.isEmpty
            ? try database.read { try $0.stretchCount(in: request.filter.scenario) } : 0
        try OrderedPipeline<ScannedBatch, (text: TextBuffer, rows: Int, stretches: Int)>(
            workers: request.workers, depth: request.workers + 2, interruption: database.interruption
        ).run(
            source: { emit in
                try database.readApart { snapshot in
                    let stores = try snapshot.storeIdentifiers()
                    let products = try snapshot.productIdentifiers()
                    let empty = ScannedBatch(
                        stores: IdentifierTexts(stores, style: request.style),
                        products: IdentifierTexts(products, style: request.style))
                    var batch = empty
                    let curves = try StoredCurves(snapshot, scenario: request.filter.scenario)
                    try snapshot.forEachStretch(request.filter) { key, stretch in
                        guard stores.contains(key.store), products.contains(key.product) else {
                            throw unknown(key, database)
                        }
                        batch.stretches.append(key, stretch, try curves.curve(of: stretch, key))
                        batch.rows += (stretch.lastDay - stretch.firstDay) / stretch.frequency + 1
                        guard batch.rows >= rowsInBatch else { return }
                        try emit(batch)
                        batch = ScannedBatch(stores: empty.stores, products: empty.products)
                    }
                    try emit(batch)
                }
            },
            worker: { work in
                var formatter = ForecastFormatter(format: request.format, days: first...last)
                try work.process { batch in
                    let text = buffers.take()
                    formatter.write(batch.stretches, stores: batch.stores, products: batch.products, to: text)
                    return (text, batch.rows, batch.stretches.count)
                }
            },
            sink: { result in
                if !isHeaderWritten { try output.write(header) }
                isHeaderWritten = true
                try output.write(result.text)
                buffers.giveBack(result.text)
                rows += result.rows
                stretches += result.stretches
                progress(
                    FlowProgress(
                        unit: "rows", done: rows, fraction: total > 0 ? Double(stretches) / Double(total) : nil))
            })
    }
}

/// Text buffers that are filled again after they have been written. For a new buffer, the system would take back the
/// memory of the old one and clear it for the next: a tenth of the time that the workers take.
private final class TextBufferPool: Sendable {
    private let free = Mutex<[TextBuffer]>([])
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    func take() -> TextBuffer {
        free.withLock { $0.popLast() } ?? TextBuffer(capacity: capacity)
    }

    /// - Parameter buffer: a buffer that the caller no longer uses.
    func giveBack(_ buffer: TextBuffer) {
        buffer.removeAll()
        free.withLock { $0.append(buffer) }
    }
}
