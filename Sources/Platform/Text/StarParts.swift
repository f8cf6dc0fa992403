/// The parts of a pattern between its `*`, each of which stands for any elements, also none: `a*b` has the parts `a` and `b`.
package struct StarParts<Element: Equatable & Sendable>: Equatable, Sendable {
    package let parts: ArraySlice<[Element]>

    package init(_ parts: ArraySlice<[Element]>) { self.parts = parts }

    /// Whether a text begins with the first part, ends with the last one, and has the others in this order between them.
    @inlinable
    package func matches<Text: RandomAccessCollection<Element>>(_ text: Text) -> Bool where Text.Index == Int {
        guard let first = parts.first, let last = parts.last else { return text.isEmpty }
        guard parts.count > 1 else { return text.elementsEqual(first) }
        guard text.count >= first.count + last.count, text.starts(with: first),
            text.suffix(last.count).elementsEqual(last)
        else { return false }
        // Each inner part is matched as far left as possible, which leaves the most room for the parts after it.
        var at = text.startIndex + first.count
        let end = text.endIndex - last.count
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            while at + part.count <= end, !text[at..<at + part.count].elementsEqual(part) { at += 1 }
            guard at + part.count <= end else { return false }
            at += part.count
        }
        return true
    }
}
