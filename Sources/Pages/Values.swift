import Forecasting
import Platform
import Reports

/// Values as HTML. A number is a `data` element that has the exact reported value beside the text for people.
enum Values {
    /// `1,234.5`; from 10,000 on without decimals.
    static func number(_ number: Double) -> HTML {
        let exact = NumberText.quantity(number)
        return .element("data", ["value": exact], text: grouped(number))
    }

    static func number(_ number: Int) -> HTML {
        .element("data", ["value": String(number)], text: NumberText.grouped(number))
    }

    static func grouped(_ number: Double) -> String {
        guard abs(number) < 1e15 else { return NumberText.quantity(number) }
        let rounded = ReportedQuantity.rounded(number)
        guard abs(rounded) < 10_000 else { return NumberText.grouped(Int(rounded.rounded())) }
        let text = NumberText.quantity(rounded)
        guard abs(rounded) >= 1000 else { return text }
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first.flatMap({ Int($0) }) else { return text }
        return NumberText.grouped(whole) + (parts.count > 1 ? ".\(parts[1])" : "")
    }

    static func date(_ day: Int) -> HTML {
        let text = NumberText.date(day)
        return .element("time", ["datetime": text], text: text)
    }

    /// `5 Jan`
    static func shortDate(_ day: Int) -> String {
        let date = CivilDate(dayNumber: day)
        return "\(date.day) \(months[date.month - 1])"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A sentence. A date in it stays in one line.
    static func prose(_ text: String) -> HTML {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let date = word.prefix(10)
            guard date.utf8.count == 10, CivilDate(isoText: date) != nil else { return HTML.text(String(word)) }
            return HTML.element("time", [:], text: String(date)) + .text(String(word.dropFirst(10)))
        }.joined(.text(" "))
    }

    /// A name or an identifier from a file: shortened, with invisible characters spelt out, and apart from the direction of the text
    /// around it.
    static func name(_ name: String, limit: Int = 48) -> HTML {
        let shown = DisplayText.of(name, limit: limit)
        let whole = DisplayText.of(name, limit: 300)
        return .element("bdi", ["title": whole == shown ? nil : whole], text: shown)
    }

    static func percent(_ share: Double?) -> String {
        guard let share else { return "–" }
        return "\(NumberText.quantity((share * 1000).rounded() / 10)) %"
    }

    /// A coordinate or a length of a drawing.
    static func pixels(_ x: Double) -> String {
        guard x.isFinite else { return "0" }
        let tenths = Int((min(max(x, -1e6), 1e6) * 10).rounded())
        return tenths % 10 == 0
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
