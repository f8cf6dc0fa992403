import TestSupport
import Testing

@testable import Forecasting

/// What is shown of demand: classes, patterns, and how good forecasts were.
@Suite struct DemandReportTests {
    @Test("Patterns by intervals and quantities: every known answer")
    func patterns() throws {
        let history = try DemandTables.table("11_history")
        for row in try DemandTables.table("11_class_expected") {
            let sales = history.filter { $0["series"] == row["series"] }
            var pattern = DemandPattern()
            var first: Int?
            for sale in sales {
                let quantity = try DemandTables.number(sale, "quantity")
                let day = try DemandTables.day(sale, "date")
                if quantity > 0, first == nil { first = day }
                pattern.add(quantity)
            }
            let days = try DemandTables.day(row, "history_until") - (try #require(first)) + 1
            #expect(Double(days) == (try DemandTables.number(row, "days")), "\(row)")
            #expect(Double(pattern.saleDays) == (try DemandTables.number(row, "demand_days")), "\(row)")
            #expect(DemandTables.isClose(pattern.interval(days: days), try DemandTables.number(row, "adi")), "\(row)")
            #expect(abs(pattern.squaredVariation - (try DemandTables.number(row, "cv2"))) < 1e-9, "\(row)")
            #expect(pattern.kind(days: days).rawValue == row["class"], "\(row)")
        }
        #expect(DemandPattern().kind(days: 100) == .new && DemandPattern().interval(days: 1) == .infinity)
    }

    @Test("Accuracy: every known answer, in parts and in one")
    func accuracy() throws {
        var values: [String: [String: [Double]]] = [:]
        for row in try DemandTables.table("11_accuracy_input") {
            let (series, kind) = (try #require(row["series"]), try #require(row["kind"]))
            values[series, default: [:]][kind, default: []].append(try DemandTables.number(row, "value"))
        }
        let probabilities = [0.1, 0.5, 0.9]
        var daily = ForecastAccuracy()
        var sums = ForecastAccuracy()
        var quantiles = probabilities.map(QuantileAccuracy.init)
        var scaled = ScaledErrors()
        for series in values.values {
            let actual = try #require(series["actual"])
            let forecast = try #require(series["forecast"])
            // A part of its own, merged as those of threads would be.
            var (ofSeries, ofSum, ofScaled) = (ForecastAccuracy(), ForecastAccuracy(), ScaledErrors())
            for (sold, expected) in zip(actual, forecast) { ofSeries.add(actual: sold, forecast: expected) }
            let (sold, expected) = (actual.reduce(0, +), forecast.reduce(0, +))
            ofSum.add(actual: sold, forecast: expected)
            ofScaled.add(past: try #require(series["train"]), actual: actual, forecast: forecast)
            daily.merge(ofSeries)
            sums.merge(ofSum)
            scaled.merge(ofScaled)
            for place in quantiles.indices {
                var part = QuantileAccuracy(probability: probabilities[place])
                part.add(actual: sold, quantile: expected)
                quantiles[place].merge(part)
            }
        }
        let found = [
            "wape_daily": daily.wape, "wape_sum": sums.wape, "bias": daily.bias, "rmsse": scaled.rmsse,
            "pinball_0.1": quantiles[0].pinball, "pinball_0.5": quantiles[1].pinball,
            "pinball_0.9": quantiles[2].pinball,
        ]
        let expected = try DemandTables.table("11_accuracy_expected")
        #expect(expected.count == found.count)
        for row in expected {
            let value = try #require(row["measure"].flatMap { found[$0] ?? nil })
            #expect(DemandTables.isClose(value, try DemandTables.number(row, "value")), "\(row) \(value)")
        }
    }

    @Test func accuracyOfNothing() {
        var accuracy = ForecastAccuracy()
        #expect(accuracy.wape == nil && accuracy.bias == nil && ScaledErrors().rmsse == nil)
        accuracy.add(actual: 0, forecast: 3)
        #expect(accuracy.wape == nil)
        var scaled = ScaledErrors()
        scaled.add(past: [0, 0, 2, 2], actual: [1], forecast: [1])
        scaled.add(past: [], actual: [1], forecast: [1])
        #expect(scaled.count == 0)
        // Zeros before the first sale are no past.
        scaled.add(past: [0, 0, 2, 4], actual: [1, 1], forecast: [3, 3])
        #expect(scaled.rmsse == 1)
        var quantile = QuantileAccuracy(probability: 0.9)
        #expect(quantile.pinball == nil && quantile.coverage == nil)
        for sold in [1.0, 2, 3, 9] { quantile.add(actual: sold, quantile: 3) }
        #expect(quantile.coverage == 0.75)
    }

    @Test func classes() {
        let expected: [(Double, Double, DemandClass)] = [
            (100, 399, .steady), (100, 400, .variable), (100, 2499, .variable), (100, 2500, .erratic),
            (100, 9999, .erratic), (100, 10_000, .lumpy), (0, 0, .lumpy),
        ]
        for (mean, variance, answer) in expected { #expect(DemandClass(mean: mean, variance: variance) == answer) }
    }

    @Test func statuses() {
        func status(
            firstSale: Int = 0, lastSale: Int = 92, day: Int = 100, zeroRun: Double = 0, stock: Double = .nan,
            isDormant: Bool = false
        ) -> DemandStatus {
            DemandStatus(
                firstSale: firstSale, lastSale: lastSale, day: day, zeroRun: zeroRun, closingStock: stock,
                isStoreDormant: isDormant)
        }
        #expect(status() == .ongoing && status(stock: 1) == .ongoing && status(zeroRun: 4.9) == .ongoing)
        #expect(status(firstSale: 44) == .ongoing && status(firstSale: 45) == .new)
        #expect(status(firstSale: 90, zeroRun: 5) == .ended)
        // A day without sales of what sells much, and a year without those of what sold little.
        #expect(status(lastSale: 98, zeroRun: 20) == .ongoing && status(lastSale: 93, zeroRun: 20) == .ongoing)
        #expect(status(lastSale: 99, day: 463) == .ongoing && status(lastSale: 99, day: 464) == .ended)
        #expect(status(zeroRun: 9, stock: 0) == .outOfStock)
        #expect(status(zeroRun: 9, stock: 0, isDormant: true) == .storeClosed)
    }
}
