/// The index of a value in the rows of a scan. Only a ``SelectList`` makes one.
public struct Place: Sendable {
    @usableFromInline let index: Int32

    init(_ index: Int32) { self.index = index }
}
