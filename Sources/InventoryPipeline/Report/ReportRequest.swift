import InventoryStore

/// What a report is about, and how much of it there may be.
package struct ReportRequest: Sendable {
    package var scenario: String
    package var selection: SeriesSelection
    /// Suppliers and patterns of them; empty means all.
    package var suppliers: [String]
    /// What the page is called; nil names it by its first day.
    package var title: String?
    /// Days of demand; more stock than that is too much.
    package var maxCover: Int
    /// The most exceptions that are listed.
    package var exceptions: Int
    /// The most products that have a card, and the most stores on a card.
    package var products = 6
    package var stores = 6

    /// The most exceptions that are listed if nobody says otherwise.
    package static let usualExceptions = 25

    /// A page of some products has all their stores, up to this many.
    private static let storesOfProduct = 24

    package init(
        scenario: String = Scenario.baseline, selection: SeriesSelection = .all, suppliers: [String] = [],
        title: String? = nil, maxCover: Int = ExceptionRequest.usualMaxCover, exceptions: Int = usualExceptions
    ) {
        self.scenario = scenario
        self.selection = selection
        self.suppliers = suppliers
        self.title = title
        self.maxCover = maxCover
        self.exceptions = exceptions
        if isOfProducts { stores = Self.storesOfProduct }
    }

    /// Whether it is the page of some products over their stores, and not of all.
    package var isOfProducts: Bool { !selection.products.isEmpty }
    /// Whether it is about a part of the series.
    package var isOfSome: Bool { selection != .all || !suppliers.isEmpty }
}
