import InventoryStore

extension DayEntry: SortableRow {
    var ordinal: Int { day }
}

/// Sorts the entries of an index by their days.
final class SortedEntries: DayEntrySorter {
    private let rows: SortedRows<DayEntry>

    init(folder: String) {
        // Small parts fit the CPU's caches. There are few days, so merging many parts is cheap.
        rows = SortedRows(folder: folder, memoryRows: 65_536)
    }

    var count: Int { rows.count }

    func add(_ entries: [DayEntry]) throws { try rows.add(entries) }

    func drain(by size: Int, _ emit: ([DayEntry]) throws -> Void) throws {
        var entries: [DayEntry] = []
        entries.reserveCapacity(size)
        try rows.drain { entry in
            entries.append(entry)
            guard entries.count == size else { return }
            try emit(entries)
            entries.removeAll(keepingCapacity: true)
        }
        if !entries.isEmpty { try emit(entries) }
    }
}
