import Foundation

/// A row of a view of results, or of an export of one. Its numbers are level, sales and restocking, to the last bit.
public struct ResultRow: Hashable, Sendable {
    public var storeID: String
    public var productID: String
    public var date: String
    public var numbers: [Double]

    public init(storeID: String, productID: String, date: String, numbers: [Double]) {
        (self.storeID, self.productID, self.date, self.numbers) = (storeID, productID, date, numbers)
    }

    /// A text that is no such row.
    public struct Malformed: Error {
        public var text: String
        public var reason: String
    }

    /// A row of a query whose numbers are in hexadecimal.
    init(query row: String) throws {
        let fields = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6 else { throw Malformed(text: row, reason: "it does not have six columns") }
        self.init(
            storeID: fields[0], productID: fields[1], date: fields[2],
            numbers: try fields[3...].map { try double(hexadecimal: $0) })
    }

    /// A line of an export whose identifiers need no quotes. Every number has to be as short as it can be.
    public init(csv line: Substring) throws {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let numbers = fields.dropFirst(3).compactMap { Double($0) }
        guard fields.count == 6, numbers.count == 3 else {
            throw Malformed(text: String(line), reason: "it is not three texts and three numbers")
        }
        self.init(storeID: fields[0], productID: fields[1], date: fields[2], numbers: numbers)
        for (field, number) in zip(fields[3...], numbers) {
            // The description of a double is the shortest text that reads back as the same one, with `.0` if it is whole.
            let shortest = number.description
            guard field == (shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest) else {
                throw Malformed(text: String(line), reason: "\(field) is not the shortest text of that number")
            }
        }
    }

    /// The rows of an export as CSV, after its header.
    public static func rows(csv text: String, date: String = "update_date") throws -> [ResultRow] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "store_id,product_id,\(date),inventory_level,sales,restocking" else {
            throw Malformed(text: String(lines.first ?? ""), reason: "it is not the header")
        }
        guard lines.last == "" else {
            throw Malformed(text: String(lines.last ?? ""), reason: "the last line has no end")
        }
        return try lines.dropFirst().dropLast().map { try ResultRow(csv: $0) }
    }
}
