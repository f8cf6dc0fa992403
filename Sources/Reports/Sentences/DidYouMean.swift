import Platform

/// The question after a name that is unknown.
package enum DidYouMean {
    /// `; did you mean A, B or C?`, or if nothing is near: the text of `otherwise`.
    package static func text(_ near: [String], otherwise: String) -> String {
        guard let last = near.last.map({ DisplayText.of($0) }) else { return otherwise }
        let others = near.dropLast().map { DisplayText.of($0) }.joined(separator: ", ")
        return "; did you mean \(others.isEmpty ? "" : "\(others) or ")\(last)?"
    }
}
