import CSV
import Platform

/// A file of the series for which no orders can be planned, with the reason for each.
final class UnplannedFile {
    private let output: OutputFile
    private let text = TextBuffer()
    private let reason: @Sendable (UnplannedSeries) -> String

    init(path: String, database: String, reason: @escaping @Sendable (UnplannedSeries) -> String) throws {
        self.reason = reason
        output = try OutputFile(path: path, inputs: [database])
        text.append("store_id,product_id,reason\n")
    }

    func add(_ unplanned: UnplannedSeries) throws {
        for field in [unplanned.series.storeID, unplanned.series.productID] {
            text.append(FieldText.quoted(field))
            text.append(",")
        }
        text.append(FieldText.quoted(reason(unplanned)))
        text.append("\n")
        if text.count > 1 << 16 { try flush() }
    }

    /// Completes the file and makes it visible under its name.
    func finish() throws {
        try flush()
        try output.finish()
    }

    private func flush() throws {
        try output.write(text)
        text.removeAll()
    }
}
