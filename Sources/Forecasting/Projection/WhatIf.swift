/// What is assumed to be different in a what-if run. It is applied to what a forecast or a plan starts from.
public struct WhatIf: Equatable, Sendable {
    /// Factor on the sales rate.
    public var salesFactor = 1.0
    /// Factor on the restocking rate; receipts stay as they are.
    public var restockingFactor = 1.0
    /// Days by which every scheduled receipt is late.
    public var receiptDelayDays = 0
    /// Days added to the lead time, or taken away where negative; a lead time ends at 0.
    public var extraLeadTimeDays = 0

    @inlinable
    public init() {}

    /// Why it can't be applied.
    public enum Problem: Error, Equatable, Sendable {
        case salesFactor, restockingFactor, receiptDelayDays, extraLeadTimeDays
    }

    /// Factors are 0 to 1,000,000 and days at most as many as the longest horizon has; the delay is not negative.
    public var problem: Problem? {
        if !(0...1e6).contains(salesFactor) { return .salesFactor }
        if !(0...1e6).contains(restockingFactor) { return .restockingFactor }
        if !(0...StockLimits.durationDays).contains(receiptDelayDays) { return .receiptDelayDays }
        if !(-StockLimits.durationDays...StockLimits.durationDays).contains(extraLeadTimeDays) {
            return .extraLeadTimeDays
        }
        return nil
    }

    /// The position with its rates scaled, which stay within ``StockLimits``.
    @inlinable
    public func position(from stored: StockPosition) -> StockPosition {
        guard salesFactor != 1 || restockingFactor != 1 else { return stored }
        var position = stored
        position.salesRate = min(stored.salesRate * salesFactor, StockLimits.quantity)
        position.restockingRate = min(stored.restockingRate * restockingFactor, StockLimits.quantity)
        return position
    }

    /// The receipt with the delay. All are delayed alike, so their order stays.
    @inlinable
    public func receipt(from scheduled: Receipt) -> Receipt {
        Receipt(day: scheduled.day + receiptDelayDays, quantity: scheduled.quantity)
    }

    /// The terms with the changed lead time.
    public func terms(from stated: SupplyTerms) -> SupplyTerms {
        var terms = stated
        terms.leadTimeDays = min(max(stated.leadTimeDays + extraLeadTimeDays, 0), StockLimits.durationDays)
        return terms
    }
}
