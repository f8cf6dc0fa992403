import Foundation
import TestSupport
import Testing

/// Known answers from `Tests/Fixtures/oracles/projection.csv`, through import, forecast and the views.
///
/// Rates count updates there. A row is one input and one quantity; an empty answer means never.
@Suite struct OracleTests {
    /// One input, and what is known about it.
    private struct Case {
        var input: [String: String]
        var answers: [String: String] = [:]

        func number(_ column: String) throws -> Double { try #require(Double(input[column] ?? "")) }
    }

    /// What invdb says of one input.
    private struct Answer {
        var dates: [String] = []
        var levels: [Double] = []
        var stockoutDate: String?
        var daysOfSupply: Double?

        /// The first row whose level fulfils a condition, counted from 1.
        func firstRow(_ condition: (Double) -> Bool) -> String {
            levels.firstIndex(where: condition).map { String($0 + 1) } ?? ""
        }
    }

    private static let inputColumns = [
        "initial_inventory", "sales_rate", "restocking_rate", "start_date", "rows", "frequency",
    ]

    @Test("Levels, dates and days of supply: every known answer")
    func allKnownAnswers() throws {
        let cases = try cases()
        let answers = try answers(to: cases)
        var checked = 0
        for (index, known) in cases.enumerated() {
            let answer = answers[index]
            for (quantity, expected) in known.answers {
                try check(answer, quantity, expected, known)
                checked += 1
            }
        }
        #expect(checked == 120)
    }

    private func check(_ answer: Answer, _ quantity: String, _ expected: String, _ known: Case) throws {
        let comment = Comment(rawValue: "\(quantity) of \(known.input)")
        switch quantity {
        case "last_level", "last_level_exact":
            #expect(answer.levels.last == Double(expected), comment)
        case "last_date":
            #expect(answer.dates.last == expected, comment)
        case "sum_of_levels":
            try checkSum(answer, expected, known, comment)
        case "first_row_at_or_below_zero", "first_row_at_or_below_zero_rounded":
            #expect(answer.firstRow { $0 <= 0 } == expected, comment)
        case "first_date_at_or_below_zero":
            #expect((answer.stockoutDate ?? "") == expected, comment)
        case "first_row_below_zero":
            #expect(answer.firstRow { $0 < 0 } == expected, comment)
        case "first_row_at_or_below_zero_of_added_doubles":
            // Where the residue of added doubles makes a wrong program late, invdb must not be.
            if expected != known.answers["first_row_at_or_below_zero"] {
                #expect(answer.firstRow { $0 <= 0 } != expected, comment)
                let row = try #require(Int(expected))
                #expect(answer.stockoutDate != answer.dates[row - 1], comment)
            }
        case "days_of_supply":
            guard let supply = Double(expected) else {
                // No net demand, or nothing to supply it from.
                #expect(try known.number("sales_rate") <= known.number("restocking_rate"), comment)
                break
            }
            let stored = try #require(answer.daysOfSupply)
            #expect(abs(stored - supply) <= 1e-12 * abs(supply), comment)
            let row = max(1, Int(supply.rounded(.up)))
            #expect(answer.firstRow { $0 <= 0 } == (row <= answer.levels.count ? String(row) : ""), comment)
        default:
            Issue.record("A quantity that nobody checks: \(quantity)")
        }
    }

    /// The sum of the levels. The known sums come from doubles that were added up and rounded as Python does it, to the
    /// nearest decimal of the double. invdb's rule is halves away from zero, so both differ where a level is half a cent in
    /// exact arithmetic: added up, 10.115 is a little less and becomes 10.11. Only 10.125 at 0.005 a period has such levels.
    private func checkSum(_ answer: Answer, _ expected: String, _ known: Case, _ comment: Comment) throws {
        let sum = answer.levels.reduce(0, +)
        let sumKnown = try #require(Double(expected))
        guard known.input["initial_inventory"] == "10.125", known.input["sales_rate"] == "0.005" else {
            #expect(abs(sum - sumKnown) <= 1e-9, comment)
            return
        }
        let net = try known.number("restocking_rate") - known.number("sales_rate")
        var level = try known.number("initial_inventory")
        let added = try answer.levels.map { _ in
            level += net
            return try #require(Double(String(format: "%.2f", level)))
        }
        #expect(abs(added.reduce(0, +) - sumKnown) <= 1e-9, comment)
        for (row, (ours, theirs)) in zip(answer.levels, added).enumerated() {
            let thousandths = 10_125 - 5 * (row + 1)
            let isHalfCent = thousandths % 10 == 5
            #expect(ours == Double((thousandths + 5) / 10) / 100, comment)
            #expect((ours != theirs) == isHalfCent, comment)
            #expect(abs(ours - theirs) < 0.010_001, comment)
        }
        #expect(abs(sum - 90.92) <= 1e-9, comment)
    }

    private func cases() throws -> [Case] {
        var cases: [Case] = []
        for row in try Fixture.table("oracles/projection.csv") {
            let input = row.filter { Self.inputColumns.contains($0.key) }
            if cases.last?.input != input { cases.append(Case(input: input)) }
            let quantity = try #require(row["quantity"])
            let expected = try #require(row["expected"])
            #expect(cases[cases.count - 1].answers.updateValue(expected, forKey: quantity) == nil)
        }
        #expect(cases.count == 12)
        return cases
    }

    private func answers(to cases: [Case]) throws -> [Answer] {
        let workspace = try Workspace(
            ProductFile.header,
            rows: cases.enumerated().map { index, known in
                let columns = [
                    "start_date", "initial_inventory", "sales_rate", "restocking_rate", "rows", "frequency",
                ]
                return ([String(index)] + columns.map { known.input[$0] ?? "" }).joined(separator: ",")
            })
        try workspace.succeed("forecast", "--store", "all", "--rates-per", "update")
        var answers = cases.map { _ in Answer() }
        for row in try workspace.query(
            """
            SELECT product_id, update_date, hex(ieee754_to_blob(inventory_level)) FROM forecast
            ORDER BY product_id, update_date
            """)
        {
            let columns = row.split(separator: "|").map(String.init)
            let index = try #require(Int(columns[0]))
            answers[index].dates.append(columns[1])
            answers[index].levels.append(try double(hexadecimal: columns[2]))
        }
        for row in try workspace.query("SELECT product_id, stockout_date FROM stockout") {
            let columns = row.split(separator: "|").map(String.init)
            answers[try #require(Int(columns[0]))].stockoutDate = columns[1]
        }
        for row in try workspace.query(
            """
            SELECT product_id, hex(ieee754_to_blob(on_hand / (sales_rate - restocking_rate)))
            FROM inventory JOIN product USING (product_key) WHERE sales_rate > restocking_rate
            """)
        {
            let columns = row.split(separator: "|").map(String.init)
            answers[try #require(Int(columns[0]))].daysOfSupply = try double(hexadecimal: columns[1])
        }
        return answers
    }
}
