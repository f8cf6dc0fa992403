import CSV
import InventoryPipeline
import InventoryStore
import Platform

/// The sentences about imports of events and of demand that is stated ahead.
enum AheadText {
    /// How many events there are, and which categories are probably mistakes.
    static func lines(_ counts: EventCounts?) -> [String] {
        guard let counts, let days = counts.days else { return [] }
        let parts = [
            counts.stated > 0 ? "\(NumberText.grouped(counts.stated)) with a factor" : nil,
            counts.learned > 0
                ? "\(NumberText.grouped(counts.learned)) whose factor is learned from past ones of the same name" : nil,
        ]
        var lines = [
            "\(NumberText.count(counts.stated + counts.learned, "event")) from \(NumberText.date(days.lowerBound)) to "
                + "\(NumberText.date(days.upperBound)): \(parts.compactMap(\.self).joined(separator: ", "))."
        ]
        func list(_ first: [String], of count: Int) -> String {
            first.map { "“\(DisplayText.of($0))”" }.joined(separator: ", ") + (count > first.count ? ", …" : "")
        }
        if counts.unlearned > 0 {
            lines.append(
                "warning: none without a factor was before the last day with sales of "
                    + "\(list(counts.firstUnlearned, of: counts.unlearned)), so \(counts.unlearned == 1 ? "it changes" : "they change") "
                    + "nothing until a factor is stated.")
        }
        if counts.unknownCategories > 0 {
            let names = list(counts.firstUnknown, of: counts.unknownCategories)
            lines.append(
                "warning: no product has the categor\(counts.unknownCategories == 1 ? "y" : "ies") \(names), so the events of "
                    + "\(counts.unknownCategories == 1 ? "it" : "them") change nothing yet.")
        }
        return lines
    }

    /// How long the periods of a file are, and why.
    static func periods(of file: FileReport) -> [String] {
        var lines: [String] = []
        let columns = file.mapping.periods
        if let first = columns.map(\.days.lowerBound).min(), let last = columns.map(\.days.upperBound).max() {
            let noun = columns.allSatisfy { $0.days.count == 1 } ? "days" : "periods"
            lines.append(
                "  \(noun): \(NumberText.count(columns.count, "column")), \(NumberText.date(first)) to \(NumberText.date(last))"
            )
        }
        let unfinished = file.mapping.unfinished.map { "“\(DisplayText.of(file.mapping.header[$0.place]))”" }
        if !unfinished.isEmpty {
            lines.append(
                "  not over yet, so not read: \(unfinished.prefix(5).joined(separator: ", "))\(unfinished.count > 5 ? ", …" : "")"
            )
        }
        if let finding = file.periods {
            let length = finding.length.rawValue
            lines.append("  each date stands for a \(length)\(why(finding))")
        }
        return lines
    }

    private static func why(_ finding: PeriodFinding) -> String {
        let others = PeriodLength.allCases.filter { $0 != finding.length }.map(\.rawValue)
        let other =
            "; --period \(others.dropLast().joined(separator: ", ")) or \(others.last ?? "") reads them otherwise"
        let apart = finding.length == .quarter ? " three apart" : ""
        return switch finding.reason {
        case .given: ", as --period says"
        case .firstDays: ", as all are first days of months\(apart)\(other)"
        case .lastDays: ", as all are last days of months\(apart)\(other)"
        case .weekday: ", as all are on the same day of the week\(other)"
        case .other: " of its own\(other)"
        }
    }

    static func lines(_ change: StatedDemandChange?) -> [String] {
        guard let change else { return [] }
        var parts: [String] = []
        if change.added.count > 0 {
            parts.append("\(periods(change.added)) new, with \(units(change.added.units))")
        }
        if change.replaced.count > 0 {
            parts.append(
                "\(periods(change.replaced)) replaced, \(units(change.replaced.units)) by \(units(change.replacedUnits))"
            )
        }
        if change.same.count > 0 {
            parts.append("\(periods(change.same)) unchanged, with \(units(change.same.units))")
        }
        if change.removed.count > 0 {
            parts.append("\(periods(change.removed)) removed, with \(units(change.removed.units))")
        }
        if change.cut.count > 0 {
            parts.append(
                "\(periods(change.cut)) cut short \(change.later.count > 0 ? "by the period" : "before the first day") of the files, by \(NumberText.units(change.cut.units))"
            )
        }
        if change.later.count > 0 {
            parts.append(
                "\(periods(change.later)) after that of the files unchanged, with \(units(change.later.units)), as the files have one period only"
            )
        }
        return parts.isEmpty ? [] : ["demand stated ahead: \(parts.joined(separator: "; "))."]
    }

    private static func periods(_ periods: StatedDemandChange.Periods) -> String {
        NumberText.count(periods.count, "period")
    }

    private static func units(_ units: Double) -> String { NumberText.exactUnits(units) }
}
