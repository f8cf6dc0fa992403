import CSV
import Forecasting
import InventoryPipeline
import InventoryStore
import Platform

/// The sentences about an import of sales.
enum SalesText {
    /// What the quantities of a file are, if not units sold as they stand.
    static func quantities(of file: FileReport, _ request: ImportRequest) -> [String] {
        var lines: [String] = []
        if request.areMoved ?? SoldReader.areMoved(file.mapping) {
            lines.append("  quantities: movements of a stock, so -2 is 2 sold; --quantities sold reads them as sold")
        }
        let takenOff = SoldReader.takenOffBefore(file.mapping).map { "“\(DisplayText.of($0))”" }
        if !takenOff.isEmpty {
            lines.append(
                "  quantities: net, so \(takenOff.joined(separator: " and ")) \(takenOff.count == 1 ? "is" : "are") not taken off once more"
            )
        }
        let places = SoldReader.places(of: file.mapping).map { DisplayText.of($0) }
        if !places.isEmpty, (request.conditions + request.conditionsIfThere).isEmpty {
            lines.append(
                "  warning: “\(places[0])” and “\(places[1])” are not used. If rows move goods between places, only those to customers are "
                    + "sold; --only '\(places[1])=NAME' reads no others")
        }
        return lines
    }

    /// - Parameter adds: whether what the files have was added to the days that were there, in place of replacing them.
    static func lines(_ summary: SalesSummary?, adds: Bool) -> [String] {
        guard let summary else { return [] }
        let change = summary.change
        var parts: [String] = []
        if change.added.days > 0 { parts.append("\(days(change.added.days)) new, with \(units(change.added.units))") }
        if change.replaced.days > 0 {
            let (before, now) = (units(change.replaced.units), units(change.replacedUnits))
            parts.append(
                "\(days(change.replaced.days)) "
                    + (adds ? "added to, with \(before) before and \(now) now" : "replaced, \(before) by \(now)"))
        }
        if change.same > 0 { parts.append("\(days(change.same)) unchanged") }
        if change.removed.days > 0 {
            parts.append("\(days(change.removed.days)) removed, with \(units(change.removed.units))")
        }
        var lines: [String] = []
        if !parts.isEmpty {
            let stores =
                change.stores > 1 ? " of \(NumberText.count(change.stores, "store")), each counted by store" : ""
            lines.append("sales\(stores): \(parts.joined(separator: "; ")).")
        }
        if change.added.units + change.replacedUnits < 0 {
            lines.append(
                "warning: more came back than was sold. If quantities are movements of a stock, in which sales are below zero, import the file "
                    + "with --quantities moved; if sales are above zero, with --quantities sold.")
        }
        if summary.stocksOfOneDay > 0 {
            lines.append(
                "On \(days(summary.stocksOfOneDay)) of products several rows state a closing stock, not the same: the last row counts, or the "
                    + "first one where a file has the newest rows first. Of rows of lots or states of stock --only chooses."
            )
        }
        lines += positions(change.positions)
        if let until = change.until {
            lines.append(
                "Sales are known until \(CivilDate(dayNumber: until).isoText); what was sold later is unknown.")
        }
        if let until = change.until, until > Timestamp.today + 1 {
            // A day ahead is today elsewhere.
            lines.append(
                "\(CivilDate(dayNumber: until).isoText) is after today; if nobody has sold anything then, correct the date, or say how dates are "
                    + "written with --date-format.")
        }
        func list(_ first: [(store: String, day: Int)], of count: Int) -> String {
            first.map { "\(NumberText.date($0.day)) of store \(DisplayText.of($0.store))" }.joined(separator: ", ")
                + (count > first.count ? ", …" : "")
        }
        switch summary.alike {
        case .firstOfMonths(let count):
            lines.append(
                "All \(NumberText.grouped(count)) days are first days of months. If each row is of a month, import the file with --period month."
            )
        case .onWeekday(let weekday, let count):
            lines.append(
                "All \(NumberText.grouped(count)) days are \(plural(of: weekday)). If each row is of a week, import the file with --period week."
            )
        case nil: break
        }
        if change.shared.count > 0 {
            lines.append(
                "\(days(change.shared.count)) \(change.shared.count == 1 ? "is" : "are") in several of the files, whose sales were added up: "
                    + "\(list(summary.shared, of: change.shared.count)). If these files repeat each other, import them one after the other: "
                    + "then a later one replaces the days that it has.")
        }
        if change.behind.count > 0 {
            lines.append(
                "Those of \(NumberText.count(change.behind.count, "store")) end before: "
                    + "\(list(summary.behind, of: change.behind.count)). If a file is missing, import it.")
        }
        if change.missing.count > 0 {
            lines.append(
                "\(days(change.missing.count)) without any sales, though the store usually sells on this weekday: "
                    + "\(list(summary.missing, of: change.missing.count)). If a file is missing, import it.")
        }
        if change.beforeGaps.count > 0 {
            lines.append(
                "warning: there are no sales for more than a year after \(list(summary.beforeGaps, of: change.beforeGaps.count)). If that date, or the next one, "
                    + "is wrong, correct it and import all files of the store once more with --replace: nothing was sold on days without rows."
            )
        }
        return lines
    }

    private static func plural(of weekday: Int) -> String {
        let name = Weekdays.longNames[weekday - 1]
        return name.prefix(1).uppercased() + name.dropFirst() + "s"
    }

    /// What forecasts of series start from of which no file of products says what is there.
    private static func positions(_ change: SalesChange.Positions) -> [String] {
        guard let evenings = change.evenings else { return [] }
        let (first, last) = (NumberText.date(evenings.lowerBound), NumberText.date(evenings.upperBound))
        let parts = [
            change.made > 0 ? "of \(NumberText.count(change.made, "series", "series")) from now on" : nil,
            change.moved > 0
                ? "of \(NumberText.count(change.moved, "series", "series")) in place of an earlier one" : nil,
        ]
        return [
            "Forecasts start from the last closing stock \(parts.compactMap(\.self).joined(separator: ", and "))"
                + " (\(first == last ? first : "\(first) to \(last)")), as no file of products has them."
        ]
    }

    private static func days(_ count: Int) -> String { NumberText.count(count, "day") }
    /// Without the last digits of a sum of fractions, such as those of a week that is spread over its days.
    private static func units(_ units: Double) -> String { NumberText.exactUnits((units * 1e6).rounded() / 1e6) }
}
