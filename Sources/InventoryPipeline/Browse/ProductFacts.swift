import Forecasting
import InventoryStore

/// What is known of one product: in all of its stores, and in one of them all that files and runs say.
package struct ProductFacts: Sendable {
    package var productID: String
    /// The report of it: pictures, exceptions, how orders come about.
    package var report: ReportData
    /// Its stores, in the order of their keys. If one store is asked for, all of them are here too.
    package var stores: [SeriesDetail] = []
    /// Whether more stores have it than ``stores`` has.
    package var hasMoreStores = false
    /// The series that is asked for; nil if all stores are.
    package var series: SeriesFactsOfFiles?

    /// The most stores that are listed.
    package static let mostStores = 200
    /// The most stores with a picture, if all are asked for.
    private static let mostPictures = 6

    /// - Parameter store: the store; nil means all.
    /// - Throws: ``StoreError`` of kind `unknownName` if there is no such product, store or scenario; ``RequestError`` if the product is not
    ///   in the inventory of the store.
    package init(
        _ productID: String, store: String?, scenario: String, _ snapshot: Snapshot, _ database: InventoryDatabase
    ) throws {
        self.productID = productID
        let ofProduct = SeriesSelection.literally(product: productID)
        let selection = SeriesSelection.literally(product: productID, store: store)
        var request = ReportRequest(scenario: scenario, selection: selection)
        request.stores = store == nil ? Self.mostPictures : 1
        report = try ReportFlow.run(request, snapshot, database)
        try snapshot.forEachSeriesDetail(
            ResultFilter(scenario: scenario, selection: ofProduct), limit: Self.mostStores + 1
        ) { stores.append($0) }
        hasMoreStores = stores.count > Self.mostStores
        if hasMoreStores { stores.removeLast() }
        if let store {
            guard let basis = try snapshot.planBases(of: selection, scenario: scenario, limit: 1).first else {
                throw RequestError.notInInventory(products: [productID], stores: [store])
            }
            series = SeriesFactsOfFiles(basis: basis, sold: try snapshot.history(of: basis.key))
        } else if stores.isEmpty {
            throw RequestError.notInInventory(products: [productID], stores: [])
        }
    }
}

/// What files say of a series, with the line of each.
package struct SeriesFactsOfFiles: Sendable {
    package var basis: PlanBasis
    /// The days on which something was sold, ascending.
    package var sold: [SoldDay]

    /// What was sold in the last weeks of the history, which end with its last day: the first day of each, and units.
    package func weeks(_ count: Int) -> [(firstDay: Int, units: Double)] {
        guard let last = sold.last.map({ Int($0.day) }), let first = sold.first.map({ Int($0.day) }) else { return [] }
        let known = min(count, (last - first) / 7 + 1)
        var weeks = (0..<known).map { (firstDay: last - 7 * (known - $0) + 1, units: 0.0) }
        for day in sold {
            let week = known - 1 - (last - Int(day.day)) / 7
            if weeks.indices.contains(week) { weeks[week].units += day.quantity }
        }
        return weeks
    }
}
