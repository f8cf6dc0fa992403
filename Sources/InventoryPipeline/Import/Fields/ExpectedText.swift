/// What a field should have been, or what is wrong with a row: text in which options and commands are cases.
///
/// A literal is one: `"a number of \(unit)"`, `"a date; \(mention: .dateFormat) says which"`. Reports has the words for what is
/// mentioned.
package struct ExpectedText: Equatable, Sendable, ExpressibleByStringInterpolation {
    /// What only the user's program can name.
    package enum Mention: Sendable {
        /// The option for the order of year, month and day.
        case dateOrder
        /// The option for decimal commas.
        case decimalComma
        /// The command that imports what a pipe brings.
        case importFromPipe
    }

    fileprivate enum Part: Equatable, Sendable {
        case text(String)
        case mention(Mention)
    }

    fileprivate var parts: [Part]

    package init(_ text: String) { parts = [.text(text)] }

    package init(stringLiteral text: String) { self.init(text) }

    package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    package static func + (first: ExpectedText, second: ExpectedText) -> ExpectedText {
        var sum = first
        for part in second.parts { sum.add(part) }
        return sum
    }

    /// The whole text.
    ///
    /// - Parameter words: what to call what is mentioned.
    package func text(_ words: (Mention) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .mention(let mention): words(mention)
            }
        }.joined()
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] { sum.parts }
        private var sum = ExpectedText("")

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ text: String) { sum.add(.text(text)) }

        package mutating func appendInterpolation(mention: Mention) { sum.add(.mention(mention)) }

        package mutating func appendInterpolation(_ expectation: ExpectedText) { sum = sum + expectation }

        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            sum.add(.text(value.description))
        }
    }

    /// Adds a part; texts that follow each other are one, so that equal texts are equal.
    private mutating func add(_ part: Part) {
        if case .text(let more) = part, case .text(let text)? = parts.last {
            parts[parts.count - 1] = .text(text + more)
        } else {
            parts.append(part)
        }
    }
}
