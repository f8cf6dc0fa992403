import TestSupport
import Testing

@testable import Forecasting

/// The tables of known answers of the demand estimator.
enum DemandTables {
    typealias Row = [String: String]

    static func table(_ name: String) throws -> [Row] { try Fixture.table("oracles/demand/\(name).csv") }

    static func number(_ row: Row, _ name: String) throws -> Double {
        try #require(row[name].flatMap { Double($0) }, "\(name)")
    }

    static func day(_ row: Row, _ name: String) throws -> Int {
        try #require(row[name].flatMap { CivilDate(isoText: $0)?.dayNumber }, "\(name)")
    }

    static func vector(_ row: Row, _ prefix: String) throws -> SIMD4<Double> {
        try SIMD4(["7", "28", "91", "364"].map { try number(row, prefix + $0) })
    }

    static func dispersion(_ row: Row) throws -> Dispersion {
        try Dispersion(phi: number(row, "phi"), c: number(row, "c"), d: number(row, "d"))
    }

    static func isClose(_ found: SIMD4<Double>, _ expected: SIMD4<Double>) -> Bool {
        (0..<4).allSatisfy { isClose(found[$0], expected[$0]) }
    }

    static func isClose(_ found: Double, _ expected: Double) -> Bool { isClose(found, expected, within: 1e-9) }

    static func isClose(_ found: Double, _ expected: Double, within tolerance: Double) -> Bool {
        abs(found - expected) <= tolerance * max(abs(found), abs(expected)) + 1e-300
    }

    static func profile(_ name: String) throws -> DemandProfile {
        let rows = try table(name)
        let days = try rows.map { try day($0, "date") }
        let first = try #require(days.first)
        try #require(days == Array(first..<first + rows.count))
        return DemandProfile(firstDay: first, factors: try rows.map { try number($0, "factor") })
    }
}
