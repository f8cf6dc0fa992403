/// A row of a file on its way into the database.
package protocol ImportedRow {
    /// The import of its file in the log.
    var importID: Int32 { get }
    /// The line that it begins on, from 1.
    var line: Int32 { get }
}

extension InventoryRow: ImportedRow {}
extension TermsRow: ImportedRow {}
extension ReceiptRow: ImportedRow {}
extension ProductRow: ImportedRow {}
extension StoreDayRow: ImportedRow {}
extension SoldDayRow: ImportedRow {}
extension EventRow: ImportedRow {}
extension StatedDemandRow: ImportedRow {}
