/// The address of a page of the site, of which no host is part. The state of a page is in its address, and nowhere else.
package struct SiteAddress: Equatable, Sendable {
    package enum Page: String, CaseIterable, Sendable {
        case overview = "/"
        case exceptions = "/exceptions"
        case search = "/search"
        case product = "/product"
        case orders = "/orders"
        case orderFile = "/orders.csv"
        case stockouts = "/stockouts"
        case stockoutFile = "/stockouts.csv"
        case compare = "/compare"
        case runs = "/runs"
        /// The line that says whether newer results are there.
        case newer = "/newer"

        /// The names of the parameters that mean something to it.
        package var parameterNames: [String] {
            let ofSeries = ["scenario", "store", "product", "category", "supplier"]
            return switch self {
            case .overview: ["scenario", "store", "category", "supplier", "max-cover"]
            case .exceptions: ofSeries + ["state", "max-cover", "part"]
            case .search: ["scenario", "q", "part"]
            case .product: ["scenario", "product", "store"]
            case .orders, .stockouts: ofSeries + ["from", "by", "part"]
            case .orderFile, .stockoutFile: ofSeries + ["from", "by"]
            case .compare: ["scenario", "a", "b", "store", "product", "category", "part"]
            case .runs: ["scenario", "part"]
            case .newer: ["run", "import", "page"]
            }
        }
    }

    package struct Parameter: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var page: Page
    package private(set) var parameters: [Parameter]

    package init(_ page: Page, _ parameters: KeyValuePairs<String, String?> = [:]) {
        self.page = page
        self.parameters = parameters.compactMap { name, value in
            value.map { Parameter(name: name, value: $0) }
        }
    }

    package init(_ page: Page, parameters: [Parameter]) {
        self.page = page
        self.parameters = parameters
    }

    /// The same with another value of a parameter; nil takes it away.
    package func with(_ name: String, _ value: String?) -> SiteAddress {
        var changed = SiteAddress(page, parameters: parameters.filter { $0.name != name })
        if let value { changed.parameters.append(Parameter(name: name, value: value)) }
        return changed
    }

    /// The same parameters of another page.
    package func on(_ page: Page) -> SiteAddress { SiteAddress(page, parameters: parameters) }

    package func value(of name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// As it is written: whatever could mean something in an address is escaped, also points, which browsers take for steps of a path.
    package var text: String {
        guard !parameters.isEmpty else { return page.rawValue }
        let pairs = parameters.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
        return "\(page.rawValue)?\(pairs.joined(separator: "&"))"
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
