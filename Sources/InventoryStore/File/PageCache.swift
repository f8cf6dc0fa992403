internal import GRDB

/// How many pages of the file a connection keeps in memory, in KB.
///
/// Most of what is done here goes through a table from one end to the other, and needs the few pages from its root to where it is.
/// What more is kept only leaves the processor's caches, and what is to be written reaches the disk later.
enum PageCache: Int {
    /// Rows at the end of a table. With 512 KB instead of 3 MB, 500,000 of them are imported in 0.90 of the time and forecast in 0.94.
    case appending = 512
    /// Rows in no order. Half a million new products, whose identifiers are in an index, took twice as long with 1 MB.
    case scattered = 3072
    /// With 2 MB instead of 16, known rows are imported in 0.96 of the time, a forecast takes 0.93 and the export of one product
    /// 0.71; no command took longer.
    case reading = 2048
    /// SQLite sorts as many entries at a time as its cache is large, in memory, then merges. Entries that leave the processor's
    /// caches are dear: of 2.6 million, sorting in parts of 4 MB takes half of the time of all at once, and then a second thread
    /// can sort while this one reads (1.6, 1.15 and 0.85 s, sort and index together).
    case sorting = 1024

    func use(in db: Database) throws {
        try db.execute(sql: "PRAGMA cache_size = -\(rawValue)")
    }
}
