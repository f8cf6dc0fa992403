import CSV
import Forecasting

/// Reads the terms of supply in the records of a product file that has columns for them.
struct TermsReader {
    enum Reading {
        case terms(StatedTerms)
        case problem(column: ImportColumn, expected: ExpectedText)
    }

    /// The terms that the file has columns for.
    let columns: TermSet
    private let fields: FieldReader
    /// Where each of these terms is read.
    private let places: [(term: Term, source: FieldSource)]

    /// nil if the file has none of the columns.
    init?(_ fields: FieldReader) {
        places = Term.allCases.compactMap { term in
            fields.source(ProductColumns.column(of: term)).map { (term, $0) }
        }
        guard !places.isEmpty else { return nil }
        self.fields = fields
        columns = TermSet(places.map(\.term))
    }

    /// Reads the current record. An empty field states nothing.
    func read(_ stream: RecordStream) -> Reading {
        var stated = StatedTerms()
        for (term, source) in places {
            let text = FieldReader.trimmed(fields.text(source, stream))
            guard !text.isEmpty else { continue }
            switch term.unit {
            case .days(let bounds):
                guard let days = fields.wholeNumber(text, in: bounds) else {
                    return problem(
                        term, "a whole number of days from \(bounds.lowerBound) to \(bounds.upperBound), or nothing")
                }
                stated[term] = Double(days)
            case .units:
                guard let quantity = fields.quantity(text) else {
                    return problem(term, "\(fields.expectedNumber(text)), or nothing")
                }
                guard quantity >= 0 else { return problem(term, "zero or more, or nothing") }
                stated[term] = quantity
            }
        }
        if let fault = stated.problem?.fault(in: stated) { return problem(fault.term, fault.expected) }
        return .terms(stated)
    }

    private func problem(_ term: Term, _ expected: ExpectedText) -> Reading {
        .problem(column: ProductColumns.column(of: term), expected: expected)
    }
}

extension TermsProblem {
    /// The term that the user has to change, and what is expected of it.
    func fault(in stated: StatedTerms) -> (term: Term, expected: ExpectedText) {
        func number(_ quantity: Double?) -> String { FieldText.number(quantity ?? 0) }
        switch self {
        case .outOfBounds(.maximumOrderQuantity): return (.maximumOrderQuantity, "0.01 or more, or nothing")
        case .outOfBounds(let term): return (term, "a value within its bounds, or nothing")
        case .minimumAboveMaximum:
            return (
                .minimumOrderQuantity,
                "not more than the max_order_quantity, which is \(number(stated.maximumOrderQuantity))"
            )
        case .noMultipleWithinBounds:
            let least = stated.minimumOrderQuantity.map { "from the min_order_quantity, \(number($0)), " } ?? ""
            return (
                .orderMultiple,
                "one that has a multiple \(least)up to the max_order_quantity, \(number(stated.maximumOrderQuantity))"
            )
        }
    }
}
