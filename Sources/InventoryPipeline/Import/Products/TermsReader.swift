import CSV
import Forecasting
import InventoryStore

/// Reads the terms of supply in the records of a product file that has such columns.
struct TermsReader {
    enum Reading {
        case terms(SIMD8<Double>)
        case problem(column: FileColumn, expected: String)
    }

    /// A bit for each column that the file has: see ``TermsRow/columns``.
    let columns: UInt8
    private let values: FieldReader
    /// Which of the terms is where in the file.
    private let places: [(column: FileColumn, term: Int, index: Int)]

    /// nil for a file that has none of the columns.
    init?(_ values: FieldReader) {
        places = FileColumn.supply.enumerated().compactMap { term, column in
            values.mapping.indexes[column].map { (column, term, $0) }
        }
        guard !places.isEmpty else { return nil }
        self.values = values
        columns = places.reduce(0) { $0 | 1 << UInt8($1.term) }
    }

    /// Reads the current record. An empty field is a term that is not stated.
    func read(_ stream: RecordStream) -> Reading {
        var terms = SIMD8<Double>(repeating: TermsRow.notStated)
        for (column, term, index) in places {
            let text = FieldReader.trimmed(values.text(index, stream))
            guard !text.isEmpty else { continue }
            switch column {
            case .leadTimeDays, .reviewPeriodDays, .coverDays:
                let least = column == .reviewPeriodDays ? 1 : 0
                guard let days = values.wholeNumber(text, in: least...StockLimits.durationDays) else {
                    return .problem(
                        column: column,
                        expected: "a whole number of days from \(least) to \(StockLimits.durationDays), or nothing")
                }
                terms[term] = Double(days)
            default:
                guard let quantity = values.quantity(text) else {
                    return .problem(column: column, expected: "\(values.expectedNumber(text)), or nothing")
                }
                guard quantity >= 0 else { return .problem(column: column, expected: "zero or more, or nothing") }
                terms[term] = quantity
            }
        }
        let row = TermsRow(key: .lowest, values: terms, columns: columns, importID: 0, line: 0)
        if let fault = row.stated.problem?.fault(in: row.stated) {
            return .problem(column: fault.column, expected: fault.expected)
        }
        return .terms(terms)
    }
}

extension TermsProblem {
    /// The column that is to be changed, and what should be there.
    func fault(in stated: StatedTerms) -> (column: FileColumn, expected: String) {
        func number(_ quantity: Double?) -> String { FieldText.number(quantity ?? 0) }
        switch self {
        case .outOfBounds(.maximumOrderQuantity): return (.maxOrderQuantity, "0.01 or more, or nothing")
        case .outOfBounds(let term): return (term.fileColumn, "a value within its bounds, or nothing")
        case .minimumAboveMaximum:
            return (
                .minOrderQuantity,
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

extension Term {
    /// The column of a product file that states it.
    var fileColumn: FileColumn {
        switch self {
        case .leadTimeDays: .leadTimeDays
        case .reviewPeriodDays: .reviewPeriodDays
        case .safetyStock: .safetyStock
        case .coverDays: .coverDays
        case .minimumOrderQuantity: .minOrderQuantity
        case .orderMultiple: .orderMultiple
        case .maximumOrderQuantity: .maxOrderQuantity
        case .unitCost: .unitCost
        }
    }
}

extension StatedTerms {
    /// The value of one of its columns as text; nothing where it is not stated.
    func text(of column: FileColumn) -> String {
        let quantity: Double? =
            switch column {
            case .leadTimeDays: leadTimeDays.map(Double.init)
            case .reviewPeriodDays: reviewPeriodDays.map(Double.init)
            case .safetyStock: safetyStock
            case .coverDays: coverDays.map(Double.init)
            case .minOrderQuantity: minimumOrderQuantity
            case .orderMultiple: orderMultiple
            case .maxOrderQuantity: maximumOrderQuantity
            case .unitCost: unitCost
            default: nil
            }
        return quantity.map(FieldText.number) ?? ""
    }
}
