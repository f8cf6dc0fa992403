// Appending: the leaves of an image become leaves of a table as they are.
//
//     image:  leaf 0 │ leaf 1 │ leaf 2 │ last leaf
//               ↓        ↓        ↓        ↓
//     source:   ▣    │   ▣    │   ▣    │ its rows       INSERT INTO inventory SELECT * FROM batch0.t7
//               ↓        ↓        ↓        ↓
//     table:  page ▣ │ page ▣ │ page ▣ │ a page          ▣ is then overwritten with leaf 0, 1, 2
//
// Copied record by record, a row takes 0.2 µs on the writing thread, whatever it has. So each leaf but the last is first two rows, a
// stand-in with the first key of the leaf and a filler with its last, that leave not a byte of a page free. SQLite finds a page for
// each of them in the file and in its log, and makes the pages above, as with all rows. Then the pages are overwritten in SQLite's
// cache, before they are written, and are read again when they are needed. The file is as good as the one that an insertion of all rows
// makes.
//
// Where the pages are in memory is known from the calls of SQLite's page cache: see PageNotes.h. If not every stand-in is found on a page
// of its own, they are deleted, and the rows are copied.

internal import GRDB
internal import GRDBSQLite
internal import Shims

/// The source of an image's stand-ins and of the rows in its last leaf.
final class StandIns: TablePages {
    private let image: TableImage
    private let firstRowIDs: [Int]
    private let lastRowIDs: [Int]
    private let root: PageWriter
    /// The memory of the leaf that is asked for.
    private let leaf: UnsafeMutablePointer<UInt8>

    private typealias Mark = (secret: UInt64, UInt64, leaf: Int)
    /// Drawn anew in each process, so that no row of a file has it at its end.
    private static let secret = (UInt64.random(in: 1...UInt64.max), UInt64.random(in: 1...UInt64.max))
    /// One byte less than the most that a row may have in its page
    /// (<https://www.sqlite.org/fileformat2.html#b_tree_pages>): SQLite copies the longest in another way.
    private static let longestPayload = PageWriter.size - 36

    /// - Parameter image: has at least two leaves, and two rows in each but the last.
    init(for image: TableImage) {
        self.image = image
        (firstRowIDs, lastRowIDs) = (image.firstRowIDs, image.lastRowIDs)
        root = PageWriter(.tableInterior, at: .allocate(capacity: PageWriter.size))
        leaf = .allocate(capacity: PageWriter.size)
        leaf.initialize(repeating: 0, count: PageWriter.size)
    }

    deinit {
        root.base.deallocate()
        leaf.deallocate()
    }

    func finish(firstPage: UInt32) { _ = root.parent(of: lastRowIDs.dropLast(), firstPage: firstPage + 1) }

    func page(_ index: Int) -> UnsafePointer<UInt8>? {
        guard index > 0 else { return UnsafePointer(root.base) }
        guard index < lastRowIDs.count else { return index == lastRowIDs.count ? image.leaf(index - 1) : nil }
        fill(standingFor: index - 1)
        return UnsafePointer(leaf)
    }

    private func fill(standingFor index: Int) {
        let keys = (UInt64(bitPattern: Int64(firstRowIDs[index])), UInt64(bitPattern: Int64(lastRowIDs[index])))
        // Lengths have three bytes and one.
        let keyBytes = RecordEncoder.varintLength(keys.0) + RecordEncoder.varintLength(keys.1)
        let free = PageWriter.room(forRows: 2) - 3 - 1 - keyBytes
        let filler = max(2, free - Self.longestPayload)
        var page = PageWriter(.tableLeaf, at: leaf)
        for (key, payload) in [(keys.0, free - filler), (keys.1, filler)] {
            let bytes = RecordEncoder.varintLength(UInt64(payload)) + RecordEncoder.varintLength(key) + payload
            guard var cell = page.addCell(size: bytes) else { preconditionFailure("a page has room for a stand-in") }
            cell += RecordEncoder.put(varint: UInt64(payload), at: cell)
            cell += RecordEncoder.put(varint: key, at: cell)
            // A record whose header says of one column that it is NULL, and of no others.
            (cell[0], cell[1]) = (2, 0)
        }
        page.finish()
        page.tag()
        // The stand-in comes first, so its end is that of the page.
        UnsafeMutableRawPointer(leaf + PageWriter.size - MemoryLayout<Mark>.size).storeBytes(
            of: (secret: Self.secret.0, Self.secret.1, leaf: index), as: Mark.self)
    }

    /// The number of the leaf that a page stands for; nil if it is none, or has something else too.
    private static func leaf(in page: UnsafeMutableRawPointer) -> Int? {
        let mark = page.loadUnaligned(fromByteOffset: PageWriter.size - MemoryLayout<Mark>.size, as: Mark.self)
        guard mark.secret == secret.0, mark.1 == secret.1 else { return nil }
        // The end of a page stays as it was when SQLite uses the page for something else.
        return PageWriter.rowsInLeaf(page) == 2 && !PageWriter.isTagged(page) ? mark.leaf : nil
    }

    /// Overwrites the stand-ins that `insert` adds to a table with their leaves.
    ///
    /// - Returns: false if not all of them are found. Then nothing is overwritten.
    func replace(after insert: () throws -> Void) rethrows -> Bool {
        // Both tables' pages, and those above them.
        var pages = [UnsafeMutableRawPointer?](repeating: nil, count: 4 * lastRowIDs.count + 64)
        let used = try pages.withUnsafeMutableBufferPointer { pages in
            page_notes_begin(pages.baseAddress, UInt32(pages.count))
            do {
                try insert()
            } catch {
                page_notes_end()
                throw error
            }
            return Int(page_notes_end())
        }
        guard used <= pages.count else { return false }
        var places = [UnsafeMutableRawPointer?](repeating: nil, count: lastRowIDs.count - 1)
        for case let page? in pages.prefix(used) {
            guard let leaf = Self.leaf(in: page), places.indices.contains(leaf) else { continue }
            guard places[leaf] == nil else { return false }
            places[leaf] = page
        }
        guard !places.contains(nil) else { return false }
        for (index, place) in places.enumerated() {
            place?.copyMemory(from: image.leaf(index), byteCount: PageWriter.size)
        }
        return true
    }
}

extension Database {
    /// Writes the pages with changes that no statement uses, and forgets all that none uses.
    ///
    /// - Throws: `DatabaseError`.
    package func forgetPages() throws {
        let code = sqlite3_db_cacheflush(sqliteConnection)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage)
        }
        forgetCleanPages()
    }

    /// Forgets all pages without changes that no statement uses.
    func forgetCleanPages() { sqlite3_db_release_memory(sqliteConnection) }

    /// Whether leaves of images may be pages of the main database: it has pages of that size, all for rows, and a file, which they are
    /// read from again.
    ///
    /// - Throws: `DatabaseError`.
    func takesLeaves() throws -> Bool {
        guard page_notes_are_there() != 0, let name = sqlite3_db_filename(sqliteConnection, "main"), name.pointee != 0
        else { return false }
        // Less than nothing asks for the number.
        var reserved: Int32 = -1
        let code = sqlite3_file_control(sqliteConnection, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved)
        return try code == SQLITE_OK && reserved == 0
            && Int.fetchOne(self, sql: "PRAGMA main.page_size") == PageWriter.size
    }
}
