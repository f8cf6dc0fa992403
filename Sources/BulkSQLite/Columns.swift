/// The columns from which a value is made, in one statement: how to select them, and how to read them from a row, each within its
/// bounds.
package protocol Columns {
    associatedtype Value

    init(addedTo list: inout SelectList, of table: String)

    /// - Throws: `DatabaseError` if a value is out of its bounds.
    func read(_ row: ScannedRow) throws -> Value
}

extension SelectList {
    /// Adds the columns from which a value is made.
    ///
    /// - Parameter table: the table, or its alias in the statement. It qualifies each column.
    package mutating func add<C: Columns>(_ columns: C.Type, of table: String) -> C {
        C(addedTo: &self, of: table)
    }
}
