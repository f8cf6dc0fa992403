import CSV
import Platform

/// The file of rejects: CSV with the file, the line, the reason and the original record of each bad row.
final class RejectsFile {
    private let output: OutputFile
    private let text = TextBuffer()
    private let reason: @Sendable (RowProblem) -> String

    /// - Parameter reason: puts into words why a row is rejected.
    init(path: String, inputs: [String], reason: @escaping @Sendable (RowProblem) -> String) throws {
        self.reason = reason
        output = try OutputFile(path: path, inputs: inputs)
        text.append("file,line,reason,record\n")
    }

    func add(_ problem: RowProblem, record: [UInt8]) throws {
        text.append(FieldText.quoted(problem.file))
        text.append(",\(problem.line),")
        text.append(FieldText.quoted(reason(problem)))
        text.append(",")
        text.append(FieldText.quoted(record))
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
