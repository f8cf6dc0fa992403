/// What happened to the stock of a series between its position and the last day of which its sales are known.
public struct StockRoll: Equatable, Sendable {
    /// The last day of which the sales are known, as a day number. The stock is that of the next morning.
    public var until: Int
    /// The evening whose stock a file of sales has, if it is later than the position: the stock begins with it.
    public var closing: Closing?
    /// Units sold since the position, or since that evening.
    public var sold: Double

    public struct Closing: Equatable, Sendable {
        public var day: Int
        /// Units.
        public var stock: Double

        public init(day: Int, stock: Double) {
            self.day = day
            self.stock = stock
        }
    }

    public init(until: Int, closing: Closing? = nil, sold: Double = 0) {
        self.until = until
        self.closing = closing
        self.sold = sold
    }

    /// Adds a day of sales that is not before the position. Days have to ascend.
    package mutating func add(_ day: SoldDay) {
        if day.closingStock.isNaN {
            sold += day.quantity
        } else {
            closing = Closing(day: Int(day.day), stock: day.closingStock)
            sold = 0
        }
    }

    /// The days whose restocking is added: those on which the store is open.
    package func restockedDays(of stored: StockPosition, _ calendar: StoreCalendar) -> Int {
        let before = closing?.day ?? stored.startDay - 1
        return until - before - calendar.closedDays(from: before + 1, to: until)
    }

    /// The position on the morning after the last day of sales: less what was sold, and with what the rate of restocking has brought.
    /// What was scheduled to arrive meanwhile is not counted, as nobody knows whether it did; it is overdue then.
    package func position(from stored: StockPosition, _ calendar: StoreCalendar) -> StockPosition {
        var position = stored
        position.startDay = until + 1
        let restocked = stored.restockingRate * Double(restockedDays(of: stored, calendar))
        let onHand = (closing?.stock ?? stored.onHand) - sold + restocked
        position.onHand = min(max(onHand, -StockLimits.quantity), StockLimits.quantity)
        return position
    }
}
