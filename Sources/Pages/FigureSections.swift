import Forecasting
import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// Tables of figures: classes, accuracy, simulations and scenarios.
enum FigureSections {
    static func sections(_ data: ReportData, _ links: Links) -> [HTML] {
        var sections: [HTML] = []
        if let classes = data.classes { sections.append(section(classes)) }
        if !data.request.isOfSome { sections.append(accuracy(data.accuracy)) }
        if let last = data.simulation.first?.simulation {
            sections.append(simulation(last, data.simulation.map(\.result)))
        }
        if !data.scenarios.isEmpty { sections.append(scenarios(data.scenarios, links)) }
        return sections
    }

    // MARK: ABC and XYZ

    private static func section(_ table: ClassTable) -> HTML {
        let isKnown = (0..<3).contains { column in table.cells.contains { $0[column].series > 0 } }
        let unit = table.isOfMoney ? "money" : "units, as no costs are known"
        var note = "A makes up the first 80 % of sales in \(unit), B the next 15 %, C the rest. "
        note +=
            isKnown
            ? "X sells evenly (28 days differ by a quarter of what is expected or less), Y by up to a half, Z by more. Cells are series and days of stock."
            : "X, Y and Z need a history of sales: invdb import sales.csv"
        if table.withoutCost > 0 {
            note += " \(NumberText.count(table.withoutCost, "series", "series")) without a cost are left out."
        }
        let rows = ClassTable.rows.indices.filter { table.total(row: $0).series > 0 }.map { row in
            let total = table.total(row: row)
            let cells = isKnown ? table.cells[row].map { HTML.element("td", ["class": "n"], cell($0)) } : []
            return HTML.element(
                "tr", [:],
                [
                    .element(
                        "th", ["scope": "row"],
                        text: ClassTable.rows[row] == "none" ? "sells nothing" : ClassTable.rows[row])
                ]
                    + cells + [
                        .element("td", ["class": "n"], Values.number(total.series)),
                        .element("td", ["class": "n"], Values.number(total.sales)),
                        .element("td", ["class": "n"], Values.number(total.stock)),
                        .element(
                            "td", ["class": "n"], total.days.map { Values.number(min($0, 1e12).rounded()) } ?? .empty),
                    ])
        }
        let columns = isKnown ? ClassTable.columns.map { "*\($0 == "unknown" ? "no history" : $0)" } : []
        return OrderSections.section(
            "classes", isKnown ? "ABC and XYZ" : "ABC", .text(note),
            ["Class"] + columns + ["*Series", "*Sales a day", "*Stock", "*Days of stock"], rows)
    }

    private static func cell(_ cell: ClassTable.Cell) -> HTML {
        guard cell.series > 0 else { return .element("span", ["class": "muted"], text: "–") }
        let days = cell.days.map { " · \(NumberText.grouped(Int(min($0, 1e12).rounded()))) d" } ?? ""
        return Values.number(cell.series) + .element("span", ["class": "muted"], text: days)
    }

    // MARK: Accuracy

    private static func accuracy(_ weeks: [ListedAccuracy]) -> HTML {
        guard !weeks.isEmpty else {
            return .element(
                "section", ["id": "accuracy"], .element("h2", text: "Forecast accuracy"),
                .element(
                    "p", [:],
                    .text(
                        "No week is over yet of which a forecast was made before. Imports of sales compare; what the past says: "
                    ),
                    .element("code", text: "invdb backtest")))
        }
        let rows = weeks.map { week in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], text: week.name ?? ""),
                .element("td", ["class": "n"], Values.number(week.sums.series)),
                .element("td", ["class": "n"], Values.number(week.sums.sold)),
                .element("td", ["class": "n"], text: Values.percent(week.wape)),
                .element("td", ["class": "n"], text: Values.percent(week.bias)),
                .element("td", ["class": "n"], text: Values.percent(week.within)),
                .element("td", ["class": "n"], text: Values.percent(week.averageWape)))
        }
        return OrderSections.section(
            "accuracy", "Forecast accuracy",
            .text(
                "Absolute errors of the weekly sums of series, by what was sold; of 10 series 8 should sell from P10 to P90."
            ),
            ["Week from", "*Series", "*Sold", "*Error", "*Bias", "*P10 to P90", "*Error of the mean of 28 days"], rows)
    }

    // MARK: Service against cost

    private static func simulation(_ simulation: StoredSimulation, _ results: [SimulationResult]) -> HTML {
        func value(_ interval: RunInterval, _ figure: SimulationFigure) -> HTML {
            guard figure.isShare else { return Values.number(interval.mean) }
            // A tenth of a per cent is a lot of fill rate.
            return .text("\(NumberText.quantity(interval.mean * 100)) %")
        }
        let figures: [(title: String, figure: SimulationFigure)] = [
            ("*Cycles served", .cycleService), ("*Fill rate", .fillRate), ("*Short days", .shortDays),
            ("*Units short", .unitsShort), ("*Margin lost", .marginLost), ("*On hand", .onHand),
            ("*Stock value", .stockValue), ("*Orders", .orders),
        ].filter { shown in results.contains { $0.figures[shown.figure] != nil } }
        let rows = results.map { result in
            HTML.element(
                "tr", [:],
                [
                    .element("th", ["scope": "row"], text: result.policy),
                    .element("td", [:], text: result.target ?? "as stated"),
                ]
                    + figures.map { shown in
                        .element(
                            "td", ["class": "n"], result.figures[shown.figure].map { value($0, shown.figure) } ?? .empty
                        )
                    })
        }
        let series = NumberText.count(simulation.allSeries, "series", "series")
        let days = NumberText.count(simulation.days, "day")
        let note =
            simulation.firstDay.map {
                "What was sold of \(series) from \(NumberText.date($0)) on, \(days), without hindsight: invdb replay."
            }
            ?? "\(series), \(days), \(NumberText.count(simulation.runs, "run")) of chance: invdb simulate."
        return OrderSections.section(
            "simulation", "Service against cost", .text(note),
            ["Policy", "Safety stock for"] + figures.map(\.title), rows)
    }

    // MARK: Scenarios

    private static func scenarios(_ scenarios: [ReportData.ScenarioOutcome], _ links: Links) -> HTML {
        let names = scenarios.prefix(2).map(\.name)
        let rows = scenarios.map { scenario in
            let totals = scenario.totals
            return HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.name(scenario.name)),
                .element("td", ["class": "n"], Values.number(scenario.series)),
                .element("td", ["class": "n"], Values.number(totals.stockouts)),
                .element("td", ["class": "n"], Values.number(totals.orders)),
                .element("td", ["class": "n"], Values.number(totals.quantity)),
                .element("td", ["class": "n"], Values.number(totals.cost)),
                .element("td", ["class": "n"], Values.number(totals.unitsShort)))
        }
        return OrderSections.section(
            "scenarios", "Scenarios side by side",
            .text("Stock-outs are those without orders. Which series differ: ")
                + links.more(
                    SiteAddress(.compare, ["a": names.first, "b": names.last]), "compare two of them",
                    command: ["invdb", "diff"] + names),
            ["Scenario", "*Series", "*Stock-outs", "*Orders", "*Units", "*Cost", "*Short in the plan"], rows)
    }
}
