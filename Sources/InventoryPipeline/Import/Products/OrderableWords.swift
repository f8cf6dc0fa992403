/// The words for whether a product is ordered.
enum OrderableWords {
    /// Whether a text says yes; nil if it is none of the known words. What is discontinued is not ordered.
    static func isYes(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        let word = String(decoding: text, as: UTF8.self).lowercased()
        if yes.contains(word) { return true }
        return no.contains(word) ? false : nil
    }

    private static let yes = YesNoWords.yes.union(["orderable", "active", "purchasable"])
    private static let no = YesNoWords.no.union([
        "discontinued", "inactive", "obsolete", "blocked", "archived", "end of life",
    ])
}
