import Forecasting
import InventoryStore
import Platform

/// Gathers what a report shows, in one snapshot.
///
///     all selected series, once ──▶ exceptions, census, weeks, classes
///     the first of the exceptions ──▶ levels of their series, cards of their products
///     scenarios, accuracy, suppliers ──▶ a query each
///
/// The size of the result depends on the request's limits, and not on the number of series.
package enum ReportFlow {
    /// The most weeks, suppliers and scenarios.
    private static let limits = (weeks: 13, suppliers: 20, scenarios: 8)
    /// Exceptions from which the cards are chosen.
    private static let candidates = 500
    /// The most days of a picture.
    private static let days = (list: 90, card: 182)

    /// - Throws: ``StoreError``, also for unknown scenarios, stores, products, categories and suppliers; ``RequestError`` if nothing that
    ///   is selected is in the inventory; ``Interrupted``.
    package static func run(
        _ request: ReportRequest, database: InventoryDatabase, progress: ProgressHandler = { _ in }
    ) throws -> ReportData {
        try database.read { snapshot in try run(request, snapshot, database, progress) }
    }

    /// The same in a snapshot.
    package static func run(
        _ request: ReportRequest, _ snapshot: Snapshot, _ database: InventoryDatabase,
        _ progress: ProgressHandler = { _ in }
    ) throws -> ReportData {
        let exceptions = ExceptionRequest(
            scenario: request.scenario, selection: request.selection, suppliers: request.suppliers,
            maxCover: request.maxCover)
        var count = Count(
            classes: request.isOfProducts
                ? nil : ClassCount(folder: AtomicFile.folder(of: database.path), database.interruption))
        let found = try ExceptionFlow.run(exceptions, snapshot, database, progress) { facts in try count.add(facts) }
        var data = ReportData(
            request: request, path: database.path,
            state: try snapshot.resultState(
                of: request.scenario, in: request.selection, needsPlan: snapshot.hasOrders(in: request.scenario)),
            run: try snapshot.runs(of: request.scenario).last, census: count.finished(), totals: found.totals)
        data.weeks = count.weeks.values.sorted { $0.monday < $1.monday }.prefix(limits.weeks).map { $0 }
        data.classes = try count.classes?.table()
        count.classes = nil
        let pictures = try Pictures(snapshot, request.scenario, database)
        var listed: [ListedException] = []
        try found.drain(limit: candidates, snapshot) { listed.append($0) }
        for exception in listed.prefix(request.exceptions) {
            try database.interruption.check()
            guard let picture = try pictures.picture(of: exception.exception.key, days: days.list) else { continue }
            data.exceptions.append(.init(listed: exception, picture: picture))
        }
        if let day = data.census.day { try addSuppliers(to: &data, until: day + Census.dueDays - 1, snapshot) }
        if !request.isOfSome {
            data.accuracy = try AccuracyFlow.run(snapshot, weeks: 8, by: .week)
            data.simulation = try snapshot.lastSimulation()
        }
        data.scenarios = try scenarios(exceptions, snapshot, database)
        data.cards = try cards(request, listed, pictures, snapshot, database)
        return data
    }

    // MARK: All series

    /// What is counted of all series.
    private struct Count {
        var census = Census()
        var weeks: [Int: ReportData.WeekOrders] = [:]
        /// nil if they are not asked for.
        var classes: ClassCount?
        private var stores = NumberCount()
        private var products = NumberCount()
        /// The orders of each day, from which those that are due are added up when the day of the report is known.
        private var days: [Int: OrderSum] = [:]

        init(classes: ClassCount?) { self.classes = classes }

        mutating func add(_ facts: SeriesFacts) throws {
            census.series += 1
            stores.add(facts.key.store)
            products.add(facts.key.product)
            census.day = max(census.day ?? facts.firstDay, facts.firstDay)
            try classes?.add(facts)
            for order in facts.orders {
                census.orders.add(order)
                days[order.orderDay, default: OrderSum()].add(order)
                let monday = order.orderDay - CivilDate.weekday(ofDayNumber: order.orderDay) + 1
                weeks[monday, default: .init(monday: monday)].sum.add(order)
                if order.daysLate > 0 { weeks[monday, default: .init(monday: monday)].late.add(order) }
            }
        }

        func finished() -> Census {
            var census = census
            census.stores = stores.count
            census.products = products.count
            guard let day = census.day else { return census }
            for (_, sum) in days.filter({ $0.key < day + Census.dueDays }).sorted(by: { $0.key < $1.key }) {
                census.dueOrders.add(sum)
            }
            return census
        }
    }

    private static func addSuppliers(to data: inout ReportData, until last: Int, _ snapshot: Snapshot) throws {
        let filter = ResultFilter(
            scenario: data.request.scenario, selection: data.request.selection, lastDay: last)
        var suppliers: [String?: ReportData.SupplierTotal] = [:]
        let chosen = data.request.suppliers.isEmpty ? nil : try snapshot.suppliers(matching: data.request.suppliers)
        try snapshot.forEachSupplierOrders(filter) { orders in
            if let chosen { guard let name = orders.supplier, chosen.contains(name) else { return } }
            suppliers[orders.supplier, default: .init(supplier: orders.supplier)].add(orders)
        }
        let sorted = suppliers.values.sorted {
            ($1.sum.cost, $1.sum.units, $0.supplier ?? "") < ($0.sum.cost, $0.sum.units, $1.supplier ?? "")
        }
        data.suppliers = Array(sorted.prefix(limits.suppliers))
        data.otherSuppliers = sorted.count - data.suppliers.count
    }

    private static func scenarios(
        _ request: ExceptionRequest, _ snapshot: Snapshot, _ database: InventoryDatabase
    ) throws -> [ReportData.ScenarioOutcome] {
        let scenarios = try snapshot.scenariosWithResults()
        guard scenarios.count > 1 else { return [] }
        let partitions = try PartitionPlan.partitions(
            snapshot, selected: ExceptionFlow.selectedKeys(request, snapshot))
        return try scenarios.prefix(limits.scenarios).map { scenario in
            var found = ReportData.ScenarioOutcome(name: scenario, series: 0, totals: OutcomeTotals())
            var outcomes: [SeriesOutcome] = []
            for partition in partitions {
                try database.interruption.check()
                try snapshot.readOutcomes(in: scenario, of: partition.ranges, into: &outcomes)
                found.series += outcomes.count
                for outcome in outcomes { found.totals.add(outcome) }
            }
            return found
        }
    }

    // MARK: The cards

    private static func cards(
        _ request: ReportRequest, _ listed: [ListedException], _ pictures: Pictures, _ snapshot: Snapshot,
        _ database: InventoryDatabase
    ) throws -> [ReportData.ProductCard] {
        var exceptions: [SeriesKey: [SeriesException]] = [:]
        var products: [Int32] = []
        for exception in listed.map(\.exception) {
            exceptions[exception.key, default: []].append(exception)
            if !products.contains(exception.key.product) { products.append(exception.key.product) }
        }
        let selected = try snapshot.resolve(request.selection)
        if request.isOfProducts, let chosen = selected.products {
            products += chosen.filter { !products.contains($0) }
        }
        var cards: [ReportData.ProductCard] = []
        for product in products where cards.count < request.products {
            // Stores with exceptions come first, those with the most money before the others.
            let first = listed.map(\.exception.key).filter { $0.product == product }
            var keys: [SeriesKey] = []
            for key in first where !keys.contains(key) { keys.append(key) }
            let named = Set(keys)
            let stores = try snapshot.stores(withResultsOf: product, in: request.scenario)
            keys += stores.filter { store in selected.stores?.contains(store) ?? true }
                .map { SeriesKey(store: $0, product: product) }.filter { !named.contains($0) }
            let details = try snapshot.names(of: product)
            var card: ReportData.ProductCard?
            for key in keys.prefix(request.stores) {
                try database.interruption.check()
                guard let picture = try pictures.picture(of: key, days: days.card) else { continue }
                let title = try snapshot.title(of: key)
                var new =
                    card
                    ?? ReportData.ProductCard(
                        productID: title.productID, name: title.name, category: details[.category],
                        supplier: details[.supplier], otherStores: max(keys.count - request.stores, 0))
                new.series.append(
                    .init(
                        storeID: title.storeID, picture: picture, exceptions: exceptions[key] ?? [],
                        explanation: try explanation(title, request.scenario, snapshot, database)))
                card = new
            }
            if let card { cards.append(card) }
        }
        return cards
    }

    private static func explanation(
        _ title: SeriesTitle, _ scenario: String, _ snapshot: Snapshot, _ database: InventoryDatabase
    ) throws -> Explanation? {
        let request = ExplainRequest(
            product: title.productID, store: title.storeID, scenario: scenario, isLiteral: true)
        do {
            guard case .explanation(let explanation) = try ExplainFlow.run(request, snapshot, path: database.path)
            else { return nil }
            return explanation
        } catch RequestError.impossibleTermsOfRun { return nil }
    }
}
