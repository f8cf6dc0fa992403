/// The columns of a table that a value is made of, in one statement: how they are selected, and read from a row with the
/// bounds of each.
package protocol Columns {
    associatedtype Value

    init(addedTo list: inout SelectList, of table: String)

    /// - Throws: `DatabaseError` for a value that is out of its bounds.
    func read(_ row: ScannedRow) throws -> Value
}

extension SelectList {
    /// Adds the columns that a value is made of.
    ///
    /// - Parameter table: the table, or the name that the statement has for it; it is written before each column.
    package mutating func add<C: Columns>(_ columns: C.Type, of table: String) -> C {
        C(addedTo: &self, of: table)
    }
}
