internal import GRDB

/// `store` and `product`: identifiers and their keys.
package enum IdentifierKind: String, CaseIterable, Sendable {
    case store, product

    var table: String { rawValue }
    var key: String { "\(rawValue)_key" }
    var identifier: String { "\(rawValue)_id" }

    /// The valid keys.
    var bounds: ClosedRange<Int> {
        switch self {
        case .store: StoredBounds.storeKeys
        case .product: StoredBounds.productKeys
        }
    }
}
