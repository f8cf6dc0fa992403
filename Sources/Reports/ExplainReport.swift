import Forecasting
import InventoryPipeline
import Platform

/// An explanation as text for people, or as rows for programs.
package enum ExplainReport {
    package static func title(_ storeID: String, _ productID: String) -> String {
        "Product \(DisplayText.ofIdentifier(productID)) in store \(DisplayText.ofIdentifier(storeID))"
    }

    package static func text(_ explanation: Explanation, again: String) -> [String] {
        var lines = [
            title(explanation.storeID, explanation.productID),
            "planned by run \(explanation.run.id): \(NumberText.count(explanation.orders.count, "order"))",
        ]
        if let difference = explanation.difference {
            lines.append("\(difference): this is what follows now; \(again)")
        }
        // All parts have their columns in the same places.
        let table = TextTable.lines(explanation.steps.map(cells), indent: "  ")
        var order: Int?
        for (step, line) in zip(explanation.steps, table) {
            if step.order != order { lines += ["", heading(step.order, explanation)] }
            order = step.order
            lines.append(line)
        }
        return lines
    }

    package static func export(_ explanation: Explanation, as format: ExportFormat) throws {
        let writer = try RowWriter(format: format, columns: ["order", "step", "date", "value", "unit", "source"])
        for step in explanation.steps {
            let value: (Cell, unit: Cell) =
                switch step.value {
                case .units(let quantity): (.number(quantity), .text("units"))
                case .count(let count, let unit): (.integer(count), .text(unit))
                case .text(let text): (.text(text), .missing)
                case .none: (.missing, .missing)
                }
            try writer.write([
                .integer(step.order), .text(step.name), step.day.map(Cell.day) ?? .missing, value.0, value.unit,
                .text(step.source),
            ])
        }
        try writer.finish()
    }

    private static func heading(_ order: Int, _ explanation: Explanation) -> String {
        guard order > 0 else { return "The series" }
        let planned = explanation.orders[order - 1]
        return "Order \(order): \(NumberText.quantity(planned.quantity)) units on \(date(planned.orderDay))"
    }

    private static func cells(_ step: Explanation.Step) -> [String] {
        let value =
            switch step.value {
            case .units(let quantity): Explanation.number(quantity)
            case .count(let count, let unit):
                "\(count) \(count == 1 && unit.hasSuffix("s") ? String(unit.dropLast()) : unit)"
            case .text(let text): text
            case .none: ""
            }
        return [step.name.replacing("_", with: " "), step.day.map(date) ?? "", value, step.source]
    }

    private static func date(_ day: Int) -> String { CivilDate(dayNumber: day).isoText }
}
