/// A text that belongs to a product, in all of its stores. The raw value is the column of `product`.
package enum ProductText: String, CaseIterable, Sendable {
    case name, category, supplier
}

/// The texts of products, one entry for each row of a product file.
package struct ProductNames: Sendable {
    /// The columns that the file has. The stored value of a missing one stays.
    package private(set) var columns: [ProductText] = []
    /// The product of each row. A product may appear repeatedly; the first row of an import counts.
    package private(set) var products: [Int32] = []
    /// The texts of each row, in the order of ``columns``; empty if the row has none.
    private(set) var texts = IdentifierList()

    package init() {}

    /// - Parameter columns: the same for all products of a file.
    package mutating func append(product: Int32, columns: [ProductText]) {
        self.columns = columns
        products.append(product)
    }

    /// Adds a text of the product that was added last: one for each of ``columns``, in their order.
    package mutating func append(text: UnsafeBufferPointer<UInt8>) { texts.append(text) }

    var byteCount: Int { texts.bytes.count }
}
