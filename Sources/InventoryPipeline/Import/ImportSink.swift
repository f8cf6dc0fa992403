import InventoryStore
import Platform

/// Rows that were parsed together, for the sink.
protocol ImportBatch: Sendable {
    init()

    var isFull: Bool { get }
    /// The identifiers that occur first in this batch, in the order of their keys, and the line of each.
    var identifiers: NewIdentifiers { get }
}

extension ImportBatch {
    /// For a kind whose rows add no identifiers.
    var identifiers: NewIdentifiers { NewIdentifiers() }
}

/// Takes the parsed rows in the order of the files and writes them into the database.
protocol ImportSink {
    associatedtype Batch: ImportBatch

    /// The work that another thread does on batches before they reach the sink.
    var preparation: @Sendable (Work<ImportItem<Batch>, ImportItem<Batch>>) throws -> Void { get }

    /// - Parameter fraction: the share of all bytes that have been read, 0 to 1; nil if it is unknown.
    func take(_ batch: Batch, fraction: Double?) throws

    /// Writes the remaining rows. Call it after all batches have been taken.
    func drain() throws

    /// Writes the counts into the log.
    ///
    /// - Returns: what became of the rows that were stored before.
    func finish() throws -> FormerRows
}

extension ImportSink {
    /// By default there is no such work.
    var preparation: @Sendable (Work<ImportItem<Batch>, ImportItem<Batch>>) throws -> Void {
        { work in try work.process { $0 } }
    }
}

/// A part of a file that the parsing thread passes on.
struct ImportItem<Batch: ImportBatch>: Sendable {
    var batch = Batch()
    var findings: FileFindings
    /// Of what is piped, the records of the rows of the batch as they are in the file, if bad ones are collected.
    var records = IdentifierList()
    /// Whether all identifiers before it are forgotten, so that keys begin at 1 again.
    var beginsAnew = false
    /// The share of all bytes that have been read, 0 to 1.
    var fraction: Double?
}
