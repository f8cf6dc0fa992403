/// Any key of an object. It serves to find keys that belong to no option.
///
/// An option that this version doesn't know, or whose name is damaged, would change the numbers without notice.
package struct AnyKey: CodingKey {
    package let stringValue: String
    package var intValue: Int? { nil }

    package init?(stringValue: String) { self.stringValue = stringValue }
    package init?(intValue: Int) { nil }

    /// - Throws: `DecodingError` if an object has a key that is not known.
    package static func require(_ known: Set<String>, _ decoder: any Decoder) throws {
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath + [key], debugDescription: "No option is called \(key.stringValue).")
            )
        }
    }
}

extension DecodingError {
    /// The value of an option is out of its bounds.
    static func outOfBounds(_ option: some CodingKey, _ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(
            Context(codingPath: decoder.codingPath + [option], debugDescription: "The value is out of its bounds."))
    }
}
