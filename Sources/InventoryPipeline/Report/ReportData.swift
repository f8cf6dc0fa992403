import Forecasting
import InventoryStore

/// What a report shows, as facts: days are day numbers, quantities are in units, money is in the currency of the files.
package struct ReportData: Sendable {
    package var request: ReportRequest
    /// The path of the database.
    package var path: String
    /// How far the results agree with what is stored now.
    package var state: ResultState
    /// The last run of the scenario; nil if the log has none.
    package var run: Run?
    package var census: Census
    package var totals: ExceptionTotals
    /// The most money first.
    package var exceptions: [PicturedException] = []
    /// The orders of each week, ascending; weeks without orders have none.
    package var weeks: [WeekOrders] = []
    /// The orders that are to be placed in the first seven days, by supplier, the most money first.
    package var suppliers: [SupplierTotal] = []
    /// Suppliers that are not listed.
    package var otherSuppliers = 0
    package var classes: ClassTable?
    /// The accuracy of the last weeks; empty if none is known, or the report is of some series.
    package var accuracy: [ListedAccuracy] = []
    /// What the policies of the last simulation or replay gave; empty if there is none, or the report is of some series.
    package var simulation: [ListedSimulation] = []
    /// The scenarios with results side by side, the baseline first; empty if there is only one.
    package var scenarios: [ScenarioOutcome] = []
    package var cards: [ProductCard] = []

    /// An exception with the levels of its series.
    package struct PicturedException: Sendable {
        package var listed: ListedException
        package var picture: LevelPicture
    }

    /// The orders that are to be placed in a week.
    package struct WeekOrders: Equatable, Sendable {
        /// The day number of the Monday.
        package var monday: Int
        package var sum = OrderSum()
        /// Those of them that arrive late.
        package var late = OrderSum()
    }

    /// The totals of a scenario.
    package struct ScenarioOutcome: Equatable, Sendable {
        package var name: String
        package var series: Int
        package var totals: OutcomeTotals
    }

    /// A product with its stores.
    package struct ProductCard: Sendable {
        package var productID: String
        package var name: String?
        package var category: String?
        package var supplier: String?
        package var series: [SeriesCard] = []
        /// Its stores that are not on the card.
        package var otherStores = 0
    }

    /// A series on a card.
    package struct SeriesCard: Sendable {
        package var storeID: String
        package var picture: LevelPicture
        package var exceptions: [SeriesException]
        /// How its orders or its risk come about; nil if it has neither.
        package var explanation: Explanation?

        init(
            storeID: String, picture: LevelPicture, exceptions: [SeriesException], explanation: Explanation?
        ) {
            self.storeID = storeID
            self.picture = picture
            self.exceptions = exceptions
            self.explanation = explanation
            // That of the plan may be by service, and not stated.
            if let stock = explanation?.safetyStock, stock > 0 { self.picture.safetyStock = stock }
        }
    }

    /// The orders that are to be placed with a supplier in the first seven days.
    package struct SupplierTotal: Sendable {
        /// nil for products whose supplier no file states.
        package var supplier: String?
        package var sum = OrderSum()
        /// As in ``SupplierOrders``. It is that of the orders of one day.
        package var minimum: Double?
        /// Days with orders, those of them that reach the minimum, and those of which that depends on unknown costs.
        package private(set) var days = 0
        package private(set) var daysReached = 0
        package private(set) var daysUnknown = 0

        init(supplier: String?) { self.supplier = supplier }

        mutating func add(_ orders: SupplierOrders) {
            sum.add(orders.sum)
            if let minimum = orders.minimum { self.minimum = max(self.minimum ?? 0, minimum) }
            days += 1
            if orders.minimum != nil, orders.isMinimumReached == nil { daysUnknown += 1 }
            if orders.isMinimumReached ?? (orders.minimum == nil) { daysReached += 1 }
        }
    }
}

/// The levels of a series and what changes them.
package struct LevelPicture: Sendable {
    package var firstDay: Int
    /// Units on the morning of the first day.
    package var onHand: Double
    /// The level at the end of each day, without planned orders…
    package var levels: [Double]
    /// …and with them; the same if there are none.
    package var planned: [Double]
    package var stockoutDay: Int?
    /// Units a day.
    package var rate: Double
    package var leadTime: Int
    /// Units; nil if there is none.
    package var safetyStock: Double?
    /// Open orders and planned orders.
    package var receipts: [Receipt]
    package var orders: [StoredOrder]
    package var risk: StoredRisk?

    package var lastDay: Int { firstDay + max(levels.count, 1) - 1 }

    package init(
        firstDay: Int, onHand: Double, levels: [Double], planned: [Double], stockoutDay: Int?, rate: Double,
        leadTime: Int, safetyStock: Double?, receipts: [Receipt], orders: [StoredOrder], risk: StoredRisk?
    ) {
        self.firstDay = firstDay
        self.onHand = onHand
        self.levels = levels
        self.planned = planned
        self.stockoutDay = stockoutDay
        self.rate = rate
        self.leadTime = leadTime
        self.safetyStock = safetyStock
        self.receipts = receipts
        self.orders = orders
        self.risk = risk
    }
}

/// How many series there are, and what their orders sum up to.
package struct Census: Equatable, Sendable {
    package internal(set) var series = 0
    package internal(set) var stores = 0
    package internal(set) var products = 0
    /// The day that the report looks at orders from: the greatest first day of a projection. nil without any results.
    package internal(set) var day: Int?
    /// All orders, and those that are to be placed before the eighth day.
    package internal(set) var orders = OrderSum()
    package internal(set) var dueOrders = OrderSum()

    /// Days from ``day`` on in which an order is due.
    package static let dueDays = 7
}

/// The series by the money that they sell (A, B, C) and by how even their demand is (X, Y, Z).
package struct ClassTable: Equatable, Sendable {
    package struct Cell: Equatable, Sendable {
        package var series = 0
        /// Money a day, or units a day if no costs are known.
        package var sales = 0.0
        /// The stock on the first morning, in the same unit. What is owed counts as nothing.
        package var stock = 0.0

        /// Days of stock; nil if nothing is sold.
        package var days: Double? { sales > 0 ? stock / sales : nil }

        mutating func add(_ other: Cell) {
            series += other.series
            sales += other.sales
            stock += other.stock
        }
    }

    package static let rows = ["A", "B", "C", "none"]
    package static let columns = ["X", "Y", "Z", "unknown"]

    /// By row and column of ``rows`` and ``columns``.
    package internal(set) var cells: [[Cell]]
    /// Whether sales are in money.
    package var isOfMoney: Bool
    /// Series without a cost, which are left out if others have one.
    package internal(set) var withoutCost = 0

    package func total(row: Int) -> Cell {
        cells[row].reduce(into: Cell()) { $0.add($1) }
    }
}
