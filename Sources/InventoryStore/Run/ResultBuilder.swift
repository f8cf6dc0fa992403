internal import BulkSQLite

/// Rows of a result table that a thread builds as images. It fills them and hands them on whole.
protocol ResultBuilder: Sendable {
    var images: [TableImage] { get }
    /// What the counters of the table come to, in their order.
    var counts: [Int] { get }

    /// Ends the last image; nothing is added afterwards.
    func finish()
}
