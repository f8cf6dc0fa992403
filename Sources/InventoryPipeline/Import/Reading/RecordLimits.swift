/// What a record may be at most.
enum RecordLimits {
    /// Bytes. Longer records are refused: an unclosed quote would otherwise take the rest of the file into memory.
    static let longest = 16 << 20
    /// Fields of a long record, each of which takes more memory than its bytes do.
    static let mostFields = 1 << 16
}
