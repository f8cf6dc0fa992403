import Foundation
import TestSupport
import Testing

private let salesData = "\(Command.repository)/../shared/data"

/// `invdb backtest`: forecasts of the past.
@Suite struct BacktestTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private struct Result: Decodable {
        struct Method: Decodable {
            var name: String
            var dailyWape: Double?
            var sumWape: Double?
            var rmsse: Double?
            var bias: Double?
        }
        struct Quantile: Decodable {
            var probability: Double
            var coverage: Double?
        }
        var cuts: [String]
        var forecasts: Int
        var methods: [Method]
        var quantiles: [Quantile]

        subscript(_ name: String) -> Method? { methods.first { $0.name == name } }
    }

    private func backtest(_ options: String...) throws -> Result {
        let finished = try Command.run(Command.invdb, ["backtest", "--format", "json"] + options, in: folder)
        #expect(finished.status == 0, "\(finished)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Result.self, from: Data(finished.output.utf8))
    }

    /// Twenty weeks from Monday, 2024-01-01, on: the weekdays of a week, with no sales on its Sundays.
    private func writeWeeks(_ week: [Int], scale: (Int) -> Int = { _ in 1 }) throws {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        let rows = (0..<140).compactMap { day -> String? in
            guard week[day % 7] > 0 else { return nil }
            let date = formatter.string(from: Date(timeIntervalSince1970: Double(19_723 + day) * 86_400))
            return "\(date),A,\(week[day % 7] * scale(day))"
        }
        try folder.write(ProductFile.of(rows, header: "date,product_id,quantity"), to: "sales.csv")
        #expect(try Command.run(Command.invdb, ["import", "sales.csv", "--no-estimate"], in: folder).status == 0)
    }

    @Test("A week that repeats itself is forecast without error, and what counts is what was known before")
    func repeatedWeek() throws {
        // The history ends on a Saturday.
        try writeWeeks([5, 10, 10, 10, 10, 15, 0])
        let result = try backtest("--held-back", "35,14", "--horizon", "7")
        #expect(result.cuts == ["2024-04-14", "2024-05-05"])
        #expect(result.forecasts == 2)
        #expect(try #require(result["invdb"]?.dailyWape) < 0.01)
        #expect(result["seasonal_naive"]?.dailyWape == 0)
        #expect(try #require(result["average_28"]?.dailyWape) > 0.3)

        // Twice as much from the last trial on: nobody could know.
        try writeWeeks([5, 10, 10, 10, 10, 15, 0]) { $0 < 126 ? 1 : 2 }
        let doubled = try backtest("--held-back", "13", "--horizon", "7")
        #expect(try abs(#require(doubled["invdb"]?.sumWape) - 0.5) < 0.02)
        #expect(try abs(#require(doubled["invdb"]?.bias) + 0.5) < 0.02)
    }

    @Test("A history that is too short says how long it has to be")
    func shortHistory() throws {
        try writeWeeks([1, 1, 1, 1, 1, 1, 1])
        let finished = try Command.run(
            Command.invdb, ["backtest", "--held-back", "200,300", "--horizon", "100"], in: folder)
        finished.expectFailure("There are sales of 140 days", "needs 201 or more")
        for wrong in [
            ["--cuts", "0"], ["--cuts", "7,x"], ["--horizon", "0"], ["--cuts", "20,10"], ["--every", "0"],
        ] {
            #expect(try Command.run(Command.invdb, ["backtest"] + wrong, in: folder).status == 64, "\(wrong)")
        }
    }

    /// What a prototype of the method reached on real sales, which lie beside the repository.
    @Test(
        "Real sales are forecast as well as the method promises",
        .enabled(if: FileManager.default.fileExists(atPath: salesData)),
        arguments: [
            ("m5-extract", "196,140,84,28", 0.7498, 0.2774, 0.7236, [0.110, 0.457, 0.878]),
            ("store-item", "364,296,228,160,92", 0.1043, 0.0262, 0.5867, [0.096, 0.447, 0.899]),
        ])
    func realSales(
        name: String, cuts: String, daily: Double, sums: Double, rmsse: Double, coverage: [Double]
    ) throws {
        // A million rows take minutes in a debug build.
        guard Patience.isLong || name != "store-item" else { return }
        let imported = try Command.run(
            Command.invdb, ["import", "\(salesData)/\(name).csv.gz", "--no-estimate"], in: folder)
        #expect(imported.status == 0, "\(imported)")
        let found = try backtest("--held-back", cuts)
        let own = try #require(found["invdb"])
        #expect(abs(try #require(own.dailyWape) / daily - 1) < 0.01)
        #expect(abs(try #require(own.sumWape) / sums - 1) < 0.01)
        #expect(abs(try #require(own.rmsse) / rmsse - 1) < 0.01)
        for (quantile, expected) in zip(found.quantiles, coverage) {
            #expect(abs(try #require(quantile.coverage) - expected) < 0.01, "P\(quantile.probability)")
        }
    }
}
