import CSV

/// Reads what is still to come of an order:
///
///     what is open, where the file has it; else ordered − received, never below zero; else what was ordered
struct OpenQuantityReader {
    enum Reading {
        /// Units, more than zero.
        case open(Double)
        /// All that was ordered has come.
        case nothing
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    private let orderedSource: FieldSource?
    private let openSource: FieldSource?
    private let receivedSource: FieldSource?

    init(_ fields: FieldReader) {
        self.fields = fields
        orderedSource = fields.source(ReceiptColumns.quantity)
        openSource = fields.source(ReceiptColumns.open)
        receivedSource = fields.source(ReceiptColumns.received)
    }

    func read(_ stream: RecordStream) -> Reading {
        if let openSource {
            let text = FieldReader.trimmed(fields.text(openSource, stream))
            if !text.isEmpty {
                guard let open = fields.quantity(text) else {
                    return .problem(column: ReceiptColumns.open, expected: fields.expectedNumber(text))
                }
                // Less than nothing is open if more came than was ordered.
                return open > 0 ? .open(open) : .nothing
            }
        }
        guard let orderedSource else {
            return .problem(column: ReceiptColumns.open, expected: .units)
        }
        let text = fields.text(orderedSource, stream)
        guard let ordered = fields.quantity(text) else {
            return .problem(column: ReceiptColumns.quantity, expected: fields.expectedNumber(text))
        }
        guard ordered >= 0 else { return .problem(column: ReceiptColumns.quantity, expected: .zeroOrMore) }
        guard ordered > 0 else { return .nothing }
        guard let receivedSource else { return .open(ordered) }
        let receivedText = FieldReader.trimmed(fields.text(receivedSource, stream))
        if receivedText.isEmpty { return .open(ordered) }
        guard let received = fields.quantity(receivedText) else {
            return .problem(
                column: ReceiptColumns.received, expected: .orNothing(fields.expectedNumber(receivedText)))
        }
        guard received >= 0 else { return .problem(column: ReceiptColumns.received, expected: .zeroOrMore) }
        return received < ordered ? .open(ordered - received) : .nothing
    }
}
