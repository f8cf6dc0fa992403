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

    func matches(_ candidate: String) -> Bool { Self.match(parts[...], Array(candidate.lowercased())[...]) }

    /// What the only `*` stands for in a text; nil if the text is not of this form.
    func star(in candidate: String) -> String? { stars == 1 ? firstStar(in: candidate) : nil }

    /// What the first `*` stands for in a text, as little as possible; nil if the text is not of this form.
    func firstStar(in candidate: String) -> String? {
        let letters = Array(candidate.lowercased())
        let start = parts[0].count
        guard stars > 0, letters.starts(with: parts[0]),
            let end = (start...letters.count).first(where: { Self.match(parts[1...], letters[$0...]) })
        else { return nil }
        return String(candidate.dropFirst(start).prefix(end - start))
    }

    /// Whether a text begins with the first part, ends with the last one, and has the others in this order between them.
    private static func match(_ parts: ArraySlice<[Character]>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else {
            return text.elementsEqual(parts.first ?? [])
        }
        guard text.count >= first.count + last.count, text.starts(with: first), text.suffix(last.count) == last[...]
        else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let place = rest.indices.first(where: { rest[$0...].starts(with: part) }) else { return false }
            rest = rest[(place + part.count)...]
        }
        return true
    }
}
