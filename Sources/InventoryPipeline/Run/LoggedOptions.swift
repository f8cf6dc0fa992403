import Forecasting
import Foundation

/// The options of a run as the log has them: only what differs from a plain forecast of everything.
struct LoggedOptions: Codable {
    var store: [String]?
    var product: [String]?
    var from: String?
    var days: Int?
    var frequency: Int?
    var ratesPer: String?
    var lostSales: Bool?
    var scaleSales: Double?
    var scaleRestocking: Double?
    var delayReceipts: Int?
    /// Days that are added to each lead time.
    var extraLeadTime: Int?
    /// For a plan only.
    var plan: Plan?

    /// What a plan does where a series says nothing; all of it, as it may be another default some day.
    struct Plan: Codable {
        var leadTime: Int
        var review: Int
        var safetyDays: Double
        var cover: Int
        var multiple: Double

        init(_ defaults: TermDefaults) {
            leadTime = defaults.leadTimeDays
            review = defaults.reviewPeriodDays
            safetyDays = defaults.safetyDays
            cover = defaults.coverDays
            multiple = defaults.orderMultiple
        }

        var defaults: TermDefaults {
            var defaults = TermDefaults()
            defaults.leadTimeDays = leadTime
            defaults.reviewPeriodDays = review
            defaults.safetyDays = safetyDays
            defaults.coverDays = cover
            defaults.orderMultiple = multiple
            return defaults
        }
    }

    init(_ request: RunRequest) {
        let (selection, options) = (request.selection, request.options.forecast)
        store = selection.stores.isEmpty ? nil : selection.stores
        product = selection.products.isEmpty ? nil : selection.products
        from = options.startDay.map { CivilDate(dayNumber: $0).isoText }
        days = options.durationDays
        frequency = options.frequency
        ratesPer = options.ratesPer == .day ? nil : options.ratesPer.rawValue
        lostSales = options.lostSales ? true : nil
        scaleSales = options.whatIf.salesFactor == 1 ? nil : options.whatIf.salesFactor
        scaleRestocking = options.whatIf.restockingFactor == 1 ? nil : options.whatIf.restockingFactor
        delayReceipts = options.whatIf.receiptDelayDays == 0 ? nil : options.whatIf.receiptDelayDays
        extraLeadTime = options.whatIf.extraLeadTimeDays == 0 ? nil : options.whatIf.extraLeadTimeDays
        plan = request.options.plan.map(Plan.init)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// What a log says of how the series were read; nil where it can't be understood.
    static func options(fromJSON text: String) -> RunOptions? {
        guard let logged = try? JSONDecoder().decode(LoggedOptions.self, from: Data(text.utf8)) else { return nil }
        var options = ProjectionOptions(
            durationDays: logged.days, frequency: logged.frequency, lostSales: logged.lostSales ?? false)
        if let from = logged.from {
            let parts = from.split(separator: "-").compactMap { Int($0) }
            guard parts.count == 3, let date = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
                return nil
            }
            options.startDay = date.dayNumber
        }
        if let ratesPer = logged.ratesPer {
            guard let rates = ProjectionOptions.Rates(rawValue: ratesPer) else { return nil }
            options.ratesPer = rates
        }
        options.whatIf.salesFactor = logged.scaleSales ?? 1
        options.whatIf.restockingFactor = logged.scaleRestocking ?? 1
        options.whatIf.receiptDelayDays = logged.delayReceipts ?? 0
        options.whatIf.extraLeadTimeDays = logged.extraLeadTime ?? 0
        let plan = logged.plan?.defaults
        let isInBounds =
            (0...StockLimits.durationDays).contains(options.durationDays ?? 0)
            && (1...StockLimits.frequency).contains(options.frequency ?? 1)
            && options.whatIf.problem == nil && plan?.problem == nil
        return isInBounds ? RunOptions(forecast: options, plan: plan) : nil
    }
}
