/// Where a row of a scan has a value. Only a ``SelectList`` makes one.
public struct Place: Sendable {
    @usableFromInline let index: Int32

    init(_ index: Int32) { self.index = index }
}
