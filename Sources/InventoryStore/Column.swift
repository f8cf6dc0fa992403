/// One column of a batch: numbers side by side in memory that does not move while SQLite or another thread reads it.
///
/// A column is owned by exactly one batch object, which allocates it, grows it and frees it. It is not bounds-checked in
/// release builds; the batches keep every index below their `count`.
struct Column<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>

    init(capacity: Int) {
        base = .allocate(capacity: capacity)
    }

    /// Moves the first `count` elements to memory for `capacity`.
    mutating func grow(count: Int, capacity: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }

    /// Whether the first `count` elements are the same.
    func isConstant(count: Int) -> Bool where Element: Equatable {
        guard count > 0 else { return false }
        for index in 1..<count where base[index] != base[0] { return false }
        return true
    }

    func deallocate() {
        base.deallocate()
    }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { base[index] }
        nonmutating set { base[index] = newValue }
    }
}

extension Column where Element == Int32 {
    /// The column as SQLite reads it: a constant where all of its `count` elements are the same number.
    func batchColumn(count: Int) -> BatchColumn {
        isConstant(count: count) && base[0] != BatchColumn.null ? .constant(Int64(base[0])) : .int32(base)
    }
}
