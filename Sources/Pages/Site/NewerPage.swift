import InventoryStore
import Reports

/// The line on each page that says whether newer results are there.
package enum NewerPage {
    /// - Parameters:
    ///   - seen: what the page has seen of the logs.
    ///   - now: what there is now.
    ///   - page: the address of the page; nil if it is none of the site.
    package static func html(seen: LastLogged, now: LastLogged, page: SiteAddress?) -> HTML {
        html(line(seen, now, page), isNew: now != seen)
    }

    /// The line while nobody can tell.
    package static func html(problem sentence: String) -> HTML {
        html(.text(sentence), isNew: true)
    }

    private static func html(_ line: HTML, isNew: Bool) -> HTML {
        PageDocument.html(
            "Newer results", .empty, .element("p", ["class": isNew ? "new" : "muted", "role": "status"], line),
            style: SiteStyle.line)
    }

    private static func line(_ seen: LastLogged, _ now: LastLogged, _ page: SiteAddress?) -> HTML {
        let again = page.map { page -> HTML in
            .text(" ") + .element("a", ["href": page.text, "target": "_top"], text: "Show what is there now")
        }
        if now.run > seen.run { return .text("Newer results are there: run \(now.run).") + (again ?? .empty) }
        // The numbers of another file may be lower.
        if now.run < seen.run || now.importID < seen.importID {
            return .text("This is another database now.") + (again ?? .empty)
        }
        if now.importID > seen.importID { return .text("Newer data was imported.") + (again ?? .empty) }
        guard seen.run > 0 else { return .text("There are no results yet.") }
        return .text("These are the newest results.")
    }
}
