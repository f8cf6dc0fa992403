/// The limits of a record.
enum RecordLimits {
    /// In bytes. Longer records are refused: an unclosed quote would otherwise read the rest of the file into memory.
    static let longest = 16 << 20
    /// Most fields of a long record. A field takes more memory than its bytes in the file.
    static let mostFields = 1 << 16
}
