/// What is wrong with the form of a record: its quotes, its length, the number of its fields.
package struct RecordFault: Equatable, Sendable {
    /// Where it is, which may be some lines into the record.
    package var line: Int
    /// For people: what it is, with the column that it is in.
    package var text: String
}
