/// Bytes of text under construction: the one place in this module that writes through a pointer.
///
/// Room is reserved for a whole row at a time, so that the appends behind it are plain stores without a check each.
/// A buffer belongs to one thread at a time: whoever made it hands it on and does not touch it again, which is what
/// makes passing it between threads safe.
public final class TextBuffer: @unchecked Sendable {
    @usableFromInline var end = 0
    @usableFromInline var capacity: Int
    @usableFromInline var base: UnsafeMutablePointer<UInt8>

    public init(capacity: Int = 1 << 16) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deallocate()
    }

    @inlinable public var count: Int { end }
    @inlinable public var isEmpty: Bool { end == 0 }

    @inlinable
    public func removeAll() {
        end = 0
    }

    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(start: base, count: end))
    }

    /// Gives `body` a cursor with room for `room` bytes, of which it may use any number.
    @inlinable @inline(__always)
    public func append(room: Int, _ body: (inout Cursor) -> Void) {
        if capacity - end < room { grow(to: end + room) }
        var cursor = Cursor(next: base + end)
        body(&cursor)
        end = cursor.next - base
    }

    @inlinable
    public func append(_ bytes: some Collection<UInt8>) {
        append(room: bytes.count) { cursor in
            for byte in bytes { cursor.put(byte) }
        }
    }

    @inlinable
    public func append(_ text: String) {
        append(text.utf8)
    }

    @usableFromInline
    func grow(to needed: Int) {
        capacity = max(needed, capacity * 2)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: end)
        base.deallocate()
        base = larger
    }

    /// Where the next byte goes. The room behind it was reserved by ``TextBuffer/append(room:_:)``.
    public struct Cursor {
        @usableFromInline var next: UnsafeMutablePointer<UInt8>

        @inlinable
        init(next: UnsafeMutablePointer<UInt8>) {
            self.next = next
        }

        @inlinable @inline(__always)
        public mutating func put(_ byte: UInt8) {
            next.pointee = byte
            next += 1
        }

        @inlinable @inline(__always)
        public mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
            guard let start = bytes.baseAddress else { return }
            next.update(from: start, count: bytes.count)
            next += bytes.count
        }

        @inlinable @inline(__always)
        public mutating func put(_ bytes: UnsafeRawBufferPointer) {
            guard let start = bytes.baseAddress else { return }
            UnsafeMutableRawPointer(next).copyMemory(from: start, byteCount: bytes.count)
            next += bytes.count
        }

        public mutating func put(text: String) {
            for byte in text.utf8 { put(byte) }
        }

        /// A number of hundredths as a decimal without trailing zeros (4800 is `48`, 2220 is `22.2`): at most 21 bytes.
        @inlinable @inline(__always)
        public mutating func put(hundredths number: Int) {
            if number < 0 { put(UInt8(ascii: "-")) }
            let (whole, fraction) = UInt64(number.magnitude).quotientAndRemainder(dividingBy: 100)
            putDigits(of: whole)
            guard fraction != 0 else { return }
            let (tenths, hundredths) = fraction.quotientAndRemainder(dividingBy: 10)
            put(UInt8(ascii: "."))
            put(48 + UInt8(truncatingIfNeeded: tenths))
            if hundredths != 0 { put(48 + UInt8(truncatingIfNeeded: hundredths)) }
        }

        /// The digits are stored from the last to the first, into the place that their number is known to take.
        @inlinable @inline(__always)
        mutating func putDigits(of number: UInt64) {
            var length = 1
            var bound: UInt64 = 10
            while number >= bound, length < 19 {
                length += 1
                bound &*= 10
            }
            if number >= bound { length += 1 }
            var rest = number
            var at = length
            while at > 0 {
                at -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                next[at] = 48 + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            }
            next += length
        }
    }
}
