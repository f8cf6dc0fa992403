import CSV

/// How the numbers of a file are written, other than `1234.5`: with groups of digits, a decimal comma, a sign behind, parentheses
/// for less than zero, and a currency before or behind.
package struct NumberStyle: Equatable, Sendable {
    /// The sample that says so.
    package let sample: String
    private let decimal: Unicode.Scalar?
    private let grouping: Unicode.Scalar?

    /// - Parameter sample: a number as the file writes it: `1.234,5`, `1,234.5`, `1'234`, `1 234,50`, `1234,5`. Of two separators the
    ///   last one is the decimal separator. A single one is that too, unless three digits follow it or it is there twice.
    package init?(sample: String) {
        self.sample = sample
        let scalars = Array(sample.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last, Self.isDigit(first), Self.isDigit(last) else {
            return nil
        }
        let separators = scalars.indices.filter { !Self.isDigit(scalars[$0]) }
        guard separators.allSatisfy({ Self.separators.contains(scalars[$0]) }) else { return nil }
        let kinds = Set(separators.map { Self.folded(scalars[$0]) })
        guard let end = separators.last else {
            (decimal, grouping) = (nil, nil)
            return
        }
        let digitsBehind = scalars.count - end - 1
        switch (kinds.count, separators.count) {
        case (1, 1) where digitsBehind != 3: (decimal, grouping) = (Self.folded(scalars[end]), nil)
        case (1, _): (decimal, grouping) = (nil, Self.folded(scalars[end]))
        case (2, _):
            let others = separators.dropLast().map { Self.folded(scalars[$0]) }
            guard !others.contains(Self.folded(scalars[end])) else { return nil }
            (decimal, grouping) = (Self.folded(scalars[end]), others.first)
        default: return nil
        }
        // A space never separates decimals.
        if decimal == " " || decimal == "'" { return nil }
    }

    /// What is in front of the decimals. If the sample doesn't say, it is not what separates groups.
    var decimalSeparator: UInt8 {
        (decimal ?? (grouping == "." ? "," : ".")) == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    }

    /// The number of a field; nil if it is not written in this style.
    func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        if let number = plainNumber(bytes) { return number }
        guard bytes.count <= 64, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var rest = Array(text.unicodeScalars)[...]
        trim(&rest)
        var isNegative = false
        if rest.first == "(", rest.last == ")" {
            isNegative = true
            rest = rest.dropFirst().dropLast()
            trim(&rest)
        }
        guard let first = rest.firstIndex(where: Self.isDigit), let last = rest.lastIndex(where: Self.isDigit) else {
            return nil
        }
        var marks = (signs: 0, currencies: 0)
        for around in [rest[rest.startIndex..<first], rest[(last + 1)...]] {
            guard read(around, &marks) else { return nil }
        }
        guard marks.signs <= 1, marks.currencies <= 1, !(isNegative && marks.signs > 0) else { return nil }
        guard let digits = plain(rest[first...last]) else { return nil }
        if rest.contains(where: Self.isMinus) { isNegative = true }
        let number = digits.withUnsafeBufferPointer { DecimalText.parse($0, separator: UInt8(ascii: ".")) }
        return number.map { isNegative && $0 != 0 ? -$0 : $0 }
    }

    /// A number of digits with a decimal separator at most, and a minus in front: most are, in any style. nil if it has anything else.
    private func plainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        let point = decimal.map { UInt8(truncatingIfNeeded: $0.value) }
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes[...]
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }
        guard isDigit(digits.first), isDigit(digits.last), digits.allSatisfy({ isDigit($0) || $0 == point }) else {
            return nil
        }
        let number = DecimalText.parse(UnsafeBufferPointer(rebasing: digits), separator: point ?? UInt8(ascii: "."))
        return number.map { isNegative && $0 != 0 ? -$0 : $0 }
    }

    /// The digits of a number with a decimal point and without groups; nil if the groups are not of three digits (or of two before
    /// the last one, as in India).
    private func plain(_ number: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
        var plain: [UInt8] = []
        var groups = [0]
        var hasPoint = false
        for scalar in number {
            if Self.isDigit(scalar) {
                plain.append(UInt8(truncatingIfNeeded: scalar.value))
                if !hasPoint { groups[groups.count - 1] += 1 }
            } else if Self.folded(scalar) == decimal, !hasPoint {
                plain.append(UInt8(ascii: "."))
                hasPoint = true
            } else if Self.folded(scalar) == grouping, !hasPoint {
                groups.append(0)
            } else {
                return nil
            }
        }
        guard groups.count > 1 else { return plain }
        let areThree = groups.dropFirst().allSatisfy { $0 == 3 } && (1...3).contains(groups[0])
        let areTwo =
            groups.last == 3 && groups.dropFirst().dropLast().allSatisfy { $0 == 2 } && (1...2).contains(groups[0])
        return areThree || areTwo ? plain : nil
    }

    /// Reads what is before or behind the digits: a sign, and a currency as a sign or in three letters.
    private func read(_ marks: ArraySlice<Unicode.Scalar>, _ found: inout (signs: Int, currencies: Int)) -> Bool {
        var letters = 0
        for scalar in marks {
            if Self.isSpace(scalar) { continue }
            if Self.isMinus(scalar) || scalar == "+" {
                found.signs += 1
            } else if scalar.properties.generalCategory == .currencySymbol {
                found.currencies += 1
            } else if scalar.properties.isUppercase {
                letters += 1
            } else {
                return false
            }
        }
        if letters > 0 { found.currencies += 1 }
        return letters == 0 || letters == 3
    }

    private func trim(_ scalars: inout ArraySlice<Unicode.Scalar>) {
        while let first = scalars.first, Self.isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, Self.isSpace(last) { scalars.removeLast() }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private static func isMinus(_ scalar: Unicode.Scalar) -> Bool { scalar == "-" || scalar == "\u{2212}" }
    /// Ordinary, no-break and narrow spaces.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        " \t\u{A0}\u{202F}\u{2009}".unicodeScalars.contains(scalar)
    }

    /// One scalar for all spaces, and for both apostrophes.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        isSpace(scalar) ? " " : scalar == "\u{2019}" ? "'" : scalar
    }

    private static let separators: Set<Unicode.Scalar> = [
        ".", ",", "'", "\u{2019}", " ", "\u{A0}", "\u{202F}", "\u{2009}",
    ]
}
