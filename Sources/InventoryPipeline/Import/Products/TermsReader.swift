import Forecasting

/// Reads the terms of supply in the records of a product file that has columns for them.
///
/// A class that keeps what it read: terms are some 300 bytes, and most files have none, so that no row should carry them along.
final class TermsReader {
    /// Those of the record that was read last.
    private(set) var stated = StatedTerms()
    /// The terms that the file has columns for.
    let columns: TermSet
    private let fields: FieldReader
    /// Where each of these terms is read.
    private let places: [(term: Term, source: FieldSource)]
    /// A column that says the opposite of `orderable`.
    private let discontinued: FieldSource?

    /// nil if the file has none of the columns.
    init?(_ fields: FieldReader) {
        places = Term.allCases.compactMap { term in
            fields.source(ProductColumns.column(of: term)).map { (term, $0) }
        }
        discontinued = fields.source(ProductColumns.discontinued)
        guard !places.isEmpty || discontinued != nil else { return nil }
        self.fields = fields
        columns = TermSet(places.map(\.term) + (discontinued == nil ? [] : [.orderable]))
    }

    /// Reads the current record. An empty field states nothing.
    ///
    /// - Returns: why its terms can't be stored; nil if they can.
    func problem(_ stream: RecordStream) -> RowReading? {
        stated = StatedTerms()
        for (term, source) in places {
            let text = FieldReader.trimmed(fields.text(source, stream))
            guard !text.isEmpty else { continue }
            switch term.unit {
            case .days(let bounds):
                guard let days = fields.days(text, in: bounds) else {
                    return problem(term, .orNothing(.wholeDays(bounds)))
                }
                stated[term] = Double(days)
            case .units:
                guard let quantity = fields.quantity(text) else {
                    return problem(term, .orNothing(fields.expectedNumber(text)))
                }
                guard quantity >= 0 else { return problem(term, .orNothing(.zeroOrMore)) }
                stated[term] = quantity
            case .percent:
                let hasSign = text.last == UInt8(ascii: "%")
                let number = hasSign ? UnsafeBufferPointer(rebasing: text.dropLast()) : text
                let percent = fields.quantity(FieldReader.trimmed(number))
                guard let percent, term.allows(percent) else {
                    let meant = hasSign ? nil : percent.flatMap(ServiceLevels.percent(ofShare:))
                    return problem(term, .orNothing(.percentage(ofShare: meant)))
                }
                stated[term] = percent
            case .weekday:
                guard let day = Weekdays.number(of: String(decoding: text, as: UTF8.self)) else {
                    return problem(term, .orNothing(.weekday))
                }
                stated[term] = Double(day)
            case .yesOrNo:
                guard let isOrderable = OrderableWords.isYes(text) else { return problem(term, .orNothing(.yesOrNo)) }
                stated[term] = isOrderable ? 1 : 0
            }
        }
        if let discontinued {
            let text = FieldReader.trimmed(fields.text(discontinued, stream))
            if !text.isEmpty {
                guard let isDiscontinued = OrderableWords.isYes(text) else {
                    return .problem(column: ProductColumns.discontinued, expected: .orNothing(.yesOrNo))
                }
                // Either of the two columns can say no.
                stated.orderable = stated.orderable ?? true && !isDiscontinued
            }
        }
        if let fault = stated.problem?.fault(in: stated) { return problem(fault.term, fault.expected) }
        return nil
    }

    private func problem(_ term: Term, _ expected: Expectation) -> RowReading {
        .problem(column: ProductColumns.column(of: term), expected: expected)
    }
}

extension TermsProblem {
    /// The term that the user has to change, and what is expected of it.
    func fault(in stated: StatedTerms) -> (term: Term, expected: Expectation) {
        let maximum = stated.maximumOrderQuantity ?? 0
        return switch self {
        case .outOfBounds(let term): (term, .orNothing(.boundedTerm))
        case .minimumAboveMaximum: (.minimumOrderQuantity, .upToMaximum(maximum))
        case .noMultipleWithinBounds:
            (
                stated.fixedQuantity == nil ? .orderMultiple : .orderQuantity,
                .multiple(from: stated.minimumOrderQuantity, upTo: maximum)
            )
        case .orderUpToBelowReorderPoint: (.orderUpTo, .orNothing(.fromReorderPoint(stated.reorderPoint ?? 0)))
        }
    }
}
