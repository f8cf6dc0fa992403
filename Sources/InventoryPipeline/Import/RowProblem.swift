/// Why a row was not imported: where it is, what it says, and what was expected.
public struct RowProblem: Equatable, Sendable {
    public var file: String
    public var line: Int
    /// The name of the column in the file; nil where the row as a whole is wrong.
    public var column: String?
    /// What is there, as text.
    public var value: String?
    /// What should be there, or what is wrong with the row.
    public var expected: String

    /// Without the place: `sales_rate is “abc”, expected a number`.
    public var reason: String {
        guard let column else { return expected }
        guard let value, !value.isEmpty else { return "\(column) is empty, expected \(expected)" }
        return "\(column) is “\(Self.shortened(value))”, expected \(expected)"
    }

    /// `products.csv:12: sales_rate is “abc”, expected a number`.
    public var description: String { "\(file):\(line): \(reason)" }

    /// A value as it is shown: not too long, and harmless to a terminal.
    static func shortened(_ value: String) -> String {
        let shown = value.count > 60 ? value.prefix(60) + "…" : Substring(value)
        // A value goes to a terminal: what would move its cursor is made visible.
        return shown.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }
}

/// The problems of an import: all are counted, and the first few in the order of files and lines are kept.
public struct ProblemList: Sendable {
    public static let shown = 10

    public private(set) var total = 0
    /// With the position of its file, which orders it.
    private var kept: [(file: Int, problem: RowProblem)] = []

    public init() {}

    public var first: [RowProblem] { kept.map(\.problem) }

    /// Problems may come out of order: a repeated series can be found after the end of its file.
    mutating func add(_ problem: RowProblem, file: Int) {
        total += 1
        let place = kept.firstIndex { ($0.file, $0.problem.line) > (file, problem.line) } ?? kept.count
        guard place < Self.shown else { return }
        kept.insert((file, problem), at: place)
        if kept.count > Self.shown { kept.removeLast() }
    }
}
