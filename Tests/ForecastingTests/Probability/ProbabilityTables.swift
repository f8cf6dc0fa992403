import TestSupport
import Testing

@testable import Forecasting

/// The tables of known answers of probabilities and simulations.
enum ProbabilityTables {
    /// One input, and one quantity that follows from it.
    struct Row: CustomStringConvertible {
        var fields: [String: String]

        var description: String { "\(fields)" }
        var quantity: String { fields["quantity"] ?? "" }
        var text: String { fields["expected"] ?? "" }

        func number(_ name: String) throws -> Double {
            try #require(fields[name].flatMap { Double($0) }, "\(name) in \(fields)")
        }

        func whole(_ name: String) throws -> Int {
            try #require(fields[name].flatMap { Int($0) }, "\(name) in \(fields)")
        }

        /// Nil if the field is empty.
        func optional(_ name: String) throws -> Double? { fields[name] == "" ? nil : try number(name) }

        func numbers(_ name: String) throws -> [Double] {
            try #require(fields[name]).split(separator: ";").map { try #require(Double($0)) }
        }

        /// `14:96;18:75`: units by day, the first of which is 1.
        func receipts(first: Int) throws -> [Receipt] {
            try #require(fields["receipts"]).split(separator: ";").map { receipt in
                let parts = receipt.split(separator: ":")
                let (day, units) = (parts.first.flatMap { Int($0) }, parts.last.flatMap { Double($0) })
                return Receipt(day: try #require(day) + first - 1, quantity: try #require(units))
            }
        }

        var dispersion: Dispersion {
            get throws { Dispersion(phi: try number("phi"), c: fields["c"] == nil ? 0 : try number("c"), d: 0) }
        }

        /// The factors, again and again, for so many days; nil if all of them are 1.
        func curve(first: Int, days: Int) throws -> FactorCurve? {
            let factors = try numbers("factors")
            guard factors != [1] else { return nil }
            return FactorCurve(
                profile: 1, firstDay: first, factors: (0..<days).map { factors[$0 % factors.count] })
        }

        /// Whether an answer is as near to the known one as the table says. Nil is no day.
        func isMet(by answer: Double?) throws -> Bool {
            if fields["tol_type"] == "info" { return true }
            guard let expected = try optional("expected"), let answer else { return text.isEmpty && answer == nil }
            let tolerance = try number("tolerance")
            return abs(answer - expected) <= (fields["tol_type"] == "rel" ? tolerance * abs(expected) : tolerance)
        }
    }

    static func rows(_ name: String) throws -> [Row] {
        try Fixture.table("oracles/probability/\(name).csv").map { Row(fields: $0) }
    }
}
