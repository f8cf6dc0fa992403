/// The columns of a SELECT. Each is added by its name, and is read from a row at the place that it gets.
///
/// Nothing reads a row at a place that somebody counted, so a column that is added to a list moves no other one.
public struct SelectList {
    public private(set) var expressions: [String] = []

    public init() {}

    /// Adds a column, or any other expression.
    ///
    /// - Returns: where a row has its value.
    public mutating func add(_ expression: String) -> Place {
        expressions.append(expression)
        return Place(Int32(expressions.count - 1))
    }

    /// Adds the columns that a value is made of.
    ///
    /// - Parameter table: the table, or the name that the statement has for it; it is written before each column.
    package mutating func add<C: Columns>(_ columns: C.Type, of table: String) -> C {
        C(addedTo: &self, of: table)
    }

    /// As it is written in a statement.
    public var sql: String { expressions.joined(separator: ", ") }
}

/// Where a row of a scan has a value. Only a ``SelectList`` makes one.
public struct Place: Sendable {
    @usableFromInline let index: Int32

    init(_ index: Int32) { self.index = index }
}

/// The columns of a table that a value is made of, in one statement: how they are selected, and read from a row with the
/// bounds of each.
package protocol Columns {
    associatedtype Value

    init(addedTo list: inout SelectList, of table: String)

    /// - Throws: `DatabaseError` for a value that is out of its bounds.
    func read(_ row: ScannedRow) throws -> Value
}
