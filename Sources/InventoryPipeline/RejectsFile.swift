import CSV
import Platform

/// A CSV file of what could not be used, such as rows of an import, with the reason for each.
final class RejectsFile {
    enum Field {
        case text(String)
        case bytes([UInt8])
        case number(Int)
    }

    private let output: OutputFile
    private let text = TextBuffer()

    /// - Parameter inputs: the files that must not be replaced.
    init(path: String, inputs: [String], columns: [String]) throws {
        output = try OutputFile(path: path, inputs: inputs)
        text.append(columns.joined(separator: ",") + "\n")
    }

    func add(_ fields: Field...) throws {
        for (place, field) in fields.enumerated() {
            if place > 0 { text.append(",") }
            switch field {
            case .text(let value): text.append(FieldText.quoted(value))
            case .bytes(let value): text.append(FieldText.quoted(value))
            case .number(let value): text.append("\(value)")
            }
        }
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
