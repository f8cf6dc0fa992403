import CSV
import Platform

/// Writes rows of named columns to an output as CSV or JSON Lines, many at once.
package final class RowWriter {
    private let output: OutputFile
    private let formatter: RowFormatter
    private let text = TextBuffer(capacity: blockSize + 4096)

    /// Bytes of text in one write.
    private static let blockSize = 1 << 20

    init(_ output: OutputFile, style: FieldStyle, columns: [String]) {
        self.output = output
        formatter = RowFormatter(style: style, columns: columns)
        formatter.writeHeader(to: text)
    }

    /// A writer to standard output.
    package convenience init(format: ExportFormat, columns: [String]) throws {
        self.init(
            try OutputFile(path: nil, inputs: []), style: format == .csv ? .csv : .json, columns: columns)
    }

    /// - Throws: ``BrokenPipe`` if the reader of the output is gone, ``SystemError`` for anything else.
    package func write(_ cells: [Cell]) throws {
        formatter.write(cells, to: text)
        guard text.count >= Self.blockSize else { return }
        try output.write(text)
        text.removeAll()
    }

    /// Writes the rows that are still buffered. Call it last.
    package func finish() throws {
        try output.write(text)
        text.removeAll()
    }
}

extension OutputFile {
    /// - Throws: ``BrokenPipe`` if the reader of the output is gone, ``SystemError`` for anything else.
    func write(_ text: TextBuffer) throws { try text.withUnsafeBytes(write) }
}
