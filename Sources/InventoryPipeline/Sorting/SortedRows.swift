import Foundation
import InventoryStore
import Platform

/// A row that can be sorted, and stored in a file in the form that it has in memory.
protocol SortableRow: BitwiseCopyable, Sendable {
    /// The sort key.
    var ordinal: Int { get }
}

extension InventoryRow: SortableRow {
    var ordinal: Int { key.rowID }
}

extension ReceiptRow: SortableRow {}

extension StoreDayRow: SortableRow {}

extension SoldDayRow: SortableRow {}

extension StatedDemandRow: SortableRow {}

extension TermsRow: SortableRow {
    var ordinal: Int { key.rowID }
}

/// Sorts any number of rows in bounded memory: an external merge sort.
///
///     add ──▶ rows ──a part──▶ radix sort ──▶ file without a name ─┐
///                              (a thread of its own)               ├──merge──▶ next
///             rows ──the last part, sorted──▶ file ────────────────┘
///
/// While one part is sorted and written, the caller goes on with the next one. Rows with the same ordinal keep the
/// order in which they were added, so the first one wins.
///
/// One thread adds all rows; afterwards one thread takes them. This makes it safe to pass between threads.
final class SortedRows<Row: SortableRow>: @unchecked Sendable {
    /// Rows in each of the first parts. Small parts fit the CPU caches.
    private let memoryRows: Int
    /// Rows in the next part. Parts grow if there are many, because each becomes an open file.
    private var partRows: Int { memoryRows << min(2, runs.count / 32) }
    private let folder: String
    private var rows: [Row] = []
    /// The previous part, which may still be sorted and written.
    private var pending: Future<SortedRun<Row>>?
    private var runs: [SortedRun<Row>] = []
    /// The ordinal of the next row of each run; `Int.max` for a run that has ended.
    private var heads: [Int] = []
    /// The run that the last row came from, the least ordinal that others have, and the first of those that have it.
    private var current = (run: 0, others: Int.min, other: -1)
    private(set) var count = 0
    /// The next row in memory; nil until all rows have been added.
    private var place: Int?

    /// - Parameter memoryRows: by default the rows that take 14 MB, a quarter of a million positions. The memory grows
    ///   to four times as much, and to twice that with the part that is being sorted.
    init(folder: String, memoryRows: Int = 14_000_000 / MemoryLayout<Row>.stride) {
        self.folder = folder
        self.memoryRows = memoryRows
    }

    /// Waits for the sorting thread, so it never outlives this object.
    deinit { _ = try? pending?.value() }

    /// - Throws: ``SystemError`` if a part can't be written. A later call may throw the error of an earlier part.
    func add(_ more: [Row]) throws {
        rows.append(contentsOf: more)
        count += more.count
        if rows.count >= partRows { try sortApart() }
    }

    private func sortApart() throws {
        try collect()
        let (part, folder) = (rows, folder)
        pending = try Future { try SortedRun(sorting: part, folder: folder) }
        rows = []
        rows.reserveCapacity(part.count)
    }

    /// Waits for the part that is being sorted.
    private func collect() throws {
        guard let run = try pending?.value() else { return }
        pending = nil
        runs.append(run)
    }

    /// Calls `body` with all rows in ascending order. Afterwards there are no rows.
    func drain(_ body: (Row) throws -> Void) throws {
        while let row = try next() { try body(row) }
    }

    /// Takes the least row. Call it after all rows have been added.
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
        try collect()
        if runs.isEmpty {
            rows = rows.placesInOrder().map { rows[$0.index] }
        } else {
            if !rows.isEmpty { runs.append(try SortedRun(sorting: rows, folder: folder)) }
            rows = []
            heads = try runs.indices.map { try runs[$0].begin() }
        }
        place = 0
        return 0
    }

    private func nextOfRuns() throws -> Row? {
        // Often many rows of a run come one after the other. Of rows with the same ordinal those of an earlier run come first.
        if (heads[current.run], current.run) > (current.others, current.other) { findLeast() }
        let place = current.run
        return try runs[place].take(&heads[place])
    }

    /// Finds the run with the least row. There are few runs (one for each 56 MB, from the 64th on), so comparing all heads is
    /// quicker than keeping a heap.
    private func findLeast() {
        var (least, others, other) = (0, Int.max, heads.count)
        for run in heads.indices.dropFirst() {
            if heads[run] < heads[least] {
                (others, other) = (heads[least], least)
                least = run
            } else if heads[run] < others {
                (others, other) = (heads[run], run)
            }
        }
        current = (least, others, other)
    }
}

extension Array where Element: SortableRow {
    /// The places of the elements, from the least to the greatest.
    ///
    /// A radix sort, the least significant digits first: stable, and for a million rows it takes a fifth of the time of
    /// a comparison sort. Sorting places instead of rows moves 16 bytes instead of 56.
    fileprivate func placesInOrder() -> [(ordinal: UInt64, index: Int)] {
        // The highest bit is flipped, so that negative ordinals come first as unsigned numbers too.
        var places = indices.map { (ordinal: UInt64(bitPattern: Int64(self[$0].ordinal)) ^ 1 << 63, index: $0) }
        guard !zip(places, places.dropFirst()).allSatisfy({ $0.ordinal <= $1.ordinal }) else { return places }
        var sorted = places
        let digits: UInt64 = 2048
        for shift in stride(from: UInt64(0), to: 64, by: 11) {
            var starts = [Int](repeating: 0, count: Int(digits))
            for place in places { starts[Int(place.ordinal >> shift & (digits - 1))] += 1 }
            // Most digits are the same in all ordinals. Such a digit does not change the order.
            guard !starts.contains(places.count) else { continue }
            var start = 0
            for digit in starts.indices {
                let count = starts[digit]
                starts[digit] = start
                start += count
            }
            for place in places {
                let digit = Int(place.ordinal >> shift & (digits - 1))
                sorted[starts[digit]] = place
                starts[digit] += 1
            }
            swap(&places, &sorted)
        }
        return places
    }
}

/// A sorted run in a file, read block by block.
///
/// It is a value in the array of its owner, because a merge goes from one run to the next with nearly each row: to retain an object took two
/// thirds of its time.
private struct SortedRun<Row: SortableRow>: Sendable {
    private let file: POSIXFile
    private var block: [Row] = []
    /// The next row in the block.
    private var at = 0
    private var offset = 0
    /// Rows in one read or write. They take some 200 KB, and many runs have that at the same time.
    private static var blockRows: Int { 4096 }

    init(sorting rows: [Row], folder: String) throws {
        file = try POSIXFile.temporary(in: folder)
        var places = rows.placesInOrder()[...]
        var block: [Row] = []
        while !places.isEmpty {
            block.removeAll(keepingCapacity: true)
            for place in places.prefix(Self.blockRows) { block.append(rows[place.index]) }
            places = places.dropFirst(Self.blockRows)
            try block.withUnsafeBytes(file.write)
        }
    }

    /// Reads the first block.
    ///
    /// - Returns: the ordinal of the first row; `Int.max` if there is none.
    mutating func begin() throws -> Int {
        try readBlock()
        return ordinal
    }

    /// Takes the next row.
    ///
    /// - Parameter ordinal: becomes that of the row behind it; `Int.max` at the end.
    /// - Returns: nil at the end.
    mutating func take(_ ordinal: inout Int) throws -> Row? {
        guard at < block.count else { return nil }
        let row = block[at]
        at += 1
        if at == block.count { try readBlock() }
        ordinal = self.ordinal
        return row
    }

    private var ordinal: Int { at < block.count ? block[at].ordinal : .max }

    private mutating func readBlock() throws {
        let stride = MemoryLayout<Row>.stride
        block = try Array(unsafeUninitializedCapacity: Self.blockRows) { buffer, count in
            count = try file.fill(UnsafeMutableRawBufferPointer(buffer), at: offset) / stride
        }
        offset += block.count * stride
        at = 0
    }
}
