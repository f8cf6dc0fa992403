import Platform

/// Rows that are parsed together and handed on.
protocol ImportBatch: Sendable {
    init()

    var isFull: Bool { get }
    /// What the batch is the first to name, in the order of their keys, and the line in which a key of these is.
    var identifiers: NewIdentifiers { get }
}

extension ImportBatch {
    /// Of a kind whose rows add no identifiers.
    var identifiers: NewIdentifiers { NewIdentifiers() }
}

/// Takes the parsed rows in the order of the files and brings them into the database.
protocol ImportSink {
    associatedtype Batch: ImportBatch

    /// What another thread does with the batches on their way here.
    var preparation: @Sendable (Work<ImportItem<Batch>, ImportItem<Batch>>) throws -> Void { get }

    /// - Parameter fraction: the share of all bytes that are read, if that is known.
    func take(_ batch: Batch, fraction: Double?) throws

    /// Writes what is left when all batches have been taken.
    func drain() throws

    /// Writes down the counts.
    ///
    /// - Returns: what became of the rows that were there before.
    func finish() throws -> FormerRows
}

extension ImportSink {
    /// Nothing.
    var preparation: @Sendable (Work<ImportItem<Batch>, ImportItem<Batch>>) throws -> Void {
        { work in try work.process { $0 } }
    }
}

/// What the parsing thread hands on.
struct ImportItem<Batch: ImportBatch>: Sendable {
    var batch = Batch()
    var findings: FileFindings
    /// Share of all bytes that are read.
    var fraction: Double?
}
