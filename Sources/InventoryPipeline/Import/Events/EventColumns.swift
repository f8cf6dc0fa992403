import Forecasting

/// The values of a row of events.
struct EventValues {
    var event: DemandEvent
    /// nil is all of them.
    var storeID: String?
    var productID: String?
}

/// The columns of files of events.
enum EventColumns {
    typealias Field = ExportedColumn<EventValues>

    static let date = ImportColumn(
        "date", "the day, or the first one",
        synonyms: [
            "start_date", "start", "starts", "starts_on", "from", "from_date", "date_from", "begin", "begins",
            "begin_date", "first_day", "event_date", "event_start", "promotion_start", "promo_start", "valid_from",
        ],
        ["holiday_date", "ds", "date_of_event", "day"])

    static let until = ImportColumn(
        "until", isOptional: true, "the last day; the same one where nothing is said",
        synonyms: [
            "end_date", "end", "ends", "ends_on", "to", "to_date", "date_to", "last_day", "event_end", "promotion_end",
            "promo_end", "valid_to", "valid_until", "through",
        ])

    static let name = ImportColumn(
        "name", "what the event is called; events of the same name are alike",
        synonyms: clear, ["description", "title", "subject", "occasion"])

    /// Names of columns that have nothing but names of events.
    static let clear = [
        "event", "event_name", "event_name_1", "holiday", "holiday_name", "name_of_holiday", "local_name", "promotion",
        "promotion_name", "promo", "promo_name", "campaign", "campaign_name",
    ]

    static let category = ImportColumn(
        "category", isOptional: true, "the products of this category; all where nothing is said",
        synonyms: ["product_category", "item_category"], ["product_group", "item_group", "product_family", "family"],
        ["department", "dept"])

    static let product = ImportColumn.productID.optional("this product; all where nothing is said")

    static let factor = ImportColumn(
        "factor", isOptional: true,
        "what usual demand is multiplied by: 0 for none, 1.5 for half more; learned from past events of the name where nothing is said",
        synonyms: ["multiplier", "demand_factor", "sales_factor", "uplift_factor", "uplift_multiplier"])

    // Not stored as they are.

    static let uplift = ImportColumn(
        "uplift", isOptional: true,
        "in place of `factor`: the percentage by which demand is higher, so that `20 %` is a factor of 1.2; a bare number is one in a column whose name says so, such as `Uplift %`",
        synonyms: ["uplift_percent", "uplift_pct", "uplift_percentage", "percent_uplift"],
        ["lift_percent", "lift_pct", "demand_change_percent", "change_percent", "change_pct"])

    static let before = ImportColumn(
        "lower_window", isOptional: true,
        "days before the first one that belong to the event, as a number of zero or less",
        synonyms: [])

    static let after = ImportColumn(
        "upper_window", isOptional: true, "days after the last one that belong to the event, zero or more", synonyms: []
    )

    static let cancelled = ImportColumn(
        "cancelled", isOptional: true, mayRepeat: true,
        "anything but nothing, `no`, `false` or 0 means that it does not take place on that day; it is left out",
        synonyms: ["canceled", "is_cancelled", "is_canceled", "transferred"])

    /// The columns that are read.
    static let read = all.map(\.column) + [uplift, before, after, cancelled]

    /// The columns that exports and the file of rejects write.
    static let all: [Field] = [
        Field(date) { .day($0.event.days.lowerBound) },
        Field(until) { .day($0.event.days.upperBound) },
        Field(name) { .text($0.event.name) },
        Field(.storeID) { $0.storeID.map(Cell.text) ?? .missing },
        Field(category) { $0.event.category.map(Cell.text) ?? .missing },
        Field(product) { $0.productID.map(Cell.text) ?? .missing },
        Field(factor) { $0.event.factor.map(Cell.number) ?? .missing },
    ]
}
