/// Recognises files with a column for each day, week or month, which are no stocks: read as such, a period would be a stock.
enum PeriodColumns {
    /// The names in a header that are periods of time, if it has several; `d_1`, `2026-W44`, `2026-11`, `2026-11-02`, `Nov 2026`.
    static func names(in header: [String]) -> [String] {
        let periods = header.filter(isPeriod)
        return periods.count > 1 ? periods : []
    }

    private static func isPeriod(_ name: String) -> Bool {
        // Nearly all names end here; the patterns take some time.
        guard name.contains(where: \.isNumber) else { return false }
        let text = name.trimmingSpaces().lowercased()
        return text.wholeMatch(of: /d_[0-9]+/) != nil || text.wholeMatch(of: /[0-9]{4}[-\/ ]?w[0-9]{1,2}/) != nil
            || text.wholeMatch(of: /w[0-9]{1,2}[-\/ ][0-9]{4}/) != nil
            || text.wholeMatch(of: /[0-9]{4}-[0-9]{2}(-[0-9]{2})?/) != nil
            || text.wholeMatch(of: /[0-9]{1,2}[\/.][0-9]{1,2}[\/.][0-9]{2,4}/) != nil
            || text.wholeMatch(of: /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?[0-9]{2,4}/) != nil
    }
}
