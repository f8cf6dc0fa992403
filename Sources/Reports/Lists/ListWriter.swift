import CSV
import InventoryPipeline
import InventoryStore
import Platform

/// A column of a list: with a title for people, with a name for programs, or for one of them only.
package struct ListColumn<Row> {
    fileprivate let title: TextTable.Column?
    fileprivate let name: String?
    fileprivate let text: (Row) -> String
    fileprivate let cell: (Row) -> Cell

    /// A column with the same value for both.
    init(
        _ title: String, _ name: String, _ alignment: TextTable.Alignment = .left, _ cell: @escaping (Row) -> Cell
    ) {
        self.title = .init(title: title, alignment: alignment)
        self.name = name
        text = { cell($0).text }
        self.cell = cell
    }

    /// A column for people.
    init(_ title: String, _ alignment: TextTable.Alignment = .left, text: @escaping (Row) -> String) {
        self.title = .init(title: title, alignment: alignment)
        name = nil
        self.text = text
        cell = { _ in .missing }
    }

    /// A column for programs.
    init(name: String, _ cell: @escaping (Row) -> Cell) {
        title = nil
        self.name = name
        text = { _ in "" }
        self.cell = cell
    }
}

extension Cell {
    /// The value for people.
    fileprivate var text: String {
        switch self {
        case .text(let text), .json(let text): text
        case .number(let number): FieldText.number(number)
        case .quantity(let quantity): NumberText.quantity(quantity)
        case .integer(let number): NumberText.grouped(number)
        case .day(let day): NumberText.date(day)
        case .missing: ""
        }
    }
}

/// A row of a list that is about a series.
package protocol ListedSeries {
    var storeID: String { get }
    var productID: String { get }
    /// The name of the product.
    var name: String? { get }
}

extension Stockout: ListedSeries {}
extension ListedOrder: ListedSeries {}
extension SeriesDetail: ListedSeries {}
extension SeriesDifference: ListedSeries {}
extension ListedDemand: ListedSeries {}

extension ListColumn where Row: ListedSeries {
    /// The store, the product and, if any product has one, its name.
    static func series(withNames hasNames: Bool) -> [ListColumn] {
        let identifiers = [
            ListColumn("store", "store_id") { .text($0.storeID) },
            ListColumn("product", "product_id") { .text($0.productID) },
        ]
        guard hasNames else { return identifiers }
        return identifiers + [
            // A name may have a thousand bytes, which nobody reads in a table.
            ListColumn("name") { DisplayText.of($0.name ?? "", limit: 40) },
            ListColumn(name: "name") { $0.name.map(Cell.text) ?? .missing },
        ]
    }
}

/// Writes the rows of a list: as a table for people, or as CSV or JSON Lines for programs.
package final class ListWriter<Row> {
    /// The number of rows, also of those after the limit.
    package private(set) var count = 0

    private let columns: [ListColumn<Row>]
    private let limit: Int
    private var table: PagedTable
    private let rows: RowWriter?

    /// - Parameters:
    ///   - format: nil is a table.
    ///   - limit: the most rows to write; the others are only counted. nil writes all.
    package init(_ columns: [ListColumn<Row>], as format: ExportFormat?, limit: Int? = nil) throws {
        self.columns = columns.filter { format == nil ? $0.title != nil : $0.name != nil }
        self.limit = limit ?? .max
        table = PagedTable(columns.compactMap(\.title))
        rows = try format.map { try RowWriter(format: $0, columns: columns.compactMap(\.name)) }
    }

    /// - Throws: ``BrokenPipe`` if the reader of the output is gone, ``SystemError`` for anything else.
    package func write(_ row: Row) throws {
        count += 1
        guard count <= limit else { return }
        if let rows { return try rows.write(columns.map { $0.cell(row) }) }
        try table.add(columns.map { $0.text(row) })
    }

    /// Writes the remaining rows and, for people, a last line. Without rows, there is only a sentence for people.
    ///
    /// - Parameter total: the number of rows that there are, if only some of them were given to the writer.
    /// - Parameter parts: lines below the last one, for people.
    package func finish(
        _ line: String, of total: Int? = nil, parts: [String] = [], ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        if let rows { return try rows.finish() }
        guard count > 0 else { return try StandardOutput.print(try sentence()) }
        let shown = min(count, limit)
        let last = line + (shown < total ?? count ? "; \(NumberText.grouped(shown)) shown" : "")
        try table.finish(([last] + parts.map { "  " + $0 }).joined(separator: "\n"))
    }
}
