import CSV
import Platform

/// Rows of named columns on their way to an output as CSV or JSON Lines, many at once.
package final class RowWriter {
    private let output: OutputFile
    private let formatter: RowFormatter
    private let text = TextBuffer(capacity: blockSize + 4096)

    /// Text that is written at once.
    private static let blockSize = 1 << 20

    init(_ output: OutputFile, style: FieldStyle, columns: [String]) {
        self.output = output
        formatter = RowFormatter(style: style, columns: columns)
        formatter.writeHeader(to: text)
    }

    /// Rows for standard output.
    package convenience init(format: ExportFormat, columns: [String]) throws {
        self.init(
            try OutputFile(path: nil, inputs: []), style: format == .csv ? .csv : .json, columns: columns)
    }

    /// - Throws: ``BrokenPipe`` where nobody reads any more, ``SystemError`` for anything else.
    package func write(_ cells: [Cell]) throws {
        formatter.write(cells, to: text)
        guard text.count >= Self.blockSize else { return }
        try output.write(text)
        text.removeAll()
    }

    /// Writes what is left; nothing is written afterwards.
    package func finish() throws {
        try output.write(text)
        text.removeAll()
    }
}

extension OutputFile {
    /// - Throws: ``BrokenPipe`` if nobody reads any more, ``SystemError`` for anything else.
    func write(_ text: TextBuffer) throws { try text.withUnsafeBytes(write) }
}
