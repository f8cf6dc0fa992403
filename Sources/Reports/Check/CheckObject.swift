import InventoryPipeline
import Platform

/// The report of a check for programs.
struct CheckObject: Encodable {
    var path: String
    var inOrder: Bool
    var problems: Int
    var checks: [Check]

    struct Check: Encodable {
        var name: String
        /// How many things of each kind were checked.
        var counts: [String: Int]
        var problems: Int
        /// The first problems, in words.
        var first: [String]
    }

    init(_ lines: [CheckLine], path: String) {
        self.path = path
        checks = lines.map { line in
            Check(
                name: CheckText.name(line.subject), counts: Self.counts(line.subject), problems: line.problems.total,
                first: line.problems.first.map(CheckText.of))
        }
        problems = checks.reduce(0) { $0 + $1.problems }
        inOrder = problems == 0
    }

    private static func counts(_ subject: CheckLine.Subject) -> [String: Int] {
        switch subject {
        case .structure, .references: [:]
        case .schema(let definitions): ["definitions": definitions]
        case .inventory(let series, let products, let stores):
            ["series": series, "products": products, "stores": stores]
        case .supply(let rows): rows
        case .imports(let imports): ["imports": imports]
        case .results(let stretches, let series, let scenarios):
            ["stretches": stretches, "series": series, "scenarios": scenarios]
        case .stockouts(let stockouts): ["stockouts": stockouts]
        case .orders(let orders): ["orders": orders]
        case .runs(let runs): ["runs": runs]
        case .calendar(let days): ["days": days]
        }
    }
}
