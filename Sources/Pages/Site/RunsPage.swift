import InventoryPipeline
import InventoryStore
import Platform
import Reports

/// What was computed and imported when.
package enum RunsPage {
    /// - Parameters:
    ///   - runs: a part of the log of runs, the newest first.
    ///   - count: all of them.
    ///   - imports: the last ones, the newest first.
    package static func html(
        _ runs: [Run], count: Int, _ imports: [ImportEntry], _ part: ListPart, _ state: ResultState, _ frame: SiteFrame
    ) -> HTML {
        let rows = runs.map { run in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.number(run.id)),
                .element("td", [:], time(run.startedAt)),
                .element("td", [:], text: run.orders == nil ? "forecast" : "plan"),
                .element("td", [:], Values.name(run.scenario)),
                .element("td", ["class": "n"], Values.number(run.series)),
                .element("td", ["class": "n"], Values.number(run.stockouts)),
                .element("td", ["class": "n"], run.orders.map(Values.number) ?? .empty),
                .element("td", ["class": "n"], Values.number(run.seconds)),
                .element(
                    "td", ["class": "options"],
                    text: DisplayText.of(RunOptionsText.flags(ofJSON: run.options), limit: 2000)))
        }
        let files = imports.map { entry in
            HTML.element(
                "tr", [:], .element("th", ["scope": "row"], Values.number(entry.id)),
                .element("td", [:], time(entry.importedAt)), .element("td", [:], Values.name(entry.file)),
                .element("td", ["class": "n"], Values.number(entry.counts.read)),
                .element("td", ["class": "n"], Values.number(entry.counts.inserted)),
                .element("td", ["class": "n"], Values.number(entry.counts.updated)),
                .element(
                    "td", ["class": entry.counts.rejected > 0 ? "n bad" : "n"], Values.number(entry.counts.rejected)))
        }
        let head = HTML.element(
            "div", ["class": "head"], .element("h1", text: "Runs and imports"), ReportPage.age(of: state))
        guard count > 0 || !files.isEmpty else {
            return frame.html("Runs", [head, .element("p", text: "Nothing was imported or forecast yet.")])
        }
        var sections = [head]
        if count > 0 {
            sections += [
                OrderSections.section(
                    "runs", NumberText.count(count, "run"), .text("The newest first. Times are UTC."),
                    ["Run", "Started", "What", "Scenario", "*Series", "*Stock-outs", "*Orders", "*Seconds", "Options"],
                    rows), ListParts.pager(part, rows: rows.count, of: count, frame.address),
            ]
        }
        sections.append(
            OrderSections.section(
                "imports", "The last imports", .text("The newest first. Times are UTC."),
                ["Import", "Time", "File", "*Rows", "*New", "*Changed", "*Rejected"], files))
        return frame.html("Runs", sections)
    }

    private static func time(_ text: String) -> HTML {
        .element("time", ["datetime": text], text: String(text.prefix(16)).replacing("T", with: " "))
    }
}
