import Foundation
import InventoryPipeline
import Platform

/// The report at the end of an import.
package enum ImportReport {
    package static func text(_ summary: ImportSummary, request: ImportRequest) -> String {
        var lines: [String] = []
        for (file, counts) in zip(summary.files, summary.counts) {
            let kind = summary.kind == FileKind.all.first?.name ? "" : " of \(summary.kind)"
            lines.append("\(file.name): \(NumberText.count(counts.read, "row"))\(kind)")
            lines += details(of: file, store: request.store)
        }
        let total = summary.total
        lines.append(
            "read \(NumberText.grouped(total.read)), inserted \(NumberText.grouped(total.inserted)), "
                + "updated \(NumberText.grouped(total.updated)), unchanged \(NumberText.grouped(total.unchanged)), "
                + "rejected \(NumberText.grouped(total.rejected))"
                + (total.blank > 0 ? ", blank \(NumberText.grouped(total.blank))" : "")
                + former(summary.former)
                + " in \(NumberText.seconds(summary.seconds))")
        if let rejects = request.rejects, total.rejected > 0 {
            lines.append("The rejected rows and the reasons are in \(rejects).")
        }
        if summary.isDryRun { lines.append("Nothing was written: this was a dry run.") }
        return lines.joined(separator: "\n")
    }

    private static func former(_ rows: FormerRows) -> String {
        switch rows {
        case .kept, .replaced(receipts: 0, stores: _): ""
        case .removed(let series): ", removed \(NumberText.grouped(series))"
        case .replaced(let receipts, let stores):
            ", replaced \(NumberText.count(receipts, "receipt")) of \(NumberText.count(stores, "store"))"
        }
    }

    private static func details(of file: FileReport, store: String) -> [String] {
        let columns = file.mapping.columns.compactMap { column in
            file.mapping.indexes[column].map { place in
                let name = file.mapping.header[place]
                return name == column.name ? name : "\(column.name) from “\(DisplayText.of(name))”"
            }
        }
        var lines = ["  columns: \(columns.joined(separator: ", "))"]
        let unused = file.mapping.unused.map { place in
            let name = file.mapping.header[place]
            return name.isEmpty ? "column \(place + 1), which has no name" : "“\(DisplayText.of(name))”"
        }
        if !unused.isEmpty { lines.append("  not used: \(unused.joined(separator: ", "))") }
        if file.dialect.delimiter != UInt8(ascii: ",") { lines.append("  delimiter: \(file.dialect.delimiterName)") }
        if file.mapping.indexes[.storeID] == nil { lines.append("  store: \(store), as the file has no column for it") }
        switch file.dates {
        case .unambiguous: break
        case .given(let order): lines.append("  dates: read as \(order.rawValue), as --date-format says")
        case .shown(let order, let text, let line):
            lines.append("  dates: read as \(order.rawValue), as \(text) in line \(line) shows")
        case .assumedMonthFirst:
            lines.append(
                "  dates: read as month/day/year, which nothing in the column decides; --date-format dmy reads them the other way"
            )
        }
        lines += file.warnings.map { "  warning: line \($0.line): \($0.text)" }
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
        lines.append("Correct the file, or import the good rows and collect the bad ones with --rejects FILE.")
        return lines.joined(separator: "\n")
    }
}
