import InventoryPipeline

/// What a forecast says at its end.
enum ForecastReport {
    static func text(_ summary: ForecastSummary) -> String {
        let rate = Int((Double(summary.series) / max(summary.seconds, 0.001)).rounded())
        let scenario = summary.scenario == Scenario.baseline ? "" : " in scenario \(summary.scenario)"
        var lines = [
            "\(Figure.count(summary.series, "series", "series"))\(scenario), "
                + "\(Figure.count(summary.stockouts, "stock-out")) in \(Figure.seconds(summary.seconds)) "
                + "(\(Figure.grouped(rate)) series a second)"
        ]
        if !summary.first.isEmpty {
            lines.append("The first to run out:")
            lines += TextTable.lines(
                summary.first.map { [CivilDate(dayNumber: $0.day).isoText, $0.storeID, $0.productID] },
                indent: "  ")
        }
        if !summary.staleStores.isEmpty {
            let stores = summary.staleStores
            let names =
                stores.prefix(10).map(ShownText.ofIdentifier).joined(separator: ", ") + (stores.count > 10 ? ", …" : "")
            lines.append(
                "Older than their inventory are the results of \(Figure.count(stores.count, "store")): \(names).")
        }
        return lines.joined(separator: "\n")
    }
}
