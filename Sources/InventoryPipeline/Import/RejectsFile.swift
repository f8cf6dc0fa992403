import CSV
import Platform

/// The file of rejects: CSV with the file, the line, the reason and the original record of each bad row.
final class RejectsFile {
    private let output: OutputFile
    private let text = TextBuffer()
    private let words: @Sendable (ExpectedText.Mention) -> String

    /// - Parameter words: the words for options and commands in reasons.
    init(path: String, inputs: [String], words: @escaping @Sendable (ExpectedText.Mention) -> String) throws {
        self.words = words
        output = try OutputFile(path: path, inputs: inputs)
        text.append("file,line,reason,record\n")
    }

    func add(_ problem: RowProblem, record: [UInt8]) throws {
        text.append(FieldText.quoted(problem.file))
        text.append(",\(problem.line),")
        text.append(FieldText.quoted(problem.reason(words)))
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
