/// The columns of a SELECT. Adding a column by its name returns the place at which a row has its value.
///
/// No code reads a column by a fixed index, so adding a column never shifts another one.
public struct SelectList {
    public private(set) var expressions: [String] = []

    public init() {}

    /// Adds a column, or any other expression.
    ///
    /// - Returns: the place of its value in a row.
    public mutating func add(_ expression: String) -> Place {
        expressions.append(expression)
        return Place(Int32(expressions.count - 1))
    }

    /// The list as SQL.
    public var sql: String { expressions.joined(separator: ", ") }
}
