internal import BulkSQLite
import Forecasting

/// The terms of supply in one row of a product file: the form in which they are sorted and kept in temporary files.
package struct TermsRow: BitwiseCopyable, Sendable {
    /// The columns of `supply` in their order, which is that of ``values``.
    package static let columns = [
        "lead_time_days", "review_period_days", "safety_stock", "cover_days", "min_order_quantity", "order_multiple",
        "max_order_quantity", "unit_cost",
    ]
    /// Stands for a value that is not stated; no value is below zero.
    package static let notStated = -1.0
    static let nothing = SIMD8<Double>(repeating: notStated)

    package var key: SeriesKey
    package var importID: Int32
    package var line: Int32
    package var values: SIMD8<Double>
    /// A bit for each column that the file has, the lowest for the first. The others keep what is stored.
    package var columns: UInt8

    package init(key: SeriesKey, values: SIMD8<Double>, columns: UInt8, importID: Int32, line: Int32) {
        self.key = key
        self.values = values
        self.columns = columns
        self.importID = importID
        self.line = line
    }

    /// The values of the columns that the file has, and those that are known for the others.
    func values(over known: SIMD8<Double>) -> SIMD8<Double> {
        var merged = known
        for index in 0..<8 where columns & 1 << index != 0 { merged[index] = values[index] }
        return merged
    }

    package var stated: StatedTerms {
        func quantity(_ index: Int) -> Double? { values[index] == Self.notStated ? nil : values[index] }
        func days(_ index: Int) -> Int? { quantity(index).flatMap { Int(exactly: $0) } }
        return StatedTerms(
            leadTimeDays: days(0), reviewPeriodDays: days(1), safetyStock: quantity(2), coverDays: days(3),
            minimumOrderQuantity: quantity(4), orderMultiple: quantity(5), maximumOrderQuantity: quantity(6),
            unitCost: quantity(7))
    }

    static func values(of stated: StatedTerms) -> SIMD8<Double> {
        func days(_ days: Int?) -> Double { days.map(Double.init) ?? notStated }
        return SIMD8(
            days(stated.leadTimeDays), days(stated.reviewPeriodDays), stated.safetyStock ?? notStated,
            days(stated.coverDays), stated.minimumOrderQuantity ?? notStated, stated.orderMultiple ?? notStated,
            stated.maximumOrderQuantity ?? notStated, stated.unitCost ?? notStated)
    }

    /// Rows with ascending keys in the form of the `supply` table.
    static func image(of rows: some Sequence<TermsRow>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            for index in 0..<8 {
                if row.values[index] == notStated { record.appendNull() } else { record.append(row.values[index]) }
            }
            record.append(Int(row.importID))
            record.append(Int(row.line))
            image.append(rowID: row.key.rowID, record)
        }
        return image
    }
}
