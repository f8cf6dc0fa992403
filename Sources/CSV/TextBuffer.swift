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

    /// How many bytes putting a ``Piece`` may touch behind its own.
    @inlinable public static var overrun: Int { 15 }

    /// Gives `body` the bytes so far, to be put elsewhere in pieces.
    @inlinable @inline(__always)
    public func withPieces<R>(_ body: (Pieces) -> R) -> R {
        if capacity - end < Self.overrun { grow(to: end + Self.overrun) }
        (base + end).initialize(repeating: 0, count: Self.overrun)
        return body(Pieces(start: UnsafeRawPointer(base), count: end))
    }

    /// Where pieces come from: bytes that stay as they are meanwhile, and that may be read sixteen at a time.
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

    /// Bytes of a buffer to be put elsewhere, only valid where ``withPieces(_:)`` gives them.
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

        /// Copies sixteen bytes at a time, and with the last of them up to ``TextBuffer/overrun`` bytes behind the piece, for
        /// which there has to be room too. For the few bytes of a field, a call of memmove takes longer than that.
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

        /// A number of hundredths as a decimal without trailing zeros (4800 is `48`, 2220 is `22.2`): at most 21 bytes, in a
        /// room of ``FieldText/longestNumber``.
        ///
        /// How many digits there are differs from number to number, so that a processor guesses branches on it wrong. All
        /// four of a usual number are stored, then the decimals over them, and only the place of the next byte depends on it.
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

        /// Four bytes, the first of them in the lowest bits.
        @inlinable @inline(__always)
        func store(_ bytes: UInt32) {
            UnsafeMutableRawPointer(next).storeBytes(of: bytes.littleEndian, as: UInt32.self)
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
