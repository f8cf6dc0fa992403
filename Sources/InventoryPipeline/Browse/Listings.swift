import InventoryStore

/// A part of the planned orders within a filter, and the sum of all of them.
package struct OrderListing: Sendable {
    package var orders: [ListedOrder] = []
    package var sum = OrderSum()

    package init(_ snapshot: Snapshot, _ filter: ResultFilter, _ part: ListPart) throws {
        try snapshot.forEachOrderOfSeries(filter) { sum.add($1) }
        guard sum.count > part.offset else { return }
        try snapshot.forEachOrder(filter, limit: ListPart.size, offset: part.offset) { orders.append($0) }
    }
}

/// A part of the stock-outs within a filter, and the number of all of them.
package struct StockoutListing: Sendable {
    package var stockouts: [Stockout] = []
    package var count: Int

    package init(_ snapshot: Snapshot, _ filter: ResultFilter, _ part: ListPart) throws {
        count = try snapshot.stockoutCount(filter)
        try snapshot.forEachStockout(filter, limit: ListPart.size, offset: part.offset) { stockouts.append($0) }
    }
}

/// A part of the exceptions with pictures of their levels, and the sums of all of them.
package struct ExceptionListing: Sendable {
    package var exceptions: [ReportData.PicturedException] = []
    package var totals: ExceptionTotals

    /// The most days of a picture.
    private static let days = 90

    package init(
        _ request: ExceptionRequest, _ part: ListPart, _ snapshot: Snapshot, _ database: InventoryDatabase
    ) throws {
        let found = try ExceptionFlow.run(request, snapshot, database: database)
        totals = found.totals
        let pictures = try Pictures(snapshot, request.scenario, database)
        var place = 0
        try found.drain(limit: part.offset + ListPart.size, snapshot) { listed in
            place += 1
            guard place > part.offset,
                let picture = try pictures.picture(of: listed.exception.key, days: Self.days)
            else { return }
            exceptions.append(.init(listed: listed, picture: picture))
        }
    }
}

/// A part of the series in which two scenarios differ, and the totals of both.
package struct DifferenceListing: Sendable {
    package var differences: [SeriesDifference] = []
    package var totals: DifferenceTotals
    /// Whether both scenarios say how likely series run out.
    package var hasRisk: Bool

    /// - Throws: ``StoreError``, ``RequestError`` if one of them has no results, ``Interrupted``.
    package init(
        _ first: String, _ second: String, _ selection: SeriesSelection, _ part: ListPart, _ snapshot: Snapshot,
        _ database: InventoryDatabase
    ) throws {
        let found = try DiffFlow.run(
            DiffRequest(
                first: first, second: second, selection: selection, limit: part.offset + ListPart.size, workers: 1),
            snapshot, database: database)
        totals = found.totals
        hasRisk = found.hasRisk
        try found.drain(snapshot, offset: part.offset) { differences.append($0) }
    }
}
