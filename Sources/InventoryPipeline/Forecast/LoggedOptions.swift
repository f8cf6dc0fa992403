import Forecasting
import Foundation
import InventoryStore

/// The options of a forecast as the log has them: only what differs from a plain forecast of everything.
struct LoggedOptions: Codable {
    var store: [String]?
    var product: [String]?
    var from: String?
    var days: Int?
    var frequency: Int?
    var ratesPer: String?
    var lostSales: Bool?

    init(_ request: ForecastRequest) {
        let (selection, options) = (request.selection, request.options)
        store = selection.stores.isEmpty ? nil : selection.stores
        product = selection.products.isEmpty ? nil : selection.products
        from = options.startDay.map { CivilDate(dayNumber: $0).isoText }
        days = options.durationDays
        frequency = options.frequency
        ratesPer = options.ratesPer == .day ? nil : options.ratesPer.rawValue
        lostSales = options.lostSales ? true : nil
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// What a log says of how the positions were read; nil where it can't be understood.
    static func options(fromJSON text: String) -> ForecastOptions? {
        guard let logged = try? JSONDecoder().decode(LoggedOptions.self, from: Data(text.utf8)) else { return nil }
        var options = ForecastOptions(
            durationDays: logged.days, frequency: logged.frequency, lostSales: logged.lostSales ?? false)
        if let from = logged.from {
            let parts = from.split(separator: "-").compactMap { Int($0) }
            guard parts.count == 3, let date = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
                return nil
            }
            options.startDay = date.dayNumber
        }
        if let ratesPer = logged.ratesPer {
            guard let rates = ForecastOptions.Rates(rawValue: ratesPer) else { return nil }
            options.ratesPer = rates
        }
        let isInBounds =
            (0...StockLimits.durationDays).contains(options.durationDays ?? 0)
            && (1...StockLimits.frequency).contains(options.frequency ?? 1)
        return isInBounds ? options : nil
    }
}
