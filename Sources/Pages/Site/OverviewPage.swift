import InventoryPipeline
import Platform

/// The first page: what a report has, with links.
package enum OverviewPage {
    package static func html(_ data: ReportData, _ frame: SiteFrame) -> HTML {
        let title = ReportPage.title(of: data)
        return frame.html("\(title) · invdb", ReportPage.content(data, title, frame.links.about(data.request)))
    }
}

/// A page that says why there is no other. If a list was asked for, it can be asked for again in another way.
package enum ProblemPage {
    /// - Parameter sentence: what is wrong and what to do, with a line for each thing.
    package static func html(_ title: String, _ sentence: String, _ frame: SiteFrame) -> HTML {
        let lines = sentence.split(separator: "\n").map {
            HTML.element("p", [:], Values.prose(DisplayText.of(String($0), limit: 2000)))
        }
        return frame.html(
            title,
            [
                .element("div", ["class": "head"], .element("h1", text: title), ListPages.form(frame)),
                .element("div", ["class": "old", "id": "problem"], lines),
            ])
    }
}
