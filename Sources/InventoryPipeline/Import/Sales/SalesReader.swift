import CSV
import Forecasting
import InventoryStore

/// Turns the records of one file of sales into rows of `sold_day`.
///
/// A product or a store that is not there yet is added: it may have been sold before its stock is known.
final class SalesReader: RowReader {
    private(set) var dates: DateColumn
    private let fields: FieldReader
    private let series: SeriesReader
    private let importID: Int32
    /// nil if each period has a column of its own, or a name.
    private let date: FieldSource?
    private let columns: [PeriodColumn]
    /// nil if a row has one day, and not a period.
    private var period: PeriodReader?
    private let sold: SoldReader
    private let closingStock: FieldSource?
    private let standing: StandingReader?
    private let unit: UnitReader?
    private let names: ProductNameReader?
    private let carriesDown: Bool
    /// The column with the numbers of orders; nil if there is none, or if nobody asks for it.
    private let orderNumber: Int?
    /// What the record before says, for the other lines of its order.
    private var last: Order?
    /// Which of several stocks of a day is that of the evening.
    private var sequence = RowSequence()

    private struct Order {
        var number: [UInt8]
        var dateText: [UInt8]
        var days: ClosedRange<Int>
        var store: Store
        var leftOut: LeftOut?

        enum Store {
            case key(Int32)
            /// Of an order of which no line counts yet: its store is added only if one does.
            case name([UInt8])
        }
    }

    init(_ fields: FieldReader, importID: Int32, dates: DateColumn, defaultStore: String) {
        self.fields = fields
        self.importID = importID
        self.dates = dates
        series = SeriesReader(fields, defaultStore: defaultStore)
        columns = fields.mapping.periods
        date = fields.source(SalesColumns.date)
        let named = PeriodReader.namedWeek(fields, SalesColumns.date)
        let length = fields.options.period ?? (named == nil ? nil : .week)
        let isNamed = date == nil || length.map { $0 != .day } ?? false
        period =
            columns.isEmpty && isNamed
            ? PeriodReader(fields, date: SalesColumns.date, until: nil, length: length) : nil
        sold = SoldReader(fields)
        closingStock = fields.source(SalesColumns.closingStock)
        standing = StandingReader(
            fields,
            .init(
                cancelled: SalesColumns.cancelled, status: SalesColumns.status, documentType: SalesColumns.documentType,
                isReturn: SalesColumns.isReturn),
            words: .sales)
        unit = UnitReader(fields)
        names = ProductNameReader(fields)
        carriesDown = fields.options.carriesDown
        orderNumber =
            carriesDown
            ? SalesColumns.orderNumber(
                among: fields.mapping.unused.map { ($0, fields.mapping.header[$0]) },
                isOfShopify: fields.mapping.header.contains { HeaderName($0).isOne(of: ["lineitem_quantity"]) }) : nil
    }

    var rowsPerRecord: Int { max(1, columns.count) }
    var countedWords: [String] { standing?.countedWords ?? [] }

    func read(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout SalesBatch
    ) -> RowReading {
        if let fault = series.fault(stream) {
            // Lines that follow a broken one must not fall to the order before it.
            if case .problem = fault { last = nil }
            return fault
        }
        let reading = readRow(stream, part, &identifiers, into: &batch)
        // A first line without a product, such as a tip, is one of its order all the same.
        if carriesDown, last == nil, case .problem = reading { keepOrder(stream, &identifiers, &batch) }
        return reading
    }

    func isFurtherLine(_ stream: RecordStream) -> Bool {
        guard let last, series.fault(stream) == nil else { return false }
        return isOf(last, stream, date.map { FieldReader.trimmed(fields.text($0, stream)) })
    }

    /// The first line of an order may be one that doesn't count, and others of the order do.
    func passOver(_ stream: RecordStream, _ identifiers: inout Identifiers, into batch: inout SalesBatch) {
        guard carriesDown, series.fault(stream) == nil else { return }
        let dateText = date.map { FieldReader.trimmed(fields.text($0, stream)) }
        if let last, isOf(last, stream, dateText) { return }
        keepOrder(stream, &identifiers, &batch)
    }

    /// Keeps what further lines of an order need of its first one, if nothing of that is wrong.
    private func keepOrder(_ stream: RecordStream, _ identifiers: inout Identifiers, _ batch: inout SalesBatch) {
        last = nil
        guard let date, period == nil else { return }
        let dateText = FieldReader.trimmed(fields.text(date, stream))
        switch standing?.read(stream) {
        case .problem: return
        case .leftOut(let why): return keep(nil, stream, dateText, days: 0...0, store: .key(0), why)
        case nil, .stands, .returned: break
        }
        guard case .day(let day) = dates.read(dateText, line: stream.line),
            let store = series.storeName(stream, in: &identifiers)
        else { return }
        keep(nil, stream, dateText, days: day...day, store: .name(store), nil)
    }

    private func readRow(
        _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers, into batch: inout SalesBatch
    ) -> RowReading {
        let dateText = date.map { FieldReader.trimmed(fields.text($0, stream)) }
        let order = carriesDown ? last.flatMap { isOf($0, stream, dateText) ? $0 : nil } : nil
        // If this order turns out to be wrong, its other lines must not fall to the one before.
        if order == nil { last = nil }

        var returned: SoldReader.Returned?
        var leftOut = order?.leftOut
        if leftOut == nil, let standing {
            switch standing.read(stream, isFurtherLine: order != nil) {
            case .stands: break
            case .returned(let flag): returned = SoldReader.Returned(flag: flag)
            case .leftOut(let why): leftOut = why
            case .problem(let place, let expected): return .problemAt(place: place, expected: expected)
            }
        }
        guard let leftOut else {
            let quantity: Double
            switch sold.read(stream, part, returned) {
            case .sold(let units): quantity = units
            case .problem(let column, let expected): return .problem(column: column, expected: expected)
            }
            if let problem = unit?.problem(stream) { return problem }
            return row(of: quantity, stream, part, dateText, order, &identifiers, into: &batch)
        }
        // A further line that is none says nothing of the others.
        if order == nil || order?.leftOut != nil { keep(order, stream, dateText, days: 0...0, store: .key(0), leftOut) }
        if order == nil, standing?.areCancelled(leftOut) == true {
            passDays(dateText, stream, part, &identifiers, &batch)
        }
        // In a list of movements, those that are no sales say what is in stock after them, too.
        guard case .status = leftOut, sold.isMoved, let closingStock,
            !FieldReader.trimmed(fields.text(closingStock, stream)).isEmpty
        else { return .leftOut(leftOut) }
        let reading = row(of: 0, stream, part, dateText, nil, &identifiers, into: &batch)
        // What is left out may have any date and any product.
        if case .problem = reading { return .leftOut(leftOut) }
        return reading
    }

    /// A row that no longer counts says of its days that what is stored is something else.
    private func passDays(
        _ dateText: UnsafeBufferPointer<UInt8>?, _ stream: RecordStream, _ part: Int, _ identifiers: inout Identifiers,
        _ batch: inout SalesBatch
    ) {
        guard let store = series.knownStore(stream, in: &identifiers) else { return }
        let days: ClosedRange<Int>?
        if !columns.isEmpty {
            days = columns[part].days
        } else if period != nil {
            // A copy, because such a row may have any date.
            var (period, dates) = (period, dates)
            if case .days(let found) = period?.read(stream, &dates) { days = found.range } else { days = nil }
        } else {
            days = dateText.flatMap(dates.day).map { $0...$0 }
        }
        guard let days else { return }
        for day in days { batch.pass(BlockKey(store: store, day: day), day, importID: importID) }
    }

    /// Whether a record is a further line of an order: it has no date, or that of the order, and neither another number of an order nor a
    /// status nor a store of its own.
    private func isOf(_ order: Order, _ stream: RecordStream, _ dateText: UnsafeBufferPointer<UInt8>?) -> Bool {
        guard let dateText, !dateText.isEmpty else { return dateText != nil }
        let number = number(stream)
        guard number.isEmpty || number == order.number else { return false }
        return dateText.elementsEqual(order.dateText) && standing?.isEmpty(stream) ?? true
            && (!series.hasStoreColumn || series.hasEmptyStore(stream))
    }

    private func number(_ stream: RecordStream) -> [UInt8] {
        orderNumber.map { Array(FieldReader.trimmed(fields.text($0, stream))) } ?? []
    }

    /// Keeps what further lines of the order of a record need of it.
    ///
    /// - Parameter order: the order, if the record isn't its first line.
    private func keep(
        _ order: Order?, _ stream: RecordStream, _ dateText: UnsafeBufferPointer<UInt8>?, days: ClosedRange<Int>,
        store: Order.Store, _ leftOut: LeftOut?
    ) {
        guard carriesDown else { return }
        let text = order?.dateText ?? Array(dateText ?? Self.nothing)
        last = Order(
            number: order?.number ?? number(stream), dateText: text, days: days, store: store, leftOut: leftOut)
    }

    private static var nothing: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }

    /// - Parameters:
    ///   - quantity: units that were sold.
    ///   - order: what is carried down to this line, if it has no date of its own.
    private func row(
        of quantity: Double, _ stream: RecordStream, _ part: Int, _ dateText: UnsafeBufferPointer<UInt8>?,
        _ order: Order?,
        _ identifiers: inout Identifiers, into batch: inout SalesBatch
    ) -> RowReading {
        var left: Double?
        if let closingStock {
            let text = FieldReader.trimmed(fields.text(closingStock, stream))
            if !text.isEmpty {
                guard let units = fields.quantity(text) else {
                    return .problem(
                        column: SalesColumns.closingStock, expected: .orNothing(fields.expectedNumber(text)))
                }
                left = units
            }
        }
        if let problem = names?.problem(stream) { return problem }

        let days: ClosedRange<Int>
        if let order {
            days = order.days
        } else if !columns.isEmpty {
            days = columns[part].days
        } else if period != nil {
            switch period?.read(stream, &dates) {
            case nil: return .blank
            case .problem(let problem): return problem
            case .days(let found):
                days = found.range
                // What was sold in the rest of it is not known.
                guard days.count == 1 || PeriodColumns.isOver(days) else { return .leftOut(.notOver) }
            }
        } else {
            switch dates.read(dateText ?? Self.nothing, line: stream.line) {
            case .day(let number): days = number...number
            case .invalid(let expected):
                let isMissing = dateText?.isEmpty == true && !carriesDown
                return .problem(column: SalesColumns.date, expected: isMissing ? .dateOfOrder : expected)
            case .contradiction: return .contradiction
            }
        }
        let key: SeriesKey
        var problem: RowReading?
        if let order {
            let store =
                switch order.store {
                case .key(let key): Int32?.some(key)
                case .name(let name): series.storeKey(named: name, addingTo: &identifiers, &batch.newStores)
                }
            guard let store else { return .problem(column: .storeID, expected: .identifier) }
            guard
                let found = series.key(
                    stream, inStore: store, addingTo: &identifiers, &batch.newProducts, problem: &problem)
            else { return problem ?? .blank }
            key = found
        } else {
            switch series.read(stream, 0) {
            case .problem(let problem): return problem
            case .identifiers(let product, let store):
                guard
                    let found = series.key(
                        product, store, addingTo: &identifiers, &batch.newStores, &batch.newProducts, problem: &problem)
                else { return problem ?? .blank }
                key = found
            }
        }
        keep(order, stream, dateText, days: days, store: .key(key.store), nil)
        if left != nil, let dateText {
            sequence.add(day: days.lowerBound, dateText)
            batch.isNewestFirst = sequence.isNewestFirst
        }
        names?.appendIfStated(stream, of: key.product, to: &batch.names)
        // A period's units are spread over its days; the stock of its evening is that of the last one.
        let each = days.count == 1 ? quantity : quantity / Double(days.count)
        var rows = 0
        for day in days {
            let sale = SaleKey(key, day: day)
            batch.name(sale, importID: importID)
            let stock = day == days.upperBound ? left : nil
            // A day without a row says the same.
            guard each != 0 || stock != nil else { continue }
            rows += 1
            batch.append(
                SoldDayRow(
                    key: sale, quantity: SoldQuantity(sold: each, closingStock: stock), importID: importID,
                    line: Int32(clamping: stream.line)))
        }
        return rows == 0 ? .leftOut(.nothingSold) : rows == 1 ? .row : .rows(rows)
    }
}
