import InventoryStore
import Platform

extension IdentifierTable {
    /// The identifiers that a name which is not among them probably means: those that look like it, else those that are written
    /// nearly so.
    func near(_ name: String) -> [String] {
        let form = IdentifierForm.folded(name)
        var alike: [String] = []
        var near = NearNames(name)
        var isKnown = false
        forEach { bytes in
            if bytes.elementsEqual(name.utf8) { isKnown = true }
            near.consider(bytes)
            // Nearly all differ in more than blanks and look-alikes, which shows in their lengths.
            guard alike.count < 3, abs(bytes.count - name.utf8.count) <= 8 else { return }
            let text = String(decoding: bytes, as: UTF8.self)
            if IdentifierForm.folded(text) == form { alike.append(text) }
        }
        return isKnown ? [] : alike.isEmpty ? near.found : alike
    }
}

extension Expectation {
    /// The expectation with the stores and products that an unknown one probably means.
    func suggesting(stores: IdentifierTable, products: IdentifierTable) -> Expectation {
        switch self {
        case .unknownSeries(let store, let product), .stockOfNew(let store, let product):
            near(stores.near(store), products.near(product))
        case .unknownProduct(let product): near([], products.near(product))
        case .unknownStore(let store): near(stores.near(store), [])
        default: self
        }
    }

    private func near(_ stores: [String], _ products: [String]) -> Expectation {
        stores.isEmpty && products.isEmpty ? self : .near(self, stores: stores, products: products)
    }
}
