/// A piece of HTML. Names of elements and attributes are literals of the program, and everything else goes through ``escape(_:)``. So text
/// from a file can't become markup, wherever it is used.
package struct HTML: Sendable, Equatable {
    package private(set) var text: String

    package static let empty = HTML(written: "")

    private init(written text: String) { self.text = text }

    /// Markup of the program itself.
    init(_ literal: StaticString) { text = literal.description }

    /// Text that is shown as it is.
    static func text(_ text: String) -> HTML { HTML(written: escape(text)) }

    /// An element. An attribute without a value is left out.
    static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: HTML...
    ) -> HTML {
        element(name, attributes, content)
    }

    static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: [HTML]
    ) -> HTML {
        var text = opening(name, attributes) + ">"
        for part in content { text += part.text }
        return HTML(written: text + "</\(name)>")
    }

    /// An element that has only text in it.
    static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], text: String
    ) -> HTML {
        element(name, attributes, .text(text))
    }

    /// An element without an end, such as `meta`; of SVG it ends itself.
    static func single(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>) -> HTML {
        HTML(written: opening(name, attributes) + "/>")
    }

    private static func opening(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>
    ) -> String {
        var text = "<\(name)"
        for (attribute, value) in attributes {
            if let value { text += " \(attribute)=\"\(escape(value))\"" }
        }
        return text
    }

    static func + (left: HTML, right: HTML) -> HTML { HTML(written: left.text + right.text) }

    static func += (left: inout HTML, right: HTML) { left.text += right.text }

    /// A text as content or as the value of an attribute in quotes. The five characters that mean something in markup are named.
    /// Control characters, which HTML doesn't allow, and those that turn the direction of the text around them are replaced.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension [HTML] {
    func joined(_ separator: HTML = .empty) -> HTML {
        var all = HTML.empty
        for (index, part) in enumerated() {
            if index > 0 { all += separator }
            all += part
        }
        return all
    }
}
