import Forecasting
import InventoryPipeline
import InventoryStore
import Platform

/// An explanation as text for people, or as rows for programs.
package enum ExplainReport {
    package static func text(_ explanation: Explanation, again: String) -> [String] {
        var lines = [
            explanation.series.text,
            explanation.isOfPlan
                ? "planned by run \(explanation.run.id): \(NumberText.count(explanation.orders.count, "order"))"
                : "forecast by run \(explanation.run.id), without a plan: how likely it runs out",
        ]
        if let difference = difference(explanation) {
            lines.append("\(difference): this is what follows now; \(again)")
        }
        // One table for all parts, so that their columns are aligned.
        let table = TextTable.lines(explanation.steps.map { cells($0, explanation.run) }, indent: "  ")
        var order: Int?
        for (step, line) in zip(explanation.steps, table) {
            if step.order != order { lines += ["", heading(step.order, explanation)] }
            order = step.order
            lines.append(line)
        }
        return lines
    }

    /// The steps by their parts: the series, then each order. A step is its subject, its day, its value and its sources.
    package static func parts(of explanation: Explanation) -> [(heading: String, steps: [[String]])] {
        var parts: [(heading: String, steps: [[String]])] = []
        var order: Int?
        for step in explanation.steps {
            if step.order != order { parts.append((heading(step.order, explanation), [])) }
            order = step.order
            parts[parts.count - 1].steps.append(cells(step, explanation.run))
        }
        return parts
    }

    package static func export(_ explanation: Explanation, as format: ExportFormat) throws {
        let writer = try RowWriter(format: format, columns: ["order", "step", "date", "value", "unit", "source"])
        for step in explanation.steps {
            let value: (Cell, unit: Cell) =
                switch step.value {
                case .units(let quantity): (.number(quantity), .text("units"))
                case .percent(let share): (.number(share * 100), .text("percent"))
                case .count(let count, let unit): (.integer(count), .text(unit.rawValue))
                case .none: (.missing, .missing)
                case .lost, .noOrder, .reason, .policy, .weekdays, .weekday:
                    (.text(ExplanationText.of(step.value)), .missing)
                }
            try writer.write([
                .integer(step.order), .text(step.subject.rawValue), step.day.map(Cell.day) ?? .missing, value.0,
                value.unit, .text(ExplanationText.of(step.sources, explanation.run)),
            ])
        }
        try writer.finish()
    }

    /// Why what is stored differs from what follows from the data stored now; nil if it doesn't.
    package static func difference(_ explanation: Explanation) -> String? {
        explanation.difference.map { ExplanationText.of($0, isOfPlan: explanation.isOfPlan) }
    }

    private static func heading(_ order: Int, _ explanation: Explanation) -> String {
        guard order > 0 else { return "The series" }
        let planned = explanation.orders[order - 1]
        return "Order \(order): \(NumberText.units(planned.quantity)) on \(date(planned.orderDay))"
    }

    private static func cells(_ step: Explanation.Step, _ run: Run) -> [String] {
        [
            step.subject.rawValue.replacing("_", with: " "), step.day.map(date) ?? "", ExplanationText.of(step.value),
            ExplanationText.of(step.sources, run),
        ]
    }

    private static func date(_ day: Int) -> String { CivilDate(dayNumber: day).isoText }
}
