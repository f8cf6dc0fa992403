/// A fault in the form of a record: its quotes, its length, or the number of its fields.
package struct RecordFault: Equatable, Sendable {
    /// The line of the fault, which may be some lines after the start of the record.
    package var line: Int
    /// The description for people, with the column.
    package var text: String
}
