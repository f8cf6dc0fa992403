import Arrow
import Forecasting
import Platform

/// Writes rows of named columns to an output as a stream of Arrow.
final class ArrowRowWriter {
    private let output: OutputFile
    private let columns: [Column]
    private var stream: ArrowStream
    private var (rows, bytes) = (0, 0)

    private enum Column {
        case text(ArrowTexts)
        case double(ArrowNumbers<Double>)
        case int32(ArrowNumbers<Int32>)
        case int64(ArrowNumbers<Int64>)

        var values: any ArrowColumn {
            switch self {
            case .text(let texts): texts
            case .double(let numbers): numbers
            case .int32(let numbers): numbers
            case .int64(let numbers): numbers
            }
        }
    }

    /// - Parameter names: those of columns that ``ArrowTables/field(_:)`` knows.
    init(_ output: OutputFile, _ names: [String]) {
        self.output = output
        let fields = names.map(ArrowTables.field)
        columns = fields.map { field in
            switch field.type {
            case .text: .text(ArrowTexts())
            case .double: .double(ArrowNumbers())
            case .int32, .date: .int32(ArrowNumbers())
            case .int64: .int64(ArrowNumbers())
            }
        }
        stream = ArrowStream(fields) { try output.write($0) }
    }

    /// - Parameter cells: one for each column. A number in a column of texts becomes its text, and a text in a column of numbers is missing.
    /// - Throws: ``BrokenPipe`` if the reader of the output is gone, ``SystemError`` for anything else.
    func write(_ cells: [Cell]) throws {
        for (column, cell) in zip(columns, cells) {
            switch column {
            case .text(let texts):
                let text = Self.text(cell)
                bytes += text?.utf8.count ?? 0
                texts.append(text)
            case .double(let numbers): numbers.append(Self.number(cell))
            case .int32(let numbers): numbers.append(Self.number(cell).flatMap { Int32(exactly: $0) })
            case .int64(let numbers): numbers.append(Self.number(cell).flatMap { Int64(exactly: $0) })
            }
        }
        rows += 1
        if ArrowTables.isBatch(rows, bytes) { try flush() }
    }

    /// Writes the rest and the end mark. Call it last.
    func finish() throws {
        try flush()
        try stream.finish()
    }

    private func flush() throws {
        try stream.write(columns.map(\.values))
        (rows, bytes) = (0, 0)
    }

    private static func text(_ cell: Cell) -> String? {
        switch cell {
        case .text(let text), .json(let text): text
        case .missing: nil
        case .number, .quantity, .integer, .day: String(decoding: FieldStyle.csv.field(cell), as: UTF8.self)
        }
    }

    private static func number(_ cell: Cell) -> Double? {
        switch cell {
        case .number(let number): number
        case .quantity(let quantity): ReportedQuantity.rounded(quantity)
        case .integer(let number), .day(let number): Double(number)
        case .text, .json, .missing: nil
        }
    }
}
