public import GRDB
internal import GRDBSQLite

/// A value of a row as its page has it.
@usableFromInline struct PageField {
    @usableFromInline enum Kind: UInt8 { case null, integer, real, text, blob }

    @usableFromInline let kind: Kind
    /// Of a text or BLOB.
    @usableFromInline let count: Int
    /// A whole number, the bits of a number, or the address of a text or BLOB.
    @usableFromInline let bits: Int

    static var null: PageField { PageField(.null, 0) }

    init(_ kind: Kind, _ bits: Int, count: Int = 0) {
        self.kind = kind
        self.bits = bits
        self.count = count
    }

    /// As SQLite converts it: 0 if it is no number, and without a fraction.
    @inlinable var whole: Int {
        switch kind {
        case .integer: bits
        case .real: Int(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
        case .null, .text, .blob: 0
        }
    }

    /// As SQLite converts it: 0 if it is no number.
    @inlinable var number: Double {
        switch kind {
        case .real: Double(bitPattern: UInt64(truncatingIfNeeded: bits))
        case .integer: Double(bits)
        case .null, .text, .blob: 0
        }
    }

    @inlinable var bytes: UnsafeBufferPointer<UInt8> {
        switch kind {
        case .text, .blob: UnsafeBufferPointer(start: UnsafePointer(bitPattern: bits), count: count)
        case .null, .integer, .real: UnsafeBufferPointer(start: nil, count: 0)
        }
    }

    var isBlob: Bool { kind == .blob }
}

/// Goes through the rows of a table in a range of keys, page by page, without SQLite's virtual machine, which took two fifths of an
/// estimate (<https://www.sqlite.org/fileformat2.html#b_tree_pages>).
///
/// The file is not trusted: every offset and length is compared with the page before it is used, and no more pages are visited than the
/// file has.
@usableFromInline final class PageCursor {
    private let file: PageFile
    private let table: String
    private let root: UInt32
    private var keys = 0...0
    /// For each column of the record: the place of its value, and whether whole numbers are numbers of a REAL column.
    private let columns: [(place: Int, isReal: Bool)]
    private let keyPlaces: [Int]
    /// One for each place, with the values of the current row.
    @usableFromInline let fields: UnsafeMutablePointer<PageField>

    /// The pages above the current one: those below each that are still to come.
    private var levels: [ArraySlice<UInt32>] = []
    private var visited = 0
    private var lastKey: Int?

    // Pages that follow one another are read together.
    private static let runPages = 16
    private let run: UnsafeMutablePointer<UInt8>
    private var runPagesRead = 0..<0
    /// How many are read next: more each time, as most ranges of keys end soon.
    private var nextRunPages = 1

    // The current leaf.
    private var leaf: UnsafeMutablePointer<UInt8>
    private var leafPage = 0
    private var leafHeader = 0
    private var cell = 0
    private var cellCount = 0

    /// Is valid until the transaction ends. There are no rows before ``seek(_:)``.
    ///
    /// - Returns: nil if the rows have to come by SQL.
    /// - Throws: `DatabaseError`.
    @usableFromInline init?(_ db: Database, _ list: SelectList, table: String) throws {
        // The transaction begins to read with the first statement, which here is that about the table.
        guard let shape = try TableShape(db, list, table), let connection = db.sqliteConnection,
            let file = PageFile(connection)
        else { return nil }
        self.file = file
        self.table = table
        root = UInt32(clamping: shape.root)
        columns = shape.columns
        keyPlaces = shape.keyPlaces
        fields = .allocate(capacity: max(1, list.expressions.count))
        fields.initialize(repeating: .null, count: max(1, list.expressions.count))
        run = .allocate(capacity: Self.runPages * file.pageSize)
        leaf = run
    }

    /// Moves in front of the rows with keys in a range.
    @usableFromInline func seek(_ keys: ClosedRange<Int>) throws {
        let former = self.keys
        self.keys = keys
        (visited, lastKey) = (0, nil)
        // Short ranges that follow one another, such as those of stores, are often in one leaf.
        if keys.lowerBound > former.upperBound, cell < cellCount, try cellAt(cellCount - 1).key >= keys.lowerBound {
            cell = try firstCell(from: keys.lowerBound, in: cell..<cellCount)
            return
        }
        levels.removeAll(keepingCapacity: true)
        nextRunPages = 1
        try descend(to: root, following: [], from: keys.lowerBound)
    }

    deinit {
        fields.deallocate()
        run.deallocate()
    }

    /// Moves on to the next row, and reads its values.
    ///
    /// - Returns: false if there is none.
    @usableFromInline func next() throws -> Bool {
        while cell == cellCount { guard try nextLeaf() else { return false } }
        let (key, record) = try cellAt(cell)
        guard key <= keys.upperBound else { return false }
        if let lastKey, key <= lastKey { throw damaged(leafPage) }
        lastKey = key
        cell += 1
        for place in keyPlaces { fields[place] = PageField(.integer, key) }
        try read(record)
        return true
    }

    // MARK: Pages

    private func damaged(_ page: Int) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "page \(page) of \(table) is damaged")
    }

    /// The bytes of a page. They are there until the next page is asked for.
    ///
    /// - Parameter following: the pages that will be asked for after it.
    private func bytes(of page: Int, following: ArraySlice<UInt32>) throws -> UnsafeMutablePointer<UInt8> {
        guard page > 0, page <= file.pageCount, visited <= file.pageCount else { throw damaged(page) }
        visited += 1
        if !runPagesRead.contains(page) {
            var end = page + 1
            for next in following.prefix(nextRunPages - 1) {
                guard Int(next) == end, end <= file.pageCount else { break }
                end += 1
            }
            runPagesRead = 0..<0
            let code = file.read(page, count: end - page, into: run)
            guard code == SQLITE_OK else {
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: "page \(page) of \(table) can't be read")
            }
            runPagesRead = page..<end
            nextRunPages = min(nextRunPages * 2, Self.runPages)
        }
        return run + (page - runPagesRead.lowerBound) * file.pageSize
    }

    /// Goes down to the leaf where a key is, or would be.
    private func descend(to root: UInt32, following: ArraySlice<UInt32>, from key: Int) throws {
        var (page, following) = (Int(root), following)
        // The leaf gives way to the pages that are read.
        (cell, cellCount) = (0, 0)
        while true {
            let bytes = try bytes(of: page, following: following)
            let header = page == 1 ? 100 : 0
            let count = Int(bytes[header + 3]) << 8 | Int(bytes[header + 4])
            switch bytes[header] {
            case 0x0D:
                guard header + 8 + 2 * count <= file.usable else { throw damaged(page) }
                (leaf, leafPage, leafHeader) = (bytes, page, header)
                (cell, cellCount) = (try firstCell(from: key, in: 0..<count), count)
                return
            case 0x05:
                // No table is deeper: a page of 512 bytes has some sixty below it.
                guard levels.count < 20 else { throw damaged(page) }
                let children = try children(of: bytes, page, header, count, from: key)
                levels.append(children.dropFirst())
                guard let first = children.first else { throw damaged(page) }
                (page, following) = (Int(first), children.dropFirst())
            default:
                throw damaged(page)
            }
        }
    }

    /// The first of some cells of the leaf that isn't before a key, or their end.
    private func firstCell(from key: Int, in cells: Range<Int>) throws -> Int {
        var range = cells
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if try cellAt(middle).key < key {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }

    /// The pages below one, from that on where a key is.
    private func children(
        of bytes: UnsafeMutablePointer<UInt8>, _ page: Int, _ header: Int, _ count: Int, from key: Int
    ) throws -> ArraySlice<UInt32> {
        guard header + 12 + 2 * count <= file.usable else { throw damaged(page) }
        var children: [UInt32] = []
        children.reserveCapacity(count + 1)
        for cell in 0..<count {
            let place = header + 12 + 2 * cell
            var offset = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            guard offset + 5 <= file.usable else { throw damaged(page) }
            let child = Self.bigEndian(bytes + offset, 4)
            offset += 4
            guard let greatest = Self.varint(bytes, &offset, end: file.usable) else { throw damaged(page) }
            if greatest >= key { children.append(UInt32(truncatingIfNeeded: child)) }
        }
        children.append(UInt32(truncatingIfNeeded: Self.bigEndian(bytes + header + 8, 4)))
        return children[...]
    }

    private func nextLeaf() throws -> Bool {
        while let level = levels.last {
            guard let page = level.first else {
                levels.removeLast()
                continue
            }
            levels[levels.count - 1] = level.dropFirst()
            try descend(to: page, following: level.dropFirst(), from: keys.lowerBound)
            return true
        }
        return false
    }

    // MARK: Rows

    /// The key of a cell of the leaf, and where its record is.
    @inline(__always)
    private func cellAt(_ cell: Int) throws -> (key: Int, record: Range<Int>) {
        let place = leafHeader + 8 + 2 * cell
        var offset = Int(leaf[place]) << 8 | Int(leaf[place + 1])
        guard let length = Self.varint(leaf, &offset, end: file.usable),
            let key = Self.varint(leaf, &offset, end: file.usable),
            // A longer record goes on in another page: none of ours is so long.
            length >= 0, length <= file.usable - 35, length <= file.usable - offset
        else { throw damaged(leafPage) }
        return (key, offset..<offset + length)
    }

    /// Reads the values of a record (<https://www.sqlite.org/fileformat2.html#record_format>).
    @inline(__always)
    private func read(_ record: Range<Int>) throws {
        var type = record.lowerBound
        guard let length = Self.varint(leaf, &type, end: record.upperBound), length >= 0, length <= record.count else {
            throw damaged(leafPage)
        }
        let typesEnd = record.lowerBound + length
        var value = typesEnd
        for (place, isReal) in columns {
            var field = PageField.null
            if type < typesEnd {
                guard let number = Self.varint(leaf, &type, end: typesEnd), number >= 0 else { throw damaged(leafPage) }
                let size = Self.size(ofType: number)
                guard size <= record.upperBound - value else { throw damaged(leafPage) }
                if place >= 0 { field = try self.field(number, size, leaf + value, isReal) }
                value += size
            }
            if place >= 0 { fields[place] = field }
        }
    }

    /// The bytes of a value; the types 10 and 11 are never in a file.
    @inline(__always)
    private static func size(ofType type: Int) -> Int {
        switch type {
        case 0...4: type
        case 5: 6
        case 6, 7: 8
        case 8...11: 0
        default: (type - 12) / 2
        }
    }

    @inline(__always)
    private func field(_ type: Int, _ size: Int, _ bytes: UnsafePointer<UInt8>, _ isReal: Bool) throws -> PageField {
        switch type {
        case 0: return .null
        case 7:
            let bits = Self.bigEndian(bytes, 8)
            // SQLite takes what is not a number for NULL.
            return Double(bitPattern: UInt64(bitPattern: Int64(bits))).isNaN
                ? .null : PageField(.real, bits)
        case 1...6, 8, 9:
            let whole = type >= 8 ? type - 8 : Self.bigEndian(bytes, size)
            return isReal
                ? PageField(.real, Int(truncatingIfNeeded: Double(whole).bitPattern)) : PageField(.integer, whole)
        case 10, 11: throw damaged(leafPage)
        default: return PageField(type.isMultiple(of: 2) ? .blob : .text, Int(bitPattern: bytes), count: size)
        }
    }

    /// A number of `size` bytes with a sign, the highest byte first.
    @inline(__always)
    private static func bigEndian(_ bytes: UnsafePointer<UInt8>, _ size: Int) -> Int {
        if size == 8 { return Int(UnsafeRawPointer(bytes).loadUnaligned(as: Int.self).bigEndian) }
        var value = Int(Int8(bitPattern: bytes[0]))
        for place in 1..<max(size, 1) { value = value << 8 | Int(bytes[place]) }
        return value
    }

    /// A number of variable length, and moves on behind it; nil if it doesn't end before `end`.
    @inline(__always)
    private static func varint(_ bytes: UnsafePointer<UInt8>, _ offset: inout Int, end: Int) -> Int? {
        guard offset < end else { return nil }
        var value = Int(bytes[offset])
        offset += 1
        guard value >= 0x80 else { return value }
        value &= 0x7F
        for _ in 1..<8 {
            guard offset < end else { return nil }
            let byte = Int(bytes[offset])
            offset += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80 { return value }
        }
        guard offset < end else { return nil }
        value = value << 8 | Int(bytes[offset])
        offset += 1
        return value
    }
}

/// Where the wanted columns of a table are in its records.
private struct TableShape {
    let root: Int
    let columns: [(place: Int, isReal: Bool)]
    let keyPlaces: [Int]

    /// - Returns: nil if a wanted column is no number and no BLOB, or is not always in the record.
    init?(_ db: Database, _ list: SelectList, _ table: String) throws {
        guard let key = try db.primaryKey(table, in: "main").rowIDColumn,
            let root = try Int.fetchOne(
                db, sql: "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = ?", arguments: [table]
            )
        else { return nil }
        // Generated columns that are computed when they are read, which are no part of the record, have 2 in `hidden`.
        let stored = try Row.fetchAll(
            db, sql: "SELECT name, type, dflt_value FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 2 ORDER BY cid",
            arguments: [table])
        var places = [Int](repeating: -1, count: stored.count)
        var keyPlaces: [Int] = []
        for (place, expression) in list.expressions.enumerated() {
            let name = expression.hasPrefix(table + ".") ? String(expression.dropFirst(table.count + 1)) : expression
            if name == key {
                keyPlaces.append(place)
                continue
            }
            guard let column = stored.firstIndex(where: { $0["name"] == name }), places[column] < 0,
                let type = stored[column]["type"] as String?, ["INTEGER", "REAL", "BLOB"].contains(type),
                stored[column].hasNull(atIndex: 2)
            else { return nil }
            places[column] = place
        }
        let last = places.lastIndex { $0 >= 0 } ?? -1
        columns = zip(places, stored).prefix(last + 1).map { ($0, $1["type"] == "REAL") }
        self.keyPlaces = keyPlaces
        self.root = root
    }
}
