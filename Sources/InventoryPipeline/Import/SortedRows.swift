import Foundation
import InventoryStore

/// A row that can be sorted, and kept in a file as it is in memory.
protocol SortableRow: BitwiseCopyable {
    /// What rows are sorted by.
    var ordinal: Int { get }
}

extension InventoryBatch.Row: SortableRow {
    var ordinal: Int { key.rowID }
}

extension ReceiptRow: SortableRow {}

extension SupplyRow: SortableRow {
    var ordinal: Int { key.rowID }
}

/// Sorts any number of rows in bounded memory: an external merge sort.
///
/// Rows are collected until memory is used up, sorted, and written to a temporary file without a name; at the end all such
/// runs are merged. Rows of the same ordinal stay in the order in which they came, so the first one wins.
final class SortedRows<Row: SortableRow> {
    /// Rows that are sorted in memory.
    private let memoryRows: Int
    private let folder: String
    private var rows: [Row] = []
    private var runs: [SortedRun<Row>] = []
    private(set) var count = 0
    /// The next row in memory, when all have come; nil before.
    private var place: Int?

    /// - Parameter memoryRows: by default those that take 56 MB, which is a million positions.
    init(folder: String, memoryRows: Int = 56_000_000 / MemoryLayout<Row>.stride) {
        self.folder = folder
        self.memoryRows = memoryRows
    }

    func add(_ more: [Row]) throws {
        rows.append(contentsOf: more)
        count += more.count
        if rows.count >= memoryRows {
            sort()
            runs.append(try SortedRun(rows, folder: folder))
            rows.removeAll(keepingCapacity: true)
        }
    }

    /// Calls `body` with all rows in ascending order, and is empty afterwards.
    func drain(_ body: (Row) throws -> Void) throws {
        while let row = try next() { try body(row) }
    }

    /// Takes the least row, when all have been added.
    func next() throws -> Row? {
        let place = try place ?? finish()
        guard runs.isEmpty else { return try nextOfRuns() }
        guard place < rows.count else {
            rows = []
            return nil
        }
        self.place = place + 1
        return rows[place]
    }

    private func finish() throws -> Int {
        sort()
        if !runs.isEmpty {
            if !rows.isEmpty { runs.append(try SortedRun(rows, folder: folder)) }
            rows = []
        }
        place = 0
        return 0
    }

    private func nextOfRuns() throws -> Row? {
        // Few enough runs (one a 56 MB) that looking at the head of each is quicker than keeping a heap.
        var least: Int?
        for index in runs.indices {
            guard let head = runs[index].head else { continue }
            if let current = least, let best = runs[current].head, best.ordinal <= head.ordinal { continue }
            least = index
        }
        guard let least, let row = runs[least].head else { return nil }
        try runs[least].advance()
        return row
    }

    private func sort() {
        // Sorting places and not rows moves 16 bytes instead of 56; the place also keeps equal ones in order.
        var places = rows.indices.map { (ordinal: rows[$0].ordinal, index: $0) }
        places.sort { ($0.ordinal, $0.index) < ($1.ordinal, $1.index) }
        rows = places.map { rows[$0.index] }
    }
}

/// A sorted run in a file, read block by block.
private final class SortedRun<Row: SortableRow> {
    private let file: POSIXFile
    private var block: [Row] = []
    private var at = 0
    private var offset = 0
    private(set) var head: Row?

    init(_ rows: [Row], folder: String) throws {
        file = try POSIXFile.temporary(in: folder)
        try rows.withUnsafeBytes(file.write)
        try advance()
    }

    func advance() throws {
        if at == block.count { try readBlock() }
        head = at < block.count ? block[at] : nil
        at += 1
    }

    private func readBlock() throws {
        let stride = MemoryLayout<Row>.stride
        block = try Array(unsafeUninitializedCapacity: 16_384) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var filled = 0
            while filled < raw.count {
                let read = try file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]), at: offset + filled)
                if read == 0 { break }
                filled += read
            }
            count = filled / stride
        }
        offset += block.count * stride
        at = 0
    }
}
