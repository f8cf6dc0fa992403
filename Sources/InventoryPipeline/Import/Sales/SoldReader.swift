import CSV

/// Reads what a row says was sold:
///
///     sold = quantity − returned − cancelled           where quantities are sales
///     sold = − quantity − returned − cancelled         where they are movements of a stock
///
/// A return is less than zero in either. Where a file has returns as their own rows, with a quantity above zero, the user has to say so.
package struct SoldReader {
    enum Reading {
        /// Units; less than zero is a return.
        case sold(Double)
        case problem(column: ImportColumn, expected: Expectation)
    }

    /// That a row is a return, as this column of the file says if it isn't a status.
    struct Returned {
        var flag: String?
    }

    private let fields: FieldReader
    /// nil if each period has a column of its own.
    private let quantity: FieldSource?
    private let periods: [PeriodColumn]
    /// The columns whose units are subtracted.
    private let subtracted: [(column: ImportColumn, source: FieldSource)]
    /// Whether quantities are movements of a stock.
    let isMoved: Bool
    private let hasReturnsApart: Bool

    init(_ fields: FieldReader) {
        self.fields = fields
        periods = fields.mapping.periods
        quantity = periods.isEmpty ? fields.requiredSource(SalesColumns.quantity) : nil
        subtracted = [SalesColumns.returned, SalesColumns.cancelledQuantity].compactMap { column in
            fields.source(column).map { (column, $0) }
        }
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

    /// The columns that are not read and say from where goods have come and where they went, if a file has both: not all of them were sold.
    package static func places(of mapping: ColumnMapping) -> [String] {
        let (from, to): (Set<String>, Set<String>) = (
            ["from", "from_location", "location_from", "source_location", "location_id"],
            ["to", "to_location", "location_to", "destination_location", "location_dest_id"]
        )
        let found = [from, to].compactMap { names in
            mapping.unused.first { HeaderName(mapping.header[$0]).isOne(of: names) }
        }
        return found.count == 2 ? found.map { mapping.header[$0] } : []
    }

    /// - Parameters:
    ///   - part: which of the periods, if each has a column of its own. There, nothing is no sales.
    ///   - returned: nil if the row doesn't say that it is a return.
    func read(_ stream: RecordStream, _ part: Int, _ returned: Returned?) -> Reading {
        let text = FieldReader.trimmed(
            quantity.map { fields.text($0, stream) } ?? fields.text(periods[part].place, stream))
        if quantity == nil, text.isEmpty { return .sold(0) }
        guard var sold = fields.quantity(text) else {
            return .problem(column: SalesColumns.quantity, expected: fields.expectedNumber(text))
        }
        if isMoved { sold = -sold }
        if let returned, sold > 0 {
            guard hasReturnsApart else {
                return .problem(column: SalesColumns.quantity, expected: .returnBelowZero(flag: returned.flag))
            }
            sold = -sold
        }
        guard !subtracted.isEmpty else { return .sold(sold == 0 ? 0 : sold) }
        for (column, source) in subtracted {
            let text = FieldReader.trimmed(fields.text(source, stream))
            if !text.isEmpty {
                guard let units = fields.quantity(text) else {
                    return .problem(column: column, expected: .orNothing(fields.expectedNumber(text)))
                }
                sold -= abs(units)
            }
        }
        return .sold(sold == 0 ? 0 : sold)
    }
}
