import InventoryStore
import Platform

extension SeriesTitle {
    /// What a text about a series begins with.
    package var text: String {
        let name = name.map { " (\(DisplayText.of($0)))" } ?? ""
        return "Product \(DisplayText.ofIdentifier(productID))\(name) in store \(DisplayText.ofIdentifier(storeID))"
    }
}
