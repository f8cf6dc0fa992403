import Forecasting

/// The values of a row of demand that is stated ahead.
struct StatementValues {
    var storeID: String
    var productID: String
    var demand: StatedDemand
}

/// The columns of files with demand that is stated ahead.
enum StatementColumns {
    typealias Field = ExportedColumn<StatementValues>

    static let date = ImportColumn(
        "date", isOptional: true,
        "the first day of the period, whose length shows in the dates of the file where nothing says it",
        synonyms: [
            "start_date", "start", "from", "from_date", "first_day", "period_start", "period_begin", "start_of_period",
        ],
        ["week_start", "week_starting", "week_beginning", "week_of", "week_start_date", "month_start"],
        ["week_commencing", "week_ending", "week_end", "week_ending_date", "week_end_date"],
        ["forecast_date", "demand_date", "requirement_date", "plan_date", "date_of_forecast", "day", "ds"])

    static let until = ImportColumn(
        "until", isOptional: true, "the last day of the period",
        synonyms: ["end_date", "end", "to", "to_date", "last_day", "period_end", "end_of_period"])

    static let period = ImportColumn(
        "period", isOptional: true,
        "in place of `date`: a month, a week, a quarter or a date, such as 2024-03, 2024-W10, 2024-Q1 or Mar 2024",
        synonyms: ["forecast_period", "demand_period", "plan_period", "time_bucket", "bucket", "period_name"],
        ["week", "iso_week", "calendar_week", "year_week", "yearweek", "forecast_week"],
        ["month", "calendar_month", "year_month", "yearmonth", "month_year", "forecast_month"],
        ["quarter", "year_quarter"])

    /// Not stored, and only read beside a period.
    static let year = ImportColumn(
        "year", isOptional: true,
        "the year of a `period` that is only a number or a month, such as 10 in a column `week`",
        synonyms: ["calendar_year", "iso_year", "fiscal_year"])

    static let quantity = ImportColumn(
        "quantity", "units that are expected to be asked for in the whole period, zero or more",
        synonyms: clear, ["qty", "units", "pieces"])

    /// Names of a quantity that can be nothing but demand stated ahead.
    static let clear = [
        "forecast", "forecast_quantity", "forecast_qty", "forecast_units", "forecasted_quantity", "forecasted_demand",
        "forecast_demand", "demand_forecast", "demand", "demand_quantity", "demand_qty", "demand_units",
        "planned_quantity", "planned_qty", "planned_demand", "planned_sales", "planned_units", "sales_forecast",
        "sales_plan", "planned_independent_requirement", "expected_demand", "expected_sales", "projected_demand",
        "projected_sales",
    ]

    /// The columns that are read.
    static let read = [ImportColumn.storeID, .productID, period, year, date, until, quantity, .unit]

    /// The columns that exports and the file of rejects write.
    static let all: [Field] = [
        Field(.storeID) { .text($0.storeID) },
        Field(.productID) { .text($0.productID) },
        Field(date) { .day($0.demand.days.lowerBound) },
        Field(until) { .day($0.demand.days.upperBound) },
        Field(quantity) { .number($0.demand.quantity) },
    ]
}
