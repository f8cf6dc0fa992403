import Forecasting
import Foundation
import InventoryStore

/// The options of a run as stored in the log, as JSON: those of ``RunOptions``, and the selection of series.
package struct LoggedOptions: Codable {
    var selection: SeriesSelection
    var options: RunOptions

    init(_ request: RunRequest) {
        selection = request.selection
        options = request.options
    }

    func json() throws -> String { try Self.text(self) }

    /// Options as the logs of runs and simulations have them.
    static func text(_ options: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(options), as: UTF8.self)
    }

    /// The options in the JSON text of a log entry; nil if it can't be decoded.
    package static func options(fromJSON text: String) -> RunOptions? {
        try? JSONDecoder().decode(LoggedOptions.self, from: Data(text.utf8)).options
    }

    private enum Key: String, CodingKey, CaseIterable { case store, product, category }

    package func encode(to encoder: any Encoder) throws {
        try options.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        if !selection.stores.isEmpty { try container.encode(selection.stores, forKey: .store) }
        if !selection.products.isEmpty { try container.encode(selection.products, forKey: .product) }
        if !selection.categories.isEmpty { try container.encode(selection.categories, forKey: .category) }
    }

    package init(from decoder: any Decoder) throws {
        try AnyKey.require(RunOptions.keys.union(Key.allCases.map(\.rawValue)), decoder)
        options = try RunOptions(from: decoder)
        let container = try decoder.container(keyedBy: Key.self)
        selection = SeriesSelection(
            stores: try container.decodeIfPresent([String].self, forKey: .store) ?? [],
            products: try container.decodeIfPresent([String].self, forKey: .product) ?? [],
            categories: try container.decodeIfPresent([String].self, forKey: .category) ?? [])
    }
}
