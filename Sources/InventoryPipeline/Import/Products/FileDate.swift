import Forecasting

/// The date in the name of a file, such as `stock-2026-11-23.csv`, `Bestand_23.11.2026.csv` and `20261123_stock.csv`.
enum FileDate {
    /// The only date in a name, as ISO text; nil if there is none, or if there are several.
    static func only(inName path: String) -> String? {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        var found: Set<Int> = []
        // Each run of digits with single separators between them.
        for run in name.split(whereSeparator: { !$0.isNumber && !"-_. ".contains($0) }) {
            let parts = run.split(whereSeparator: { !$0.isNumber }).map(String.init)
            for (index, part) in parts.enumerated() {
                if part.count == 8, let day = day(part.prefix(4), part.dropFirst(4).prefix(2), part.suffix(2)) {
                    found.insert(day)
                }
                guard index + 2 < parts.count else { continue }
                let (second, third) = (parts[index + 1], parts[index + 2])
                if part.count == 4, second.count == 2, third.count == 2, let day = day(part, second, third) {
                    found.insert(day)
                }
                // With dots the day comes first, as in a column of dates.
                if part.count == 2, second.count == 2, third.count == 4, run.contains("\(part).\(second).\(third)"),
                    let day = day(third, second, part)
                {
                    found.insert(day)
                }
            }
        }
        return found.count == 1 ? found.first.map { CivilDate(dayNumber: $0).isoText } : nil
    }

    private static func day(_ year: some StringProtocol, _ month: some StringProtocol, _ day: some StringProtocol)
        -> Int?
    {
        guard let year = Int(year), let month = Int(month), let day = Int(day), (1990...2100).contains(year) else {
            return nil
        }
        return CivilDate(year: year, month: month, day: day)?.dayNumber
    }
}
