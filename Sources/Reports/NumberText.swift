import CSV
import Forecasting

/// Numbers as text for people.
package enum NumberText {
    /// `1,234,567`
    package static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return (number < 0 ? "-" : "") + grouped
    }

    /// `48`, `22.2`: rounded like all reported quantities.
    package static func quantity(_ quantity: Double) -> String {
        FieldText.number(ReportedQuantity.rounded(quantity))
    }

    /// `1 unit`, `22.2 units`
    package static func units(_ units: Double) -> String { exactUnits(ReportedQuantity.rounded(units)) }

    /// `1 unit`, `22.125 units`
    static func exactUnits(_ units: Double) -> String { "\(FieldText.number(units)) unit\(units == 1 ? "" : "s")" }

    /// `1 series`, `2 series`, `1 row`, `3,000 rows`
    package static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// `2024-01-31`
    package static func date(_ day: Int) -> String { CivilDate(dayNumber: day).isoText }

    /// `0.02`
    static func hundredths(_ number: Double) -> String { String(format: "%.2f", number) }

    /// `0.02 s`, `12.3 s`
    package static func seconds(_ seconds: Double) -> String {
        String(format: seconds < 10 ? "%.2f s" : "%.1f s", seconds)
    }
}
