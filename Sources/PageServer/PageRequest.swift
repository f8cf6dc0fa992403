/// What somebody asks for: an address of this server without its scheme and host, taken apart and decoded.
package struct PageRequest: Equatable, Sendable {
    /// Begins with a slash.
    package var path: String
    /// The parameters in their order. A name may occur more than once.
    package var query: [Parameter]

    package struct Parameter: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(path: String, query: [Parameter] = []) {
        self.path = path
        self.query = query
    }

    /// - Parameter target: the target of a request line: a path, and after a `?` parameters as a form of HTML writes them.
    /// - Returns: nil if it is no path, or an escaped character is none, or the bytes are not UTF-8.
    package init?(target: String) {
        guard target.hasPrefix("/"), !target.hasPrefix("//"), !target.contains("#") else { return nil }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decoded(parts[0], isForm: false) else { return nil }
        self.path = path
        query = []
        guard parts.count > 1 else { return }
        for parameter in parts[1].split(separator: "&") {
            let sides = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0], isForm: true),
                let value = sides.count > 1 ? Self.decoded(sides[1], isForm: true) : ""
            else { return nil }
            query.append(Parameter(name: name, value: value))
        }
    }

    /// - Parameter isForm: whether a plus stands for a space.
    private static func decoded(_ text: Substring, isForm: Bool) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where isForm: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
