/// A part of a list that is too long for one page.
package struct ListPart: Equatable, Sendable {
    /// From 1.
    package var number: Int

    /// Rows of a part.
    package static let size = 50
    /// The most parts. Behind them, the list is for a program.
    package static let most = 2_000

    package init(_ number: Int = 1) { self.number = min(max(number, 1), Self.most) }

    /// The rows before it.
    package var offset: Int { (number - 1) * Self.size }

    /// The number of parts that some rows make, at least 1.
    package static func count(ofRows rows: Int) -> Int { min(most, max(1, (rows + size - 1) / size)) }
}
