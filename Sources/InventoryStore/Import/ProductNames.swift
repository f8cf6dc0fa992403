/// Names and categories of products, one entry for each row of a product file.
package struct ProductNames: Sendable {
    /// Which of the two columns the file has. The stored value of a missing column stays.
    package var hasNames = false
    package var hasCategories = false
    /// The product of each row. A product may appear repeatedly; the first row of an import counts.
    package private(set) var products: [Int32] = []
    /// The name and the category of each row; empty if the row has none.
    package private(set) var names = IdentifierList()
    package private(set) var categories = IdentifierList()

    package init() {}

    package mutating func append(
        product: Int32, name: UnsafeBufferPointer<UInt8>, category: UnsafeBufferPointer<UInt8>
    ) {
        products.append(product)
        names.append(name)
        categories.append(category)
    }

    var byteCount: Int { names.bytes.count + categories.bytes.count }
}
