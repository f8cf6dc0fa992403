/// A row of a result table by its day: what the table's index has of it.
package struct DayEntry: BitwiseCopyable, Sendable {
    package var day: Int
    package var rowID: Int
}

/// Sorts any number of entries in bounded memory.
package protocol DayEntrySorter: Sendable {
    var count: Int { get }

    /// Adds the entries of the next rows, in the order of their row ids.
    func add(_ entries: [DayEntry]) throws
    /// Calls `emit` with all entries, `size` at a time, by their days and then in the order in which they were added.
    func drain(by size: Int, _ emit: ([DayEntry]) throws -> Void) throws
}
