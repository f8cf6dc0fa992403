import InventoryPipeline
import InventoryStore
import Pages

/// Gathers the facts of a page in a snapshot, and has them drawn.
struct SitePages {
    private let snapshot: Snapshot
    private let database: InventoryDatabase
    private let query: SiteQuery

    init(_ snapshot: Snapshot, _ database: InventoryDatabase, _ query: SiteQuery) {
        self.snapshot = snapshot
        self.database = database
        self.query = query
    }

    /// - Throws: ``SiteQuery/Problem``, and what the flows throw.
    func html(_ frame: SiteFrame) throws -> HTML {
        switch query.address.page {
        case .overview, .newer, .orderFile, .stockoutFile: try overview(frame)
        case .exceptions: try exceptions(frame)
        case .search: try search(frame)
        case .product: try product(frame)
        case .orders: try orders(frame)
        case .stockouts: try stockouts(frame)
        case .compare: try compare(frame)
        case .runs: try runs(frame)
        }
    }

    private func state(needsPlan: Bool? = nil) throws -> ResultState {
        try snapshot.resultState(
            of: query.scenario, in: query.selection,
            needsPlan: needsPlan ?? snapshot.hasOrders(in: query.scenario))
    }

    private func overview(_ frame: SiteFrame) throws -> HTML {
        let request = ReportRequest(
            scenario: query.scenario,
            selection: SeriesSelection(
                stores: query.selection.stores, categories: query.selection.categories), suppliers: query.suppliers,
            maxCover: try query.maxCover())
        return OverviewPage.html(try ReportFlow.run(request, snapshot, database), frame)
    }

    private func exceptions(_ frame: SiteFrame) throws -> HTML {
        let part = try query.part()
        let request = ExceptionRequest(
            scenario: query.scenario, selection: query.selection, suppliers: query.suppliers,
            states: try query.states(),
            maxCover: try query.maxCover())
        return ListPages.exceptions(
            try ExceptionListing(request, part, snapshot, database), part, try state(), frame)
    }

    private func search(_ frame: SiteFrame) throws -> HTML {
        let part = try query.part()
        let text = query.text("q") ?? ""
        let (found, count) = try snapshot.products(withWordsOf: text, limit: ListPart.size, offset: part.offset)
        return ListPages.search(text, found, count: count, part, frame)
    }

    private func product(_ frame: SiteFrame) throws -> HTML {
        guard let product = query.text("product") else {
            throw SiteQuery.Problem(sentence: "The address names no product. Search for one above.")
        }
        return ProductPage.html(
            try ProductFacts(
                product, store: query.text("store"), scenario: query.scenario, snapshot, database), frame)
    }

    private func orders(_ frame: SiteFrame) throws -> HTML {
        let part = try query.part()
        return ListPages.orders(
            try OrderListing(snapshot, try query.filter(), part), part, try state(needsPlan: true), frame)
    }

    private func stockouts(_ frame: SiteFrame) throws -> HTML {
        let part = try query.part()
        return ListPages.stockouts(
            try StockoutListing(snapshot, try query.filter(), part), part, try state(needsPlan: false), frame)
    }

    private func compare(_ frame: SiteFrame) throws -> HTML {
        let part = try query.part()
        let first = query.text("a") ?? frame.scenarios.first ?? Scenario.baseline
        let second = query.text("b") ?? frame.scenarios.first { $0 != first } ?? Scenario.baseline
        guard first != second else { return ComparePage.html(first, second, nil, part, frame) }
        return ComparePage.html(
            first, second, try DifferenceListing(first, second, query.selection, part, snapshot, database), part, frame)
    }

    private func runs(_ frame: SiteFrame) throws -> HTML {
        let part = try query.part()
        let runs = try snapshot.runs()
        return RunsPage.html(
            Array(runs.reversed().dropFirst(part.offset).prefix(ListPart.size)), count: runs.count,
            try snapshot.imports(limit: 20), part, try state(), frame)
    }
}
