import Forecasting
import InventoryStore

/// What becomes of several rows of one series.
struct RowGrouping: Sendable {
    /// They are added up. Otherwise the first one counts, and the others are refused.
    let addsUp: Bool
    /// Those with an earlier date than the latest are left out.
    let takesLatest: Bool

    init(_ request: ImportRequest) {
        addsUp = request.addsUp
        takesLatest = request.takesLatest
    }
}

/// Sorted rows on their way to the writer.
struct SortedBatch: Sendable {
    var batch = PositionBatch()
    var refused: [RefusedRow] = []
    /// Rows that are added to another one, or that are older than the latest one of their series.
    var leftOut: [LeftOutRow] = []

    private var isFull: Bool {
        batch.isFull || refused.count >= PositionBatch.capacity || leftOut.count >= PositionBatch.capacity
    }

    /// Cuts all rows into batches: one row for each series, with its terms.
    static func all(
        of rows: SortedRows<InventoryRow>, _ terms: SortedRows<TermsRow>, _ grouping: RowGrouping,
        _ emit: (SortedBatch) throws -> Void
    ) throws {
        var sorted = SortedBatch()
        var group = SeriesGroup(grouping)
        var next = try terms.next()
        try rows.drain { row in
            var stated: TermsRow?
            if let head = next, head.key == row.key, head.importID == row.importID, head.line == row.line {
                stated = head
                next = try terms.next()
            }
            if group.key != row.key {
                group.finish(into: &sorted)
                if sorted.isFull {
                    try emit(sorted)
                    sorted = SortedBatch()
                }
            }
            group.add(row, stated, into: &sorted)
        }
        group.finish(into: &sorted)
        try emit(sorted)
    }
}

/// The rows of one series, which come one after the other.
private struct SeriesGroup {
    private let grouping: RowGrouping
    private var row: InventoryRow?
    private var terms: TermsRow?
    /// The further rows that are part of the sum.
    private var added: [(importID: Int32, line: Int32)] = []

    init(_ grouping: RowGrouping) { self.grouping = grouping }

    var key: SeriesKey? { row?.key }

    mutating func add(_ next: InventoryRow, _ stated: TermsRow?, into sorted: inout SortedBatch) {
        guard var first = row else { return begin(next, stated) }
        if grouping.takesLatest, next.position.startDay != first.position.startDay {
            if next.position.startDay < first.position.startDay {
                return sorted.leaveOut(.older, next.importID, next.line)
            }
            sorted.leaveOut(.older, first.importID, first.line)
            for (importID, line) in added { sorted.leaveOut(.older, importID, line) }
            return begin(next, stated)
        }
        guard grouping.addsUp else {
            return sorted.refused.append(
                RefusedRow(
                    row: next, terms: stated,
                    reason: .repeated(firstImportID: first.importID, firstLine: first.line)))
        }
        if let column = next.difference(from: first, terms: (terms, stated)) {
            return sorted.refused.append(
                RefusedRow(row: next, terms: stated, reason: .differs(column, line: first.line)))
        }
        first.position.onHand += next.position.onHand
        row = first
        added.append((next.importID, next.line))
    }

    /// Adds the row of the series to the batch, if there is one.
    mutating func finish(into sorted: inout SortedBatch) {
        guard let row else { return }
        sorted.batch.append(row)
        if let terms { sorted.batch.append(terms) }
        for (importID, line) in added { sorted.leaveOut(.addedUp, importID, line) }
        self.row = nil
        added.removeAll(keepingCapacity: true)
    }

    private mutating func begin(_ next: InventoryRow, _ stated: TermsRow?) {
        row = next
        terms = stated
        added.removeAll(keepingCapacity: true)
    }
}

extension SortedBatch {
    fileprivate mutating func leaveOut(_ why: LeftOut, _ importID: Int32, _ line: Int32) {
        leftOut.append(LeftOutRow(why: why, importID: importID, line: line))
    }
}

extension InventoryRow {
    /// The first column in which two rows of a series differ that can't be added up.
    fileprivate func difference(
        from first: InventoryRow, terms: (first: TermsRow?, next: TermsRow?)
    ) -> RefusedRow.DifferingColumn? {
        if let column = position.difference(besideStock: first.position) { return .position(column) }
        guard let stated = terms.first?.stated, let others = terms.next?.stated, stated != others else { return nil }
        return Term.allCases.first { stated[$0] != others[$0] }.map { .term($0) }
    }
}
