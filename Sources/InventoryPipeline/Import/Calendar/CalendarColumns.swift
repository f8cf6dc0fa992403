/// The values of a row of a calendar.
struct CalendarValues {
    var day: Int
    /// nil is all stores.
    var storeID: String?
    var isOpen: Bool
}

/// The columns of files of calendars.
enum CalendarColumns {
    typealias Field = ExportedColumn<CalendarValues>

    static let date = ImportColumn(
        "date", "the day",
        synonyms: closingDays,
        ["calendar_date", "calendar_day", "business_date"],
        ["day"])

    /// Names of days that only calendars have.
    private static let closingDays = [
        "holiday_date", "closed_date", "closing_date", "closure_date", "closed_day", "closing_day", "closure_day",
        "closed_on", "date_closed", "date_of_closing", "day_off", "non_working_date",
    ]

    static func isClosingDay(_ name: HeaderName) -> Bool { name.isOne(of: Set(closingDays)) }

    static let open = ImportColumn(
        "open", isOptional: true, "whether the store is open; closed where nothing is said",
        synonyms: ["is_open", "opened", "store_open", "open_flag"],
        [
            "working", "working_day", "is_working_day", "is_working", "workday", "is_workday", "business_day",
            "is_business_day",
        ])

    // Not stored: they say the opposite, or why.

    static let closed = ImportColumn(
        "closed", isOptional: true, "the opposite, which counts where `open` says nothing",
        synonyms: ["is_closed", "store_closed", "closed_flag"],
        ["non_working", "non_working_day", "is_non_working_day"])

    static let holiday = ImportColumn(
        "holiday", isOptional: true,
        "whether the day is a holiday, or the name of it; counts where the others say nothing",
        synonyms: ["is_holiday", "holiday_flag"],
        ["public_holiday", "is_public_holiday", "bank_holiday", "is_bank_holiday", "state_holiday"],
        ["holiday_name", "name_of_holiday"])

    /// The columns that say whether a day is open. The first one with a text counts.
    static let states = [open, closed, holiday]

    /// The columns that no other kind has.
    static let own = [date] + states

    /// The columns that are read.
    static let read = all.map(\.column) + [closed, holiday]

    /// The columns that exports and the file of rejects write.
    static let all: [Field] = [
        Field(date) { .day($0.day) },
        Field(.storeID) { $0.storeID.map(Cell.text) ?? .missing },
        Field(open) { .text($0.isOpen ? "yes" : "no") },
    ]
}
