import InventoryPipeline
import Platform

/// The report of a check.
package enum CheckReport {
    /// Prints one line for each check, and whether the file is in order; or an object with the same.
    ///
    /// - Throws: ``ProblemsFound`` if there are problems.
    package static func tell(_ lines: [CheckLine], path: String, as format: SummaryFormat) throws {
        let total = lines.reduce(0) { $0 + $1.problems.total }
        switch format {
        case .text:
            try StandardOutput.print(table(lines).joined(separator: "\n"))
            if total == 0 { try StandardOutput.print("\(path) is in order") }
        case .json: try StandardOutput.print(try CheckObject(lines, path: path).json())
        }
        guard total > 0 else { return }
        let shown = lines.flatMap { line in
            line.problems.first.map {
                "  \(CheckText.name(line.subject)): \(DisplayText.of(CheckText.of($0), limit: 300))"
            }
        }
        let head =
            "\(path) has \(NumberText.count(total, "problem"))"
            + (shown.count < total ? "; the first \(shown.count):" : ":")
        throw ProblemsFound(
            text: ([head] + shown + ["Restore a copy, or import and forecast into a new file."]).joined(separator: "\n")
        )
    }

    private static func table(_ lines: [CheckLine]) -> [String] {
        TextTable.lines(
            lines.map { line in
                let total = line.problems.total
                let name = CheckText.name(line.subject)
                return [name, total == 0 ? CheckText.sound(line.subject) : NumberText.count(total, "problem")]
            }, indent: "")
    }
}
