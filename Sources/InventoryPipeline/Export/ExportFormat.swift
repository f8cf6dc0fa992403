import CSV
import Forecasting

/// How exported rows are written.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// RFC 4180, with LF at the end of each line.
    case csv
    /// One JSON object a line (<https://jsonlines.org>).
    case jsonl
}

/// How a text becomes a field.
enum FieldStyle: Sendable, CaseIterable {
    case csv
    /// CSV whose texts a spreadsheet shows and does not run as formulas.
    case spreadsheetSafe
    case json

    func field(_ text: String) -> [UInt8] {
        switch self {
        case .csv: FieldText.quoted(text)
        case .spreadsheetSafe: FieldText.spreadsheetSafe(text)
        case .json: JSONText.quoted(text)
        }
    }

    /// A value as a field.
    func field(_ cell: Cell) -> [UInt8] {
        switch self {
        case .csv, .spreadsheetSafe:
            switch cell {
            case .text(let text), .json(let text): field(text)
            default: Self.plain(cell)
            }
        case .json:
            switch cell {
            case .text(let text): field(text)
            case .json(let text): Array(text.utf8)
            case .missing: Array("null".utf8)
            case .day: [UInt8(ascii: "\"")] + Self.plain(cell) + [UInt8(ascii: "\"")]
            default: Self.plain(cell)
            }
        }
    }

    /// Numbers and dates, which need no quotes in CSV.
    private static func plain(_ cell: Cell) -> [UInt8] {
        switch cell {
        case .text(let text), .json(let text): Array(text.utf8)
        case .number(let number): Array(FieldText.number(number).utf8)
        case .quantity(let number): Array(FieldText.number(ReportedQuantity.rounded(number)).utf8)
        case .integer(let number): Array(String(number).utf8)
        case .missing: []
        case .day(let day): Array(CivilDate(dayNumber: day).isoText.utf8)
        }
    }
}

/// The value of one column.
package enum Cell: Sendable {
    case text(String)
    /// The shortest text that reads back as the same double.
    case number(Double)
    /// Rounded to 2 decimals, like the views.
    case quantity(Double)
    case integer(Int)
    case day(Int)
    /// Text that is already JSON: an object in JSON Lines, a text in CSV.
    case json(String)
    /// An unknown value: null in JSON Lines, an empty field in CSV.
    case missing

    /// The quantity of an order, which is not rounded: it may be a multiple of 0.125.
    package static func ordered(_ quantity: Double) -> Cell {
        ReportedQuantity.rounded(quantity) == quantity ? .quantity(quantity) : .number(quantity)
    }
}

/// Writes rows of named columns.
struct RowFormatter {
    let style: FieldStyle
    let columns: [String]

    func writeHeader(to text: TextBuffer) {
        guard style != .json else { return }
        text.append(columns.joined(separator: ",") + "\n")
    }

    func write(_ cells: [Cell], to text: TextBuffer) {
        switch style {
        case .csv, .spreadsheetSafe:
            for (index, cell) in cells.enumerated() {
                if index > 0 { text.append(",") }
                text.append(style.field(cell))
            }
            text.append("\n")
        case .json:
            for (index, cell) in cells.enumerated() {
                text.append(index > 0 ? "," : "{")
                text.append(JSONText.quoted(columns[index]))
                text.append(":")
                text.append(style.field(cell))
            }
            text.append("}\n")
        }
    }
}

enum JSONText {
    /// A text as a JSON string (RFC 8259).
    static func quoted(_ text: String) -> [UInt8] {
        var quoted = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                quoted += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                quoted += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default:
                quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return quoted
    }
}
