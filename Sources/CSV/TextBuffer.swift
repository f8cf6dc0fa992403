/// Bytes of text under construction: the one place in this module that writes through a pointer.
///
/// Callers reserve room for a whole row at a time, so the appends after that are plain stores without a check each. A
/// buffer belongs to one thread at a time: a thread that hands it on does not touch it again. This makes it safe to
/// pass between threads.
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

    /// Pieces are copied 16 bytes at a time, so the last block may read or write up to 15 bytes past the end of the
    /// piece. Reserve that much more.
    @inlinable public static var overrun: Int { 15 }

    /// Calls `body` with the bytes written so far, for copying parts of them into another buffer.
    @inlinable @inline(__always)
    public func withPieces<R>(_ body: (Pieces) -> R) -> R {
        if capacity - end < Self.overrun { grow(to: end + Self.overrun) }
        (base + end).initialize(repeating: 0, count: Self.overrun)
        return body(Pieces(start: UnsafeRawPointer(base), count: end))
    }

    /// The source of pieces: bytes that do not change while `body` runs, and that can be read 16 at a time.
    public struct Pieces {
        @usableFromInline let start: UnsafeRawPointer
        public let count: Int

        @inlinable
        init(start: UnsafeRawPointer, count: Int) {
            self.start = start
            self.count = count
        }

        @inlinable @inline(__always)
        public subscript(_ range: Range<Int>) -> Piece {
            precondition(range.lowerBound >= 0 && range.upperBound <= count, "the piece is not in the buffer")
            return Piece(start: start + range.lowerBound, count: range.count)
        }
    }

    /// Bytes of a buffer, to be copied into another one. Valid only inside the closure of ``withPieces(_:)``.
    public struct Piece {
        @usableFromInline let start: UnsafeRawPointer
        @usableFromInline let count: Int

        @inlinable
        init(start: UnsafeRawPointer, count: Int) {
            self.start = start
            self.count = count
        }
    }

    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(start: base, count: end))
    }

    /// Calls `body` with a cursor that has room for `room` bytes. `body` may use any number of them.
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

    /// The place of the next byte. ``TextBuffer/append(room:_:)`` has reserved the room after it.
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

        /// Copies 16 bytes at a time. The last block may reach up to ``TextBuffer/overrun`` bytes past the piece, so
        /// there has to be room for these too. For the few bytes of a field, a call of memmove takes longer.
        @inlinable @inline(__always)
        public mutating func put(_ piece: Piece) {
            let place = UnsafeMutableRawPointer(next)
            var copied = 0
            while copied < piece.count {
                let bytes = piece.start.loadUnaligned(fromByteOffset: copied, as: SIMD16<UInt8>.self)
                place.storeBytes(of: bytes, toByteOffset: copied, as: SIMD16<UInt8>.self)
                copied += 16
            }
            next += piece.count
        }

        public mutating func put(text: String) {
            for byte in text.utf8 { put(byte) }
        }

        /// Writes a number of hundredths as a decimal without trailing zeros (4800 is `48`, 2220 is `22.2`). This takes
        /// at most 21 bytes, in a room of ``FieldText/longestNumber``.
        ///
        /// The number of digits differs from number to number, so the processor would mispredict branches on it. All
        /// four digits of a usual number are stored, then the decimals over them; only the place of the next byte
        /// depends on the number of digits.
        @inlinable @inline(__always)
        public mutating func put(hundredths number: Int) {
            if number < 0 { put(UInt8(ascii: "-")) }
            let (whole, fraction) = UInt64(number.magnitude).quotientAndRemainder(dividingBy: 100)
            if whole < 10_000 { putUpToFourDigits(of: UInt32(whole)) } else { putDigits(of: whole) }
            let (tenths, hundredths) = UInt32(truncatingIfNeeded: fraction).quotientAndRemainder(dividingBy: 10)
            store(0x3030_2E as UInt32 | tenths << 8 | hundredths << 16)
            next += (fraction == 0 ? 0 : 2) + (hundredths == 0 ? 0 : 1)
        }

        @inlinable @inline(__always)
        mutating func putUpToFourDigits(of number: UInt32) {
            let (high, low) = number.quotientAndRemainder(dividingBy: 100)
            let (thousands, hundreds) = high.quotientAndRemainder(dividingBy: 10)
            let (tens, ones) = low.quotientAndRemainder(dividingBy: 10)
            let digits = 0x3030_3030 | thousands | hundreds << 8 | tens << 16 | ones << 24
            let count = 1 + (number < 10 ? 0 : 1) + (number < 100 ? 0 : 1) + (number < 1000 ? 0 : 1)
            store(digits >> UInt32(truncatingIfNeeded: 8 * (4 - count)))
            next += count
        }

        /// Writes four bytes; the first of them is in the lowest bits.
        @inlinable @inline(__always)
        func store(_ bytes: UInt32) {
            UnsafeMutableRawPointer(next).storeBytes(of: bytes.littleEndian, as: UInt32.self)
        }

        /// Stores the digits from the last to the first. The number of digits is known, and with it the place of the
        /// last one.
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
