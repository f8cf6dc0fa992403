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

    /// As it is written in a statement.
    public var sql: String { expressions.joined(separator: ", ") }
}
