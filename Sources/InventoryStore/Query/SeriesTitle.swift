/// What people know a series by.
package struct SeriesTitle: Equatable, Sendable {
    package var storeID: String
    package var productID: String
    /// The name of the product, if a file has stated it.
    package var name: String?

    package init(storeID: String, productID: String, name: String?) {
        self.storeID = storeID
        self.productID = productID
        self.name = name
    }
}
