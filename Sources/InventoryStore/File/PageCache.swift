internal import GRDB

/// How many pages of the file a connection keeps in memory, in KB.
///
/// Nearly all statements go through a table front to back and touch only the path from the root to the current leaf. A larger
/// cache doesn't help them: it spills out of the CPU caches and delays the writing of dirty pages.
enum PageCache: Int {
    /// Appends rows. With 512 KB instead of 3 MB, 500,000 of them are imported in 0.90 of the time and forecast in 0.94.
    case appending = 512
    /// Writes rows in random order. Half a million new products, whose identifiers are indexed, took twice as long with 1 MB.
    case scattered = 3072
    /// Reads. With 2 MB instead of 16, known rows are imported in 0.96 of the time, a forecast takes 0.93 and the export of one
    /// product 0.71; no command took longer.
    case reading = 2048
    /// Sorts. SQLite sorts as many entries in memory as fit its cache, then merges. Entries outside the CPU caches are expensive:
    /// for 2.6 million entries, sorting in parts of 4 MB takes half the time of sorting all at once, and a second thread can then
    /// sort while this one reads (1.6, 1.15 and 0.85 s, sort and index together).
    case sorting = 1024

    func use(in db: Database) throws {
        try db.execute(sql: "PRAGMA cache_size = -\(rawValue)")
    }
}
