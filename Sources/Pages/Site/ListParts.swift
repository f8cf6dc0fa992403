import Forecasting
import InventoryPipeline
import Reports

/// Links to the parts of a list, and forms that choose its rows.
enum ListParts {
    /// What is shown of a list: `51 to 100 of 313`, with links to what is before and after it.
    static func pager(_ part: ListPart, rows: Int, of total: Int, _ address: SiteAddress) -> HTML {
        guard total > 0 else { return .empty }
        let last = ListPart.count(ofRows: total)
        guard last > 1 || part.number > 1 else { return .empty }
        func link(_ number: Int, _ words: String, _ relation: String) -> HTML {
            guard (1...last).contains(number) else { return .empty }
            return .element(
                "a", ["href": address.with("part", number == 1 ? nil : String(number)).text, "rel": relation],
                text: words)
        }
        let shown =
            rows > 0
            ? "\(NumberText.grouped(part.offset + 1)) to \(NumberText.grouped(part.offset + rows)) of \(NumberText.grouped(total))"
            : "The list has \(NumberText.count(total, "row")), and none here."
        return .element(
            "nav", ["class": "pager", "aria-label": "Parts of the list"], link(part.number - 1, "Before", "prev"),
            .element("span", text: shown), link(part.number + 1, "After", "next"))
    }

    /// A field of a form.
    enum Field {
        case text(name: String, label: String)
        case day(name: String, label: String)
        case choice(name: String, label: String, [(value: String, text: String)])
        /// A choice without an empty entry.
        case required(name: String, label: String, [String])
    }

    /// A form that asks for the same page with other values.
    static func form(_ fields: [Field], _ frame: SiteFrame, button: String = "Choose") -> HTML {
        let parts = fields.map { field -> HTML in
            switch field {
            case .text(let name, let label): input(name, label, "text", frame)
            case .day(let name, let label): input(name, label, "date", frame)
            case .choice(let name, let label, let choices):
                select(name, label, [("", "all")] + choices, frame.address.value(of: name))
            case .required(let name, let label, let choices):
                select(name, label, choices.map { ($0, $0) }, frame.address.value(of: name))
            }
        }
        return .element(
            "form", ["class": "choose", "action": frame.address.page.rawValue],
            [frame.scenarioField] + parts + [.element("button", text: button)])
    }

    private static func input(_ name: String, _ label: String, _ type: String, _ frame: SiteFrame) -> HTML {
        let value = frame.address.value(of: name)
        // A browser complains of a day that is none, which only the page that refuses it has.
        let isDay = type != "date" || value.flatMap { CivilDate(isoText: $0[...]) } != nil
        return .element(
            "label", [:], .text(label),
            .single("input", ["type": type, "name": name, "value": isDay ? value : nil]))
    }

    private static func select(
        _ name: String, _ label: String, _ choices: [(value: String, text: String)], _ chosen: String?
    ) -> HTML {
        let options = choices.map { choice in
            HTML.element(
                "option", ["value": choice.value, "selected": choice.value == (chosen ?? "") ? "selected" : nil],
                text: choice.text)
        }
        return .element("label", [:], .text(label), .element("select", ["name": name], options))
    }

    /// The fields that choose series.
    static let ofSeries: [Field] = [
        .text(name: "store", label: "Store"), .text(name: "product", label: "Product"),
        .text(name: "category", label: "Category"), .text(name: "supplier", label: "Supplier"),
    ]
}
