/// The pages of one batch database, by number.
final class BatchPages {
    private let schema: TableImage
    /// The memory of the first page, which is the root of the schema's image. That image owns it.
    private let firstPage: UnsafeMutablePointer<UInt8>
    /// What is shown as each table: rows, and the entries of the index that it may have.
    private var shown: [(rows: any TablePages, entries: IndexImage?)?]
    private let emptyIndex = IndexImage()
    /// Pages from the start of one table to the start of the next.
    private static let tablePages = 512
    /// Pages before the first table: room for the longest definitions of 128 tables and their indexes, four a page.
    private static let schemaPages = 32
    /// The root of a table's index among the pages of the table: behind those of the largest image.
    private static let indexPlace = TableImage.leafLimit + 1

    /// - Parameters:
    ///   - columns: the columns of the tables as in CREATE TABLE, with the parentheses.
    ///   - index: the columns of an index that each of them has as in CREATE INDEX, with the parentheses and all after them.
    init(tableCount: Int, columns: String, index: String? = nil) {
        shown = Array(repeating: nil, count: tableCount)
        emptyIndex.finish(firstPage: 0)
        schema = TableImage()
        firstPage = .allocate(capacity: PageWriter.size)
        firstPage.initialize(repeating: 0, count: PageWriter.size)

        var record = RecordEncoder()
        var rowID = 0
        // A row of sqlite_schema: type, name, tbl_name, rootpage, sql.
        func add(_ type: String, _ name: String, of table: Int, root: Int, _ sql: String) {
            record.removeAll()
            for var text in [type, name, "t\(table)"] { text.withUTF8 { record.append($0) } }
            record.append(root + 1)
            var sql = sql
            sql.withUTF8 { record.append($0) }
            rowID += 1
            schema.append(rowID: rowID, record)
        }
        for table in 0..<tableCount {
            let first = Self.firstPage(of: table)
            add("table", "t\(table)", of: table, root: first, "CREATE TABLE t\(table)\(columns)")
            if let index {
                add(
                    "index", "i\(table)", of: table, root: first + Self.indexPlace,
                    "CREATE INDEX i\(table) ON t\(table)\(index)")
            }
        }
        writeHeader()
        schema.finish(firstPage: 1, root: PageWriter(.tableInterior, at: firstPage, start: 100))
    }

    /// The number of a table's first page, from 0 as all page numbers here; SQLite counts from 1.
    private static func firstPage(of table: Int) -> Int { schemaPages + 1 + table * tablePages }

    private var pageCount: Int { Self.firstPage(of: shown.count) }

    var byteCount: Int { pageCount * PageWriter.size }

    func show(_ rows: some TablePages, _ entries: IndexImage?, as table: Int) {
        rows.finish(firstPage: UInt32(Self.firstPage(of: table) + 1))
        entries?.finish(firstPage: UInt32(Self.firstPage(of: table) + Self.indexPlace + 1))
        shown[table] = (rows, entries)
    }

    /// The first table from one on that no image is shown as.
    func firstHidden(from table: Int) -> Int? { shown.indices.dropFirst(table).first { shown[$0] == nil } }

    func hide(_ table: Int) { shown[table] = nil }

    /// Copies `count` bytes from `offset` on. SQLite reads within one page.
    ///
    /// - Returns: false if there is no such page.
    func read(into buffer: UnsafeMutableRawPointer, count: Int, at offset: Int) -> Bool {
        let page = offset / PageWriter.size
        let start = offset % PageWriter.size
        guard start + count <= PageWriter.size, let bytes = bytes(of: page) else { return false }
        buffer.copyMemory(from: bytes + start, byteCount: count)
        return true
    }

    private func bytes(of page: Int) -> UnsafePointer<UInt8>? {
        if page == 0 { return UnsafePointer(firstPage) }
        guard page > Self.schemaPages else { return schema.page(page) }
        let (table, index) = (page - 1 - Self.schemaPages).quotientAndRemainder(dividingBy: Self.tablePages)
        guard shown.indices.contains(table) else { return nil }
        return index < Self.indexPlace
            ? shown[table]?.rows.page(index) : (shown[table]?.entries ?? emptyIndex).page(index - Self.indexPlace)
    }

    /// The header of a database file (<https://www.sqlite.org/fileformat2.html#the_database_header>).
    private func writeHeader() {
        for (index, byte) in "SQLite format 3".utf8.enumerated() { firstPage[index] = byte }
        func put(_ value: Int, at offset: Int) { PageWriter.put32(UInt32(value), at: firstPage + offset) }
        put(PageWriter.size << 16 | 1 << 8 | 1, at: 16)  // page size; written and read without a log
        put(64 << 16 | 32 << 8 | 32, at: 20)  // the payload fractions, which are fixed
        put(1, at: 24)  // change counter
        put(pageCount, at: 28)
        put(1, at: 40)  // schema cookie
        put(4, at: 44)  // schema format
        put(1, at: 56)  // UTF-8
        put(1, at: 92)  // the page count is valid for this change counter
        put(3_040_000, at: 96)  // the version of SQLite whose format this is
    }
}
