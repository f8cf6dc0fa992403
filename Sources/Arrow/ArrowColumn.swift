/// The values of one column of a batch, until they are written.
public protocol ArrowColumn: AnyObject {
    /// The number of values.
    var count: Int { get }
    /// The number of those that are missing.
    var nullCount: Int { get }
    /// Calls `body` with each buffer of the column: validity, for texts the offsets, and the values.
    func withBuffers(_ body: (UnsafeRawBufferPointer) -> Void)
    /// Forgets all values and keeps the memory.
    func removeAll()
}

/// Which values are there: a bit for each, the lowest first. It has no bytes as long as none is missing.
@usableFromInline
struct ArrowValidity {
    @usableFromInline var bits: [UInt8] = []
    @usableFromInline var nullCount = 0

    @usableFromInline init() {}

    /// - Parameter index: the number of values before this one.
    @inlinable
    mutating func append(_ isThere: Bool, at index: Int) {
        if nullCount == 0 {
            if isThere { return }
            // All before it are there.
            for _ in 0..<index / 8 { bits.append(0xFF) }
            if index % 8 > 0 { bits.append(UInt8(truncatingIfNeeded: 1 << (index % 8) - 1)) }
        }
        if index % 8 == 0 { bits.append(0) }
        if isThere { bits[index / 8] |= 1 << UInt8(index % 8) } else { nullCount += 1 }
    }

    mutating func removeAll() {
        bits.removeAll(keepingCapacity: true)
        nullCount = 0
    }
}

/// Numbers or dates.
public final class ArrowNumbers<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>: ArrowColumn {
    @usableFromInline var values: [Value] = []
    @usableFromInline var validity = ArrowValidity()

    public init() {}

    public var count: Int { values.count }
    public var nullCount: Int { validity.nullCount }

    @inlinable
    public func append(_ value: Value) {
        if validity.nullCount > 0 { validity.append(true, at: values.count) }
        values.append(value)
    }

    @inlinable
    public func append(_ value: Value?) {
        validity.append(value != nil, at: values.count)
        values.append(value ?? 0)
    }

    public func withBuffers(_ body: (UnsafeRawBufferPointer) -> Void) {
        validity.bits.withUnsafeBytes(body)
        values.withUnsafeBytes(body)
    }

    public func removeAll() {
        values.removeAll(keepingCapacity: true)
        validity.removeAll()
    }
}

/// Texts. The bytes of a batch have to stay below 2 GiB; see ``byteCount``.
public final class ArrowTexts: ArrowColumn {
    @usableFromInline var ends: [Int32] = [0]
    @usableFromInline var bytes: [UInt8] = []
    @usableFromInline var validity = ArrowValidity()

    public init() {}

    public var count: Int { ends.count - 1 }
    public var nullCount: Int { validity.nullCount }
    /// The bytes of all texts.
    public var byteCount: Int { bytes.count }

    /// - Parameter text: UTF-8.
    @inlinable
    public func append(_ text: UnsafeBufferPointer<UInt8>) {
        if validity.nullCount > 0 { validity.append(true, at: ends.count - 1) }
        bytes.append(contentsOf: text)
        ends.append(Int32(clamping: bytes.count))
    }

    public func append(_ text: String?) {
        validity.append(text != nil, at: count)
        if let text { bytes.append(contentsOf: text.utf8) }
        ends.append(Int32(clamping: bytes.count))
    }

    public func withBuffers(_ body: (UnsafeRawBufferPointer) -> Void) {
        validity.bits.withUnsafeBytes(body)
        ends.withUnsafeBytes(body)
        bytes.withUnsafeBytes(body)
    }

    public func removeAll() {
        ends.removeAll(keepingCapacity: true)
        ends.append(0)
        bytes.removeAll(keepingCapacity: true)
        validity.removeAll()
    }
}
