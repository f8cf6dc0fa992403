import ArgumentParser
import InventoryPipeline
import Platform
import Reports

/// An assignment of a column on the command line: `product_id=Item No`.
struct ColumnMap {
    let column: ImportColumn
    let name: String

    init(_ argument: String) throws {
        let columns = FileKind.allColumns
        guard let equals = argument.firstIndex(of: "="),
            let column = columns.first(where: { $0.name == argument[..<equals] }), equals != argument.indices.last
        else {
            let written = String(argument.prefix { $0 != "=" })
            let near = columns.contains { $0.name == written } ? [] : NearNames.of(written, among: columns.map(\.name))
            throw ValidationError(
                "write COLUMN=NAME"
                    + DidYouMean.text(
                        near, otherwise: ", where COLUMN is one of \(columns.map(\.name).joined(separator: ", "))."))
        }
        self.column = column
        name = String(argument[argument.index(after: equals)...])
    }
}

/// A pattern of the names of columns, with one `*` for the store.
struct WideColumns: ExpressibleByArgument {
    let pattern: StarPattern

    init?(argument: String) {
        pattern = StarPattern(argument)
        guard pattern.stars == 1, argument.count > 1 else { return nil }
    }
}

/// What a rate of sales covers.
struct SalesPeriod: ExpressibleByArgument {
    let days: Double

    /// A twelfth of a year.
    private static let month = 365.25 / 12

    /// The name of a period, as ``init(argument:)`` reads it; nil for a day.
    static func name(of days: Double) -> String? {
        switch days {
        case 1: nil
        case 7: "week"
        case month: "month"
        default: String(Int(days))
        }
    }

    init?(argument: String) {
        switch argument {
        case "day": days = 1
        case "week": days = 7
        case "month": days = Self.month
        default:
            guard let number = Int(argument), (1...3660).contains(number) else { return nil }
            days = Double(number)
        }
    }
}

/// What the quantities of a file of sales are.
enum SoldQuantities: String, ExpressibleByArgument, CaseIterable {
    case sold, moved
}

extension PeriodLength: ExpressibleByArgument {
    package init?(argument: String) { self.init(rawValue: argument) }

    package static var allValueStrings: [String] { allCases.map(\.rawValue) }
}

/// How a file of sales has returns.
enum Returns: String, ExpressibleByArgument, CaseIterable {
    case negative, separate
}

enum UndatedReceipts: String, ExpressibleByArgument, CaseIterable {
    case drop, reject
}

extension OverdueReceipts: ExpressibleByArgument {
    package init?(argument: String) {
        switch argument {
        case "start": self = .start
        case "drop": self = .drop
        case "reject": self = .reject
        default:
            guard argument.hasPrefix("+"), let days = Int(argument.dropFirst()), (0...3660).contains(days) else {
                return nil
            }
            self = .after(days: days)
        }
    }

    /// As ``init(argument:)`` reads it.
    var argument: String {
        switch self {
        case .start: "start"
        case .after(let days): "+\(days)"
        case .drop: "drop"
        case .reject: "reject"
        }
    }
}

enum DecimalSeparator: String, ExpressibleByArgument {
    case point = "."
    case comma = ","

    var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}

struct Delimiter: ExpressibleByArgument {
    let byte: UInt8

    static func name(of byte: UInt8) -> String {
        byte == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar(byte))
    }

    init?(argument: String) {
        switch argument {
        case "comma": byte = UInt8(ascii: ",")
        case "semicolon": byte = UInt8(ascii: ";")
        case "tab", "\\t": byte = UInt8(ascii: "\t")
        case "pipe": byte = UInt8(ascii: "|")
        default:
            guard argument.utf8.count == 1, let byte = argument.utf8.first, byte < 128, byte != UInt8(ascii: "\""),
                byte == UInt8(ascii: "\t") || byte >= 32
            else { return nil }
            self.byte = byte
        }
    }
}

extension FileKind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = FileKind.named(argument) else { return nil }
        self = kind
    }

    public static var allValueStrings: [String] { all.map(\.name) }
}

extension NumberStyle: ExpressibleByArgument {
    package init?(argument: String) { self.init(sample: argument) }
}

extension DateOrder: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(format: argument)
    }

    package static var allValueStrings: [String] { ["mdy", "dmy", "ymd"] }

    /// As ``init(argument:)`` reads it.
    var letters: String {
        switch self {
        case .monthFirst: "mdy"
        case .dayFirst: "dmy"
        case .yearFirst: "ymd"
        }
    }
}
