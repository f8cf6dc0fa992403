/// What a field should have been, or what is wrong with a row: text in which options and commands are cases.
///
/// Write it as a literal: `"a number of \(unit)"`, `"a date; \(mention: .dateFormat) says which"`. Reports has the
/// words for each mention.
package struct ExpectedText: Equatable, Sendable, ExpressibleByStringInterpolation {
    /// An option or a command, whose name only the user's program knows.
    package enum Mention: Equatable, Sendable {
        /// The option for the order of year, month and day.
        case dateOrder
        /// The option for decimal commas.
        case decimalComma
        /// The command that imports what a pipe brings.
        case importFromPipe
        /// The options that say what the words of a status mean.
        case statusWords
        /// The option that says how numbers are written, with a sample.
        case numbers(String)
        /// The option that leaves out a column of the file.
        case ignore(String)
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
    /// - Parameter words: the words for a mention.
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

    /// Adds a part. Adjacent texts are merged into one, so that equal texts compare as equal.
    private mutating func add(_ part: Part) {
        if case .text(let more) = part, case .text(let text)? = parts.last {
            parts[parts.count - 1] = .text(text + more)
        } else {
            parts.append(part)
        }
    }
}
