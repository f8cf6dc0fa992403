#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Decimal numbers as text: `48`, `-3.50`, `1e3`, with a point or a comma.
///
/// Reading is stricter than `strtod` or `Double.init`: no hexadecimal, no `inf`, no `nan`, no digit grouping, no spaces.
public enum DecimalText {
    /// The number in `bytes`, correctly rounded; nil if the bytes are no number or one too large for a double.
    ///
    /// Up to 15 digits with a small exponent are exact as one division or multiplication of two exact doubles
    /// (W. D. Clinger, "How to read floating point numbers accurately", 1990); anything else goes to `strtod`.
    @inlinable
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8 = UInt8(ascii: ".")) -> Double? {
        let count = bytes.count
        var at = 0
        var isNegative = false
        if at < count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            isNegative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var decimals = 0
        while at < count, case let digit = bytes[at] &- 48, digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            digits += 1
            at += 1
        }
        if at < count, bytes[at] == separator {
            at += 1
            while at < count, case let digit = bytes[at] &- 48, digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                digits += 1
                decimals += 1
                at += 1
            }
        }
        guard digits > 0 else { return nil }
        if at == count, digits <= 15 {
            // Fewer than 16 digits are below 2^53, and the powers of ten up to 10^22 are exact.
            let magnitude = decimals == 0 ? Double(mantissa) : Double(mantissa) / exactPowersOfTen[decimals]
            return isNegative && mantissa != 0 ? -magnitude : magnitude
        }
        guard at == count || hasExponent(bytes, at: at) else { return nil }
        return slow(bytes, separator: separator)
    }

    @usableFromInline
    static let exactPowersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Whether the rest of `bytes` is an exponent: `e`, an optional sign, and digits.
    @usableFromInline
    static func hasExponent(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        var at = start
        guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return false }
        at += 1
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 }
        guard at < bytes.count else { return false }
        return bytes[at...].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    @usableFromInline
    static func slow(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) -> Double? {
        guard bytes.count < 1024 else { return nil }
        var text = bytes.map { $0 == separator ? CChar(46) : CChar(bitPattern: $0) }
        text.append(0)
        let number = strtod(text, nil)
        guard number.isFinite else { return nil }
        return number == 0 ? 0 : number
    }
}
