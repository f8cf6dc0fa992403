/// The product file that the tests start from.
public enum ProductFile {
    public static let header =
        "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency"
    /// The same with a store first.
    public static let headerWithStore = "store_id,\(header)"

    /// As other people's files have them: dates without a leading zero, two-digit years.
    public static let sample = """
        \(header)
        1,1/1/23,50,10,8,30,1
        2,1/2/23,60,15,13,30,1
        3,1/3/23,70,20,18,30,1

        """

    /// A file of good rows.
    public static func of(_ rows: String...) -> String { of(rows) }

    public static func of(_ rows: [String], header: String = header) -> String {
        ([header] + rows).map { $0 + "\n" }.joined()
    }

    /// A file with one product for each date.
    public static func of(dates: [String]) -> String {
        of(dates.enumerated().map { "\($0.offset + 1),\($0.element),1,1,1,1,1" })
    }
}
