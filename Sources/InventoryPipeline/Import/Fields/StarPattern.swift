import Platform

/// A text in which each `*` stands for any characters, also none. Capitals don't matter.
package struct StarPattern: Equatable, Sendable {
    package let text: String
    private let parts: [[Character]]

    package init(_ text: String) {
        self.text = text
        parts = text.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(Array.init)
    }

    /// The number of `*` in it.
    package var stars: Int { parts.count - 1 }

    func matches(_ candidate: String) -> Bool { StarParts(parts[...]).matches(Array(candidate.lowercased())) }

    /// What the only `*` stands for in a text; nil if the text is not of this form.
    func star(in candidate: String) -> String? { stars == 1 ? firstStar(in: candidate) : nil }

    /// What the first `*` stands for in a text, as little as possible; nil if the text is not of this form.
    func firstStar(in candidate: String) -> String? {
        let letters = Array(candidate.lowercased())
        let start = parts[0].count
        let rest = StarParts(parts.dropFirst())
        guard stars > 0, letters.starts(with: parts[0]),
            let end = (start...letters.count).first(where: { rest.matches(letters[$0...]) })
        else { return nil }
        return String(candidate.dropFirst(start).prefix(end - start))
    }
}
