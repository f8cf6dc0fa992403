import CSV

/// Reads what a row says was sold:
///
///     sold = quantity − returned           where quantities are sales
///     sold = − quantity − returned         where they are movements of a stock
///
/// A return is less than zero in either. Where a file has returns as their own rows, with a quantity above zero, the user has to say so.
package struct SoldReader {
    enum Reading {
        /// Units; less than zero is a return.
        case sold(Double)
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    /// nil if each period has a column of its own.
    private let quantity: FieldSource?
    private let periods: [PeriodColumn]
    private let returned: FieldSource?
    /// Whether quantities are movements of a stock.
    let isMoved: Bool
    private let hasReturnsApart: Bool

    init(_ fields: FieldReader) {
        self.fields = fields
        periods = fields.mapping.periods
        quantity = periods.isEmpty ? fields.requiredSource(SalesColumns.quantity) : nil
        returned = fields.source(SalesColumns.returned)
        isMoved = fields.options.areMoved ?? Self.areMoved(fields.mapping)
        hasReturnsApart = fields.options.hasReturnsApart
    }

    /// Whether the quantities of a file are movements of a stock, by the names of its columns.
    package static func areMoved(_ mapping: ColumnMapping) -> Bool {
        func names(_ column: ImportColumn) -> [HeaderName] {
            mapping.places(of: column).map { HeaderName(mapping.header[$0]) }
        }
        return names(SalesColumns.quantity).contains { $0.isOne(of: Set(SalesColumns.moved)) }
            || names(SalesColumns.status).contains { $0.isOne(of: Set(SalesColumns.movements)) }
    }

    /// - Parameters:
    ///   - part: which of the periods, if each has a column of its own. There, nothing is no sales.
    ///   - isReturn: whether the row says that it is a return.
    func read(_ stream: RecordStream, _ part: Int, isReturn: Bool) -> Reading {
        let text = FieldReader.trimmed(
            quantity.map { fields.text($0, stream) } ?? fields.text(periods[part].place, stream))
        if quantity == nil, text.isEmpty { return .sold(0) }
        guard var sold = fields.quantity(text) else {
            return .problem(column: SalesColumns.quantity, expected: fields.expectedNumber(text))
        }
        if isMoved { sold = -sold }
        if isReturn, sold > 0 {
            guard hasReturnsApart else { return .problem(column: SalesColumns.quantity, expected: .returnBelowZero) }
            sold = -sold
        }
        if let returned {
            let text = FieldReader.trimmed(fields.text(returned, stream))
            if !text.isEmpty {
                guard let units = fields.quantity(text) else {
                    return .problem(column: SalesColumns.returned, expected: .orNothing(fields.expectedNumber(text)))
                }
                sold -= abs(units)
            }
        }
        return .sold(sold == 0 ? 0 : sold)
    }
}
