import Foundation
import TestSupport
import Testing

/// The corpus of bad input: a small file a case in `Tests/Fixtures/bad-csv`, and `expected.tsv` with what becomes of each.
///
/// | column | what it is |
/// | --- | --- |
/// | `case` | the name of the file, without `.csv` |
/// | `options` | of `invdb import`, with spaces between |
/// | `exit` | 0: it is imported. 1: the file is refused. 3: rows are refused; that is 1 without `--rejects`, and 3 with |
/// | `read` | rows that are read, where the file is |
/// | `accepted` | the positions that are in the database then, each a JSON array: store, product, start date, on hand, sales rate, restocking rate, duration, frequency; of the product alone where all else is as in ``Position/usual``. An array of three is a day of a calendar: date, store, whether it is open |
/// | `message` | 0: a part of the summary. 1: the message. 3: the refused rows, a line each. With `\n`, `\t` and `\\` |
/// | `comment` | why, where that is a decision |
struct BadInputCase: Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String]
    let exit: Int32
    let read: Int?
    let accepted: String
    let message: String

    var testDescription: String { name }
    var file: String { "\(name).csv" }

    static let folder = Fixture.path(of: "bad-csv")

    static let all: [BadInputCase] = {
        let text = (try? String(contentsOfFile: "\(folder)/expected.tsv", encoding: .utf8)) ?? ""
        // By lines of bytes: some of the texts have characters that are line ends to Foundation.
        return text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst()
            .filter { $0.first != UInt8(ascii: "#") }.compactMap(BadInputCase.init)
    }()

    private init?(_ line: Substring.UTF8View) {
        let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String($0) ?? "" }
        guard cells.count == 7, let exit = Int32(cells[2]) else { return nil }
        name = cells[0]
        options = cells[1].split(separator: " ").map(String.init)
        self.exit = exit
        read = Int(cells[3])
        accepted = cells[4]
        message = Self.plain(cells[5])
    }

    private static func plain(_ text: String) -> String {
        var plain = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                plain.unicodeScalars.append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// The accepted positions, each with all of its values.
    func positions() throws -> [Position] {
        try Position.list(values().filter { $0.count != Self.valuesOfADay })
    }

    /// The accepted days of a calendar, as the view has them; the store is empty for all stores.
    func days() throws -> [String] {
        try values().filter { $0.count == Self.valuesOfADay }.map { values in
            values.map { $0 is NSNull ? "" : "\($0)" }.joined(separator: "|")
        }.sorted()
    }

    private static let valuesOfADay = 3

    private func values() throws -> [[Any]] {
        try Position.arrays(json: accepted.isEmpty ? "[]" : "[\(accepted.replacing("] [", with: "],["))]")
    }

    /// A position in which everything differs that differs: the identifiers are compared as bytes.
    struct Position: Equatable, Comparable, CustomStringConvertible {
        var store: [UInt8]
        var product: [UInt8]
        var start: String
        var numbers: [Double]

        var description: String {
            "\(String(decoding: store, as: UTF8.self).debugDescription) "
                + "\(String(decoding: product, as: UTF8.self).debugDescription) \(start) \(numbers)"
        }

        static func < (left: Position, right: Position) -> Bool {
            left.store == right.store
                ? left.product.lexicographicallyPrecedes(right.product)
                : left.store.lexicographicallyPrecedes(right.store)
        }

        /// What a position has where the table names its product only.
        static func usual(_ product: Any) -> [Any] { ["main", product, "2024-01-01", 10, 5, 3, 30, 1] }

        /// - Parameter isHexadecimal: whether the identifiers are the hexadecimal digits of their bytes. Foundation drops a
        ///   byte order mark that begins a text.
        static func list(json: String, isHexadecimal: Bool = false) throws -> [Position] {
            try list(arrays(json: json), isHexadecimal: isHexadecimal)
        }

        static func arrays(json: String) throws -> [[Any]] {
            try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[Any]], "\(json)")
        }

        static func list(_ arrays: [[Any]], isHexadecimal: Bool = false) throws -> [Position] {
            func bytes(_ value: Any) throws -> [UInt8] {
                let text = Array(try #require(value as? String).utf8)
                guard isHexadecimal else { return text }
                return try stride(from: 0, to: text.count, by: 2).map {
                    try #require(UInt8(String(decoding: text[$0...$0 + 1], as: UTF8.self), radix: 16))
                }
            }
            return try arrays.map { array in
                let values = array.count == 1 ? usual(array[0]) : array
                try #require(values.count == 8)
                return Position(
                    store: try bytes(values[0]), product: try bytes(values[1]),
                    start: try #require(values[2] as? String),
                    // Only a rate of sales may be missing.
                    numbers: values[3...].map { ($0 as? NSNumber)?.doubleValue ?? -1e300 })
            }.sorted()
        }
    }
}
