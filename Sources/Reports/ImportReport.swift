import CSV
import Foundation
import InventoryPipeline
import Platform

/// The report at the end of an import.
package enum ImportReport {
    package static func text(
        _ summary: ImportSummary, request: ImportRequest, as format: SummaryFormat
    ) throws -> String {
        switch format {
        case .text: text(summary, request: request)
        case .json: try ImportObject(summary, request).json()
        }
    }

    private static func text(_ summary: ImportSummary, request: ImportRequest) -> String {
        var lines: [String] = []
        for (file, counts) in zip(summary.files, summary.counts) {
            let isOfProducts = summary.kind == FileKind.all.first?.name
            let kind = isOfProducts ? "" : " of \(FileKind.named(summary.kind)?.contents ?? summary.kind)"
            lines.append("\(file.name): \(NumberText.count(counts.read, "row"))\(kind)")
            lines += details(
                of: file, store: request.store, isOfProducts: isOfProducts,
                same: same(summary.kind))
            lines += AheadText.periods(of: file)
            if summary.kind == FileKind.sales { lines += SalesText.quantities(of: file, request) }
        }
        let total = summary.total
        let addedUp = summary.addedUp
        lines.append(
            "read \(NumberText.grouped(total.read)), inserted \(NumberText.grouped(total.inserted)), "
                + "updated \(NumberText.grouped(total.updated)), unchanged \(NumberText.grouped(total.unchanged)), "
                + "rejected \(NumberText.grouped(total.rejected))"
                + (addedUp > 0 ? ", added up \(NumberText.grouped(addedUp))" : "")
                + (total.leftOut > addedUp ? ", left out \(NumberText.grouped(total.leftOut - addedUp))" : "")
                + (total.blank > 0 ? ", blank \(NumberText.grouped(total.blank))" : "")
                + former(summary.former)
                + " in \(NumberText.seconds(summary.seconds))")
        if case .replaced(_, _, let others) = summary.former, !others.isEmpty {
            let shown = others.prefix(5).map { DisplayText.of($0) }.joined(separator: ", ")
            lines.append(
                "\(NumberText.count(others.count, "store")) that \(others.count == 1 ? "is" : "are") not in the files "
                    + "\(others.count == 1 ? "keeps its" : "keep their") receipts: \(shown)\(others.count > 5 ? ", …" : ""); "
                    + "--replace=all removes them.")
        }
        lines += days(summary.days)
        lines += SalesText.lines(summary.sales, adds: request.adds)
        lines += AheadText.lines(summary.events)
        lines += AheadText.lines(summary.stated)
        lines += overdue(summary, request.overdue)
        if summary.withoutRate > 0 {
            let one = summary.withoutRate == 1
            lines.append(
                "\(NumberText.count(summary.withoutRate, "series", "series")) \(one ? "has" : "have") no sales rate, and so no "
                    + "forecast until a file with \(one ? "its" : "their") sales_rate, or with what was sold of \(one ? "it" : "them"), is imported."
            )
        }
        if summary.unplannable > 0 {
            let one = summary.unplannable == 1
            lines.append(
                "\(NumberText.count(summary.unplannable, "series", "series")) can't be planned with \(one ? "its" : "their") terms, "
                    + "unless the plan has other ones for what they don't state:")
            lines += UnplannedSeries.lines(summary.firstUnplannable, of: summary.unplannable)
        }
        if let rejects = request.rejects, total.rejected > 0 {
            lines.append(
                "The rejected rows and the reasons are in \(rejects)."
                    + (summary.sales == nil
                        ? ""
                        : " Days of which other rows are read have what these say was sold; once all are corrected, import the whole file again.")
            )
        }
        if summary.isDryRun { lines.append("Nothing was written: this was a dry run.") }
        return lines.joined(separator: "\n")
    }

    /// What rows have in common that are added up.
    private static func same(_ kind: String) -> String {
        switch kind {
        case FileKind.sales: "product and day"
        case FileKind.demand: "product and period"
        default: "series"
        }
    }

    private static func former(_ rows: FormerRows) -> String {
        switch rows {
        case .kept, .replaced(receipts: 0, _, _), .removedDays(0), .removedEvents(0): ""
        case .removedDays(let days): ", removed \(NumberText.count(days, "day"))"
        case .removedEvents(let events): ", removed \(NumberText.count(events, "event"))"
        case .removed(let series): ", removed \(NumberText.grouped(series))"
        case .replaced(let receipts, let stores, _):
            ", replaced \(NumberText.count(receipts, "receipt")) of \(NumberText.count(stores, "store"))"
        }
    }

    /// How many days of a calendar are closed, and how many are open: a column that was read in another way than it is meant shows.
    private static func days(_ counts: DayCounts?) -> [String] {
        guard let counts, counts.closed + counts.open > 0 else { return [] }
        func are(_ count: Int, _ state: String, of noun: String?) -> String? {
            guard count > 0 else { return nil }
            let number = noun.map { NumberText.count(count, $0) } ?? NumberText.grouped(count)
            return "\(number) \(count == 1 ? "is" : "are") \(state)"
        }
        let parts = [
            are(counts.closed, "closed", of: "day"), are(counts.open, "open", of: counts.closed == 0 ? "day" : nil),
        ]
        return [parts.compactMap(\.self).joined(separator: ", and ") + "."]
    }

    /// What became of the overdue receipts, and what else could.
    private static func overdue(_ summary: ImportSummary, _ option: OverdueReceipts) -> [String] {
        let found = summary.overdue
        guard found.count > 0 else { return [] }
        let (receipts, age) = (NumberText.count(found.count, "receipt"), NumberText.count(found.mostDays, "day"))
        let overdue =
            "\(receipts) of \(NumberText.units(found.units)) \(found.count == 1 ? "is" : "are") overdue, "
            + "by up to \(age)"
        // Stocks that are counted anew may have the goods already.
        if summary.kind == FileKind.all.first?.name {
            return [overdue + ", and counted on the first day; if they have come, import the open orders again."]
        }
        switch option {
        case .start: return [overdue + ", and counted on the first day; --overdue +N, drop or reject changes that."]
        case .after(let days): return [overdue + ", and counted \(NumberText.count(days, "day")) after the first day."]
        case .drop: return [overdue + ", and left out."]
        case .reject: return []
        }
    }

    /// The rows that are left out, by the reason.
    private static func leftOut(_ file: FileReport) -> [String] {
        file.leftOutApart.sorted {
            ($0.value.count, $1.value.line) > ($1.value.count, $0.value.line)
        }.map { why, rows in
            let number = NumberText.grouped(rows.count)
            return switch why {
            case .status(let word): "\(number) “\(DisplayText.of(word))”"
            case .marked(let column): "\(number) with “\(DisplayText.of(column))”"
            case .nothingOpen: "\(number) with nothing open"
            case .nothingSold: "\(number) with nothing sold"
            case .notOver: "\(number) of periods that are not over yet (the first in line \(rows.line))"
            case .closed: "\(number) of days whose sales can't change any more (--keep)"
            case .nothingStated: "\(number) without a quantity"
            case .noEvent: "\(number) without an event"
            case .undated: "\(number) without a date (the first in line \(rows.line))"
            case .overdue: "\(number) overdue"
            case .addedUp: "\(number) added up"
            case .older: "\(number) older than the latest of their series"
            case .unstocked: "\(number) not stocked"
            case .skipped: "\(number) as --skip-rows says"
            case .otherThan(let condition): "\(number) without \(DisplayText.of(condition))"
            case .header: "\(number) with the header once more"
            }
        }
    }

    /// What the stock is of: systems have it with and without what is promised to customers.
    private static func stock(of file: FileReport) -> [String] {
        let mapping = file.mapping
        if !mapping.takenOff.isEmpty {
            let names = mapping.takenOff.map { "“\(DisplayText.of(mapping.header[$0]))”" }
            return ["  stock: less \(names.joined(separator: " and "))"]
        }
        guard let place = mapping.indexes[.stock], mapping.stores.isEmpty else { return [] }
        if ImportColumn.isAvailable(mapping.header[place]) {
            return [
                "  stock: “\(DisplayText.of(mapping.header[place]))”, from which what is promised is taken off already"
            ]
        }
        let promised = mapping.unused.filter { ImportColumn.isAllocated(mapping.header[$0]) }
        guard let first = promised.first else { return [] }
        let name = DisplayText.of(mapping.header[first])
        return ["  stock: with what is promised; --net-of \"\(name)\" takes “\(name)” off"]
    }

    private static func origin(_ origin: GivenValue.Origin) -> String {
        switch origin {
        case .usual, .set: ""
        case .asOf: " (--as-of)"
        case .fileName: " (from the name of the file)"
        }
    }

    private static func details(
        of file: FileReport, store: String, isOfProducts: Bool, same: String
    ) -> [String] {
        let columns = file.mapping.columns.compactMap { column in
            file.mapping.indexes[column].map { place in
                let name = file.mapping.header[place]
                if name.isEmpty { return "\(column.name) from column \(place + 1), which has no name" }
                return name == column.name ? name : "\(column.name) from “\(DisplayText.of(name))”"
            }
        }
        var lines = ["  columns: \(columns.joined(separator: ", "))"]
        if let sheet = file.sheet { lines.append("  sheet: \(DisplayText.of(sheet))") }
        if file.headerLine > 1 { lines.append("  header: line \(file.headerLine)") }
        lines += stock(of: file)
        let unused = file.mapping.unused.map { place in
            let name = file.mapping.header[place]
            return name.isEmpty ? "column \(place + 1), which has no name" : "“\(DisplayText.of(name))”"
        }
        if !unused.isEmpty { lines.append("  not used: \(unused.joined(separator: ", "))") }
        for isUsual in [false, true] {
            let given = file.mapping.columns.compactMap { column in
                file.mapping.given[column].flatMap { value in
                    (value.origin == .usual) == isUsual
                        ? "\(column.name) \(DisplayText.of(value.text))\(Self.origin(value.origin))" : nil
                }
            }
            if !given.isEmpty {
                lines.append("  for \(isUsual ? "new series" : "all rows"): \(given.joined(separator: ", "))")
            }
        }
        let ignored = file.mapping.ignored.map { "“\(DisplayText.of(file.mapping.header[$0]))”" }
        if !ignored.isEmpty { lines.append("  ignored: \(ignored.joined(separator: ", "))") }
        if file.addedUp > 0 {
            lines.append("  added up: \(NumberText.count(file.addedUp, "row")) to another one of the same \(same)")
        }
        if !file.mapping.stores.isEmpty {
            let names = file.mapping.stores.prefix(5).map { DisplayText.of($0.name) }.joined(separator: ", ")
            lines.append(
                "  stores: \(NumberText.count(file.mapping.stores.count, "column")) (\(names)"
                    + "\(file.mapping.stores.count > 5 ? ", …" : ""))")
        }
        if !file.countedWords.isEmpty {
            lines.append("  counted: \(file.countedWords.map { "“\(DisplayText.of($0))”" }.joined(separator: ", "))")
        }
        let leftOut = leftOut(file)
        if !leftOut.isEmpty { lines.append("  left out: \(leftOut.joined(separator: ", "))") }
        if file.leftOut[.notOver]?.count == file.read - file.blank, file.read > file.blank {
            lines.append(
                "  warning: none of its periods is over yet, so nothing is read; --kind demand reads them as demand stated ahead"
            )
        }
        for case (.otherThan(let condition), let rows) in file.leftOut where rows.count == file.read - file.blank {
            lines.append(
                "  warning: no row has \(DisplayText.of(condition)), so nothing is read; see how the file writes it")
        }
        if file.dialect.delimiter != UInt8(ascii: ",") { lines.append("  delimiter: \(file.dialect.delimiterName)") }
        if file.isOfAllStores {
            lines.append(
                isOfProducts ? "  store: all that have the products" : "  store: all, as the file has no column for it")
        } else if file.mapping.indexes[.storeID] == nil, file.mapping.stores.isEmpty {
            lines.append("  store: \(store), as the file has no column for it")
        }
        switch file.dates {
        case .unambiguous: break
        case .given(let order): lines.append("  dates: read as \(order.rawValue), as --date-format says")
        case .shown(let date):
            lines.append("  dates: read as \(date.order.rawValue), as \(date.place) shows")
        case .assumedMonthFirst:
            lines.append(
                "  dates: read as month/day/year, which nothing in the column decides; --date-format dmy reads them the other way"
            )
        }
        if file.hasTimes { lines.append("  times of day are cut off: the day counts as it is written") }
        lines += file.warnings.map { "  warning: line \($0.line): \($0.sentence)" }
        let more = file.warningCount - file.warnings.count
        if more > 0 { lines.append("  warning: \(NumberText.grouped(more)) more of this kind") }
        return lines
    }

    /// The report of an import that stopped because of bad rows.
    package static func refusal(_ refused: ImportRefused) -> String {
        let total = refused.problems.total
        let shown = refused.problems.first
        let bad =
            "Nothing was imported: \(NumberText.grouped(total)) of \(NumberText.count(refused.rowsRead, "row")) can't be read"
        var lines = [bad + (total > shown.count ? "; the first \(shown.count):" : ":")]
        lines += shown.map { "  \($0)" }
        if shown.contains(where: \.isSecondRow) {
            lines.append(
                "Rows that belong to one series are added up with --sum; with --latest those with the newest date count; if they say what was sold, --kind sales reads them."
            )
        }
        if let total = shown.lazy.compactMap(\.total).first {
            lines.append("Rows of totals are left out with --skip-rows '\(total)'; a * in it is any text.")
        }
        if let column = shown.lazy.compactMap(\.optionalColumn).first {
            lines.append("A column that is not needed is left out with --ignore \"\(DisplayText.of(column))\".")
        }
        lines.append("Correct the file, or import the good rows and collect the bad ones with --rejects FILE.")
        return lines.joined(separator: "\n")
    }
}
