/// A profile as a text: keys and values, a small part of TOML (<https://toml.io/en/v1.0.0>).
///
///     numbers = "1.234,5"                      a text
///     sum = true                               yes or no
///     sales-per = 30                           a whole number
///     closed-status = ["draft", "cancelled"]   several texts
///
///     [map]                                    a table: keys in front of values
///     product_id = "Item No."
///
/// `#` begins a comment. A list has to end on its line.
struct ProfileText {
    enum Value: Equatable {
        case text(String)
        case flag(Bool)
        case list([String])
    }

    struct Entry: Equatable {
        /// The name in brackets above it; empty for the first entries.
        var table: String
        var key: String
        var value: Value
        var line: Int
    }

    struct Fault: Error, Equatable {
        var line: Int
        var text: String
    }

    private(set) var entries: [Entry] = []

    /// - Throws: ``Fault`` for a line that is none of these.
    init(_ text: String) throws {
        var table = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var scanner = Scanner(rest: line.drop { $0 == "\u{FEFF}" }, line: index + 1)
            scanner.skipBlanks()
            if scanner.isAtEnd { continue }
            if scanner.take("[") {
                table = try scanner.key()
                guard scanner.take("]") else { throw scanner.fault("a table is a name in brackets: [map]") }
            } else {
                let key = try scanner.key()
                guard scanner.take("=") else { throw scanner.fault("expected KEY = VALUE") }
                let value = try scanner.value()
                guard !entries.contains(where: { $0.table == table && $0.key == key }) else {
                    throw scanner.fault("\(key) is here a second time")
                }
                entries.append(Entry(table: table, key: key, value: value, line: index + 1))
            }
            scanner.skipBlanks()
            guard scanner.isAtEnd else { throw scanner.fault("there is something behind the value") }
        }
    }

    private struct Scanner {
        var rest: Substring
        let line: Int

        /// At a comment, too.
        var isAtEnd: Bool { rest.isEmpty || rest.first == "#" }

        func fault(_ text: String) -> Fault { Fault(line: line, text: text) }

        mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" } }

        mutating func take(_ sign: Character) -> Bool {
            skipBlanks()
            guard rest.first == sign else { return false }
            rest.removeFirst()
            return true
        }

        mutating func key() throws -> String {
            skipBlanks()
            if rest.first == "\"" || rest.first == "'" { return try text() }
            let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            guard !key.isEmpty else { throw fault("expected a key") }
            rest = rest[key.endIndex...]
            return String(key)
        }

        mutating func value() throws -> Value {
            skipBlanks()
            switch rest.first {
            case "\"", "'": return .text(try text())
            case "[":
                rest.removeFirst()
                var list: [String] = []
                while !take("]") {
                    skipBlanks()
                    list.append(try text())
                    if !take(",") {
                        guard take("]") else { throw fault("a list has commas between its texts, and ends with ]") }
                        break
                    }
                }
                return .list(list)
            default:
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "+" || $0 == "." }
                rest = rest[word.endIndex...]
                switch word {
                case "true": return .flag(true)
                case "false": return .flag(false)
                default:
                    guard word.contains(where: \.isNumber), !word.contains(where: \.isLetter) else {
                        throw fault("expected a value: \"text\", true, false, a number or [\"text\", \"text\"]")
                    }
                    return .text(String(word))
                }
            }
        }

        /// A text in quotes. In double ones, `\"`, `\\`, `\t` and `\n` stand for signs.
        private mutating func text() throws -> String {
            guard let quote = rest.first, quote == "\"" || quote == "'" else { throw fault("a text is in quotes") }
            rest.removeFirst()
            var text = ""
            while let sign = rest.popFirst() {
                if sign == quote { return text }
                guard sign == "\\", quote == "\"" else {
                    text.append(sign)
                    continue
                }
                switch rest.popFirst() {
                case "\"": text.append("\"")
                case "\\": text.append("\\")
                case "t": text.append("\t")
                case "n": text.append("\n")
                default: throw fault("behind \\ comes \", \\, t or n")
                }
            }
            throw fault("a quote is not closed")
        }
    }

    /// A text in quotes, as this reads it again.
    static func quoted(_ text: String) -> String {
        var quoted = ""
        for sign in text {
            switch sign {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\t": quoted += "\\t"
            case "\n": quoted += "\\n"
            default: quoted.append(sign)
            }
        }
        return "\"\(quoted)\""
    }
}
