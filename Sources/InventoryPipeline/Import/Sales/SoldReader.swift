import CSV

/// Reads what a row says was sold:
///
///     sold = quantity − returned − cancelled           where quantities are sales, and not less than zero
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
        subtracted =
            Self.areNet(fields.mapping)
            ? []
            : [SalesColumns.returned, SalesColumns.cancelledQuantity].compactMap { column in
                fields.source(column).map { (column, $0) }
            }
        isMoved = fields.options.areMoved ?? Self.areMoved(fields.mapping)
        hasReturnsApart = fields.options.hasReturnsApart
    }

    /// Whether the quantities of a file are net of what came back, by the name of their column.
    package static func areNet(_ mapping: ColumnMapping) -> Bool {
        mapping.indexes[SalesColumns.quantity].map {
            HeaderName(mapping.header[$0]).forms.contains { $0.split(separator: "_").contains("net") }
        } ?? false
    }

    /// The columns of units that a file takes off its quantities itself.
    package static func takenOffBefore(_ mapping: ColumnMapping) -> [String] {
        areNet(mapping)
            ? [SalesColumns.returned, SalesColumns.cancelledQuantity].compactMap { mapping.indexes[$0] }
                .map { mapping.header[$0] } : []
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
        var takenOff = 0.0
        for (column, source) in subtracted {
            let text = FieldReader.trimmed(fields.text(source, stream))
            guard !text.isEmpty else { continue }
            guard let units = fields.quantity(text) else {
                return .problem(column: column, expected: expected(text, of: column))
            }
            takenOff += abs(units)
        }
        // What came back of a sale is not a return of its own as well.
        if let returned, sold > 0, takenOff == 0 {
            guard hasReturnsApart else {
                return .problem(column: SalesColumns.quantity, expected: .returnBelowZero(flag: returned.flag))
            }
            sold = -sold
        }
        // Less than nothing is what came back already.
        if sold >= 0 { sold -= takenOff }
        return .sold(sold == 0 ? 0 : sold)
    }

    private func expected(_ text: UnsafeBufferPointer<UInt8>, of column: ImportColumn) -> Expectation {
        let word = String(decoding: text, as: UTF8.self).lowercased()
        if column == SalesColumns.returned, YesNoWords.yes.union(YesNoWords.no).contains(word),
            let place = fields.mapping.indexes[column]
        {
            return .unitsAndNoMark(column: fields.mapping.header[place])
        }
        return .orNothing(fields.expectedNumber(text))
    }
}
