internal import BulkSQLite

/// Builds the rows of a result table as images. One thread fills a builder and hands it on whole.
protocol ResultBuilder: Sendable {
    var images: [TableImage] { get }
    /// The values of the table's counters, in the order of ``ResultTable/counters``.
    var counts: [Int] { get }
    /// The rows that the table's index by day has, if it has one.
    var entries: [DayEntry] { get }

    /// Ends the last image. Nothing may be added afterwards.
    func finish()
}

extension ResultBuilder {
    var entries: [DayEntry] { [] }
}
