import InventoryStore

/// Why a row was not imported: its place, its value, and the expected one.
package struct RowProblem: Equatable, Sendable {
    package var file: String
    package var line: Int
    /// The name of the column in the file; nil if the row as a whole is wrong.
    package var column: String?
    /// The value in the file, as text.
    package var value: String?
    /// The expected value, or what is wrong with the row.
    package var expected: Expectation
    /// The first text of the row, if it is probably a row of totals.
    package var total: String?
    /// The series of the row, as far as it can be read, if it is piped.
    package var series: SeriesName?
}

/// The problems of an import. All are counted; the first few, in the order of files and lines, are kept.
package struct ProblemList: Sendable {
    package static let shown = 10

    package private(set) var total = 0
    /// Each problem with the position of its file, for the order.
    private var kept: [(file: Int, problem: RowProblem)] = []

    package init() {}

    package var first: [RowProblem] { kept.map(\.problem) }

    /// Adds to unknown stores and products those that are probably meant. Only the kept problems are shown, so few are looked for.
    mutating func suggest(stores: IdentifierTable, products: IdentifierTable) {
        for index in kept.indices {
            kept[index].problem.expected = kept[index].problem.expected.suggesting(stores: stores, products: products)
        }
    }

    /// Problems may come out of order: a duplicate series may be found after the end of its file.
    mutating func add(_ problem: RowProblem, file: Int) {
        total += 1
        let place = kept.firstIndex { ($0.file, $0.problem.line) > (file, problem.line) } ?? kept.count
        guard place < Self.shown else { return }
        kept.insert((file, problem), at: place)
        if kept.count > Self.shown { kept.removeLast() }
    }
}
