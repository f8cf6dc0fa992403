import Forecasting
import InventoryStore
import Platform

/// Writes stated demand into `stated_demand`. It is sorted first, so that the rows of a series and a period meet.
final class StatementSink: ImportSink {
    private let context: ImportContext
    private let writer: StatedDemandWriter
    private let sorted: SortedRows<StatedDemandRow>
    /// The dates of each file whose rows don't say their last day.
    private var spacings: [Int32: DateSpacing] = [:]
    /// The imports of the files with dates whose periods are as long as the user has said.
    private var dated: Set<Int32> = []
    private var versions = PlanVersions.Found()
    /// The periods of rows that say their last day, as long as there is only one.
    private var periods: Set<ClosedRange<Int>> = []
    /// The rows of whole series that are written next.
    private var ready: [StatedDemandRow] = []
    /// The rows of one period of a series, with the one that is the first in the files.
    private var open: (rows: [StatedDemandRow], first: StatedDemandRow)?

    init(_ context: ImportContext) throws {
        self.context = context
        writer = try StatedDemandWriter(
            context.transaction, context.log, adds: context.request.adds, replacement: context.request.replacement)
        sorted = SortedRows(folder: context.temporaryFolder)
    }

    func take(_ batch: StatementBatch, fraction: Double?) throws {
        try writer.writeIdentifiers(stores: batch.newStores, products: batch.newProducts)
        versions.merge(batch.versions) { $0.union($1) }
        if let importID = batch.datedImport { dated.insert(importID) }
        for row in batch.rows {
            if row.lastDay == StatedDemandRow.openEnd {
                spacings[row.importID, default: DateSpacing()].add(Int(row.firstDay))
            } else if periods.count < 2 {
                periods.insert(row.days)
            }
        }
        try sorted.add(batch.rows)
    }

    func drain() throws {
        if let (column, texts) = versions.sorted(by: { $0.key < $1.key }).first(where: { $0.value.count > 1 }) {
            throw InputError.severalPlans(
                file: context.ledger.files.map(\.name).joined(separator: ", "), column: column,
                values: texts.sorted())
        }
        let lengths = try lengths()
        if context.request.replacement == .none, let only = onlyPeriod(lengths) {
            writer.keep(after: only.upperBound)
        }
        try sorted.drain { row in
            guard let row = try closed(row, lengths) else { return }
            try take(row)
        }
        try closePeriod()
        try write()
    }

    func finish() throws -> FormerRows {
        if let store = context.emptiedStore { writer.name(store: store) }
        context.ledger.stated = try writer.finish(context.ledger.rowCounts)
        return .kept
    }

    /// How long the periods of each file are that has only dates, by the ids of their imports.
    private func lengths() throws -> [Int32: PeriodLength] {
        var lengths: [Int32: PeriodLength] = [:]
        if let given = context.request.period {
            for importID in dated {
                context.ledger.setPeriods(
                    PeriodFinding(length: given, reason: .given), file: context.file(ofImport: importID))
            }
        }
        for (importID, spacing) in spacings.sorted(by: { $0.key < $1.key }) {
            let file = context.file(ofImport: importID)
            guard let finding = spacing.finding(given: nil) else {
                throw InputError.unknownPeriod(
                    file: context.ledger.files[file].name, day: spacing.onlyDay ?? StockLimits.days.lowerBound)
            }
            lengths[importID] = finding.length
            context.ledger.setPeriods(finding, file: file)
        }
        return lengths
    }

    /// The period of all rows; nil if they have several.
    private func onlyPeriod(_ lengths: [Int32: PeriodLength]) -> ClosedRange<Int>? {
        var periods = periods
        for (importID, spacing) in spacings {
            guard let day = spacing.onlyDay, let length = lengths[importID] else { return nil }
            periods.insert(length.days(of: day))
        }
        return periods.count == 1 ? periods.first : nil
    }

    /// A row with its last day; nil if it is rejected.
    private func closed(_ row: StatedDemandRow, _ lengths: [Int32: PeriodLength]) throws -> StatedDemandRow? {
        guard row.lastDay == StatedDemandRow.openEnd, let length = lengths[row.importID] else { return row }
        let days = length.days(of: Int(row.firstDay))
        guard StockLimits.days.contains(days.lowerBound), StockLimits.days.contains(days.upperBound) else {
            try context.reject(row, .period)
            return nil
        }
        var row = row
        row.firstDay = Int32(days.lowerBound)
        row.lastDay = Int32(days.upperBound)
        return row
    }

    /// Takes a row, which begins with or after all rows of its series before it. Of two periods that overlap, the one that comes later in
    /// the files is wrong.
    private func take(_ row: StatedDemandRow) throws {
        guard let open, open.first.key == row.key, row.firstDay <= open.first.lastDay else {
            try closePeriod()
            self.open = ([row], row)
            return
        }
        let isLater = (row.importID, row.line) > (open.first.importID, open.first.line)
        if row.days == open.first.days {
            self.open?.rows.append(row)
            if !isLater { self.open?.first = row }
        } else if isLater {
            try reject(row, overlapping: open.first)
        } else {
            for other in open.rows { try reject(other, overlapping: row) }
            self.open = ([row], row)
        }
    }

    /// Adds up the rows of the open period, the smallest units first: so the sum has the same bits in whatever order they come.
    private func closePeriod() throws {
        guard let open else { return }
        self.open = nil
        var sum = open.first
        sum.quantity = 0
        for row in open.rows.sorted(by: { $0.quantity < $1.quantity }) {
            guard sum.quantity + row.quantity <= StockLimits.quantity else {
                try context.reject(row, .sumUpTo(StockLimits.quantity))
                continue
            }
            sum.quantity += row.quantity
        }
        for row in open.rows where row.line != sum.line || row.importID != sum.importID {
            context.leaveOut(row, .addedUp)
        }
        if ready.count >= PositionBatch.capacity, ready.last?.key != sum.key { try write() }
        ready.append(sum)
    }

    private func write() throws {
        try context.interruption.check()
        try writer.write(ready) { row, refusal in
            switch refusal {
            case .overlaps(let days): try context.reject(row, .noOverlap(days: row.days, other: days, stated: nil))
            case .sumTooLarge: try context.reject(row, .sumUpTo(StockLimits.quantity))
            }
        }
        ready.removeAll(keepingCapacity: true)
    }

    private func reject(_ row: StatedDemandRow, overlapping other: StatedDemandRow) throws {
        let place = StatedPlace(file: context.otherFile(other.importID, than: row), line: other.line)
        try context.reject(row, .noOverlap(days: row.days, other: other.days, stated: place))
    }
}

/// Stated demand that was parsed together.
struct StatementBatch: ImportBatch {
    private(set) var rows: [StatedDemandRow] = []
    var newStores = IdentifierList()
    var newProducts = IdentifierList()
    /// The import of its file, if a row has a date and the user has said how long the period is.
    var datedImport: Int32?
    /// New texts in columns that tell plans apart.
    var versions = PlanVersions.Found()

    var isFull: Bool { rows.count >= PositionBatch.capacity }

    var identifiers: NewIdentifiers {
        NewIdentifiers(stores: newStores, products: newProducts) { [rows] isMeant in
            rows.first { isMeant($0.key) }.map { Int($0.line) } ?? 0
        }
    }

    mutating func append(_ row: StatedDemandRow) { rows.append(row) }
}
