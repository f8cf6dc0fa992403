import CSV
import Forecasting

/// Reads what an event multiplies demand by: a factor, or the percentage by which demand is higher.
struct FactorReader {
    enum Reading {
        /// nil is learned.
        case factor(Double?)
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    private let factor: FieldSource?
    private let uplift: FieldSource?
    /// Whether numbers without a percent sign are percentages, by the name of their column.
    private let areBare: Bool

    init(_ fields: FieldReader) {
        self.fields = fields
        factor = fields.source(EventColumns.factor)
        uplift = fields.source(EventColumns.uplift)
        let name = fields.mapping.indexes[EventColumns.uplift].map { fields.mapping.header[$0].lowercased() } ?? ""
        areBare = ["%", "percent", "pct"].contains { name.contains($0) }
    }

    func isStated(_ stream: RecordStream) -> Bool {
        [factor, uplift].contains { $0.map { !FieldReader.trimmed(fields.text($0, stream)).isEmpty } ?? false }
    }

    /// A factor counts before a percentage.
    func read(_ stream: RecordStream) -> Reading {
        if let factor {
            let text = FieldReader.trimmed(fields.text(factor, stream))
            if let percent = Self.percent(text) {
                // `120 %` may be a factor of 1.2 or of 2.2; less than 100 % can hardly be meant but as a change.
                let isSigned = percent.first == UInt8(ascii: "+") || percent.first == UInt8(ascii: "-")
                guard let number = number(percent) else { return refused(EventColumns.factor) }
                guard isSigned || number < 100 else {
                    return .problem(column: EventColumns.factor, expected: .changeInPercent)
                }
                return changed(by: number, EventColumns.factor)
            }
            if !text.isEmpty {
                guard let number = fields.quantity(text) else { return refused(EventColumns.factor) }
                return bounded(number, EventColumns.factor)
            }
        }
        if let uplift {
            let text = FieldReader.trimmed(fields.text(uplift, stream))
            if !text.isEmpty {
                guard let percent = Self.percent(text) ?? (areBare ? text : nil), let number = number(percent) else {
                    return .problem(column: EventColumns.uplift, expected: .changeInPercent)
                }
                return changed(by: number, EventColumns.uplift)
            }
        }
        return .factor(nil)
    }

    /// A text without the percent sign at its end; nil if it has none.
    private static func percent(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        guard text.last == UInt8(ascii: "%") else { return nil }
        return FieldReader.trimmed(UnsafeBufferPointer(rebasing: text.dropLast()))
    }

    private func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        text.first == UInt8(ascii: "+")
            ? fields.quantity(UnsafeBufferPointer(rebasing: text.dropFirst())) : fields.quantity(text)
    }

    private func changed(by percent: Double, _ column: ImportColumn) -> Reading {
        // As a division, so that 20 % is 1.2 and not nearly so.
        bounded((100 + percent) / 100, column)
    }

    private func bounded(_ number: Double, _ column: ImportColumn) -> Reading {
        guard (0...StockLimits.salesFactorOfDays).contains(number) else { return refused(column) }
        return .factor(number == 0 ? 0 : number)
    }

    private func refused(_ column: ImportColumn) -> Reading {
        .problem(
            column: column,
            expected: column == EventColumns.uplift
                ? .changeInPercent : .factor(upTo: StockLimits.salesFactorOfDays))
    }
}
