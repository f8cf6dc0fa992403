internal import BulkSQLite
import Forecasting
internal import GRDB

/// `supply_terms`: the terms of supply of each series for which a file stated some. Its columns are those of ``Term``; NULL means
/// that no file stated the term. Its key is ``SeriesKey/rowID``.
enum TermsTable: SeriesTable {
    typealias Values = Columns

    static let name = "supply_terms"

    struct Columns: BulkSQLite.Columns {
        private let places: [(term: Term, place: Place)]

        init(addedTo list: inout SelectList, of table: String) {
            places = Term.allCases.map { ($0, list.add("\(table).\($0.name)")) }
        }

        /// The terms. All are nil if a LEFT JOIN found no row of the series.
        func read(_ row: ScannedRow) throws -> StatedTerms {
            var stated = StatedTerms()
            for (term, place) in places where !row.isNull(place) {
                if let bounds = term.wholeNumbers {
                    stated[term] = Double(try row.int(place, in: bounds))
                } else {
                    stated[term] = try row.amount(place, upTo: StockLimits.quantity)
                }
            }
            if stated.problem != nil { throw DatabaseError.damaged("terms of supply exclude each other") }
            return stated
        }
    }

    /// The table's rows as an image. Their keys have to ascend.
    static func image(of rows: some Sequence<TermsRow>) -> TableImage {
        let image = TableImage()
        var record = RecordEncoder()
        for row in rows {
            record.removeAll()
            record.appendRowID()
            for term in Term.allCases {
                if let value = row.stated[term] { record.append(value) } else { record.appendNull() }
            }
            record.append(Int(row.importID))
            record.append(Int(row.line))
            image.append(rowID: row.key.rowID, record)
        }
        return image
    }
}

/// The terms of supply in one row of a product file: the form in which they are sorted and written to temporary files.
package struct TermsRow: BitwiseCopyable, Sendable {
    package var key: SeriesKey
    package var importID: Int32
    package var line: Int32
    package var stated: StatedTerms
    /// The terms that the file has columns for. The stored values of the others stay.
    package var columns: TermSet

    package init(key: SeriesKey, stated: StatedTerms, columns: TermSet, importID: Int32, line: Int32) {
        self.key = key
        self.stated = stated
        self.columns = columns
        self.importID = importID
        self.line = line
    }
}
