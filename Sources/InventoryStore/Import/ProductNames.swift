/// Names and categories of products, by the rows of a product file.
package struct ProductNames: Sendable {
    /// Which of the two the file has. The other stays as it is stored.
    package var hasNames = false
    package var hasCategories = false
    /// The product of each row, as often as the file has it; the first row of an import counts.
    package private(set) var products: [Int32] = []
    /// Those of each row; an empty one is not stated.
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
