import Platform

/// The form in which identifiers are compared that people can't tell apart, and the marks that spreadsheets leave.
enum IdentifierForm {
    /// Whether an identifier is its own form: printable ASCII without small letters, and no blank at an end.
    static func isFolded(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20 else { return false }
        return bytes.allSatisfy { (0x20..<0x7F).contains($0) && !(0x61...0x7A).contains($0) }
    }

    /// An identifier in capitals, with Latin letters for those that look like them, without characters that can't be seen, and
    /// without blanks at its ends.
    static func folded(_ text: String) -> String {
        var form = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isBlank(scalar) {
                form.append(" ")
            } else if !DisplayText.isInvisible(scalar) {
                form.append(latin(scalar))
            }
        }
        return trimmed(String(form)).uppercased()
    }

    static func hasOuterBlank(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return scalars.first.map(isBlank) == true || scalars.last.map(isBlank) == true
    }

    /// The text without blanks, and without characters that can't be seen, at its ends.
    static func trimmed(_ text: String) -> String {
        let isOuter = { (scalar: UnicodeScalar) in isBlank(scalar) || DisplayText.isInvisible(scalar) }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isOuter(first) { scalars.removeFirst() }
        while let last = scalars.last, isOuter(last) { scalars.removeLast() }
        return String(scalars)
    }

    private static func isBlank(_ scalar: UnicodeScalar) -> Bool {
        scalar != "\n" && scalar != "\r" && scalar.properties.isWhitespace
    }

    /// The Latin letter or the ASCII sign that a character looks like; the character itself if there is none.
    private static func latin(_ scalar: UnicodeScalar) -> UnicodeScalar {
        // The wide forms of ASCII.
        if (0xFF01...0xFF5E).contains(scalar.value), let narrow = UnicodeScalar(scalar.value - 0xFEE0) { return narrow }
        return lookAlikes[scalar] ?? scalar
    }

    /// Of Cyrillic and Greek, and of the dashes, those that most fonts draw like ASCII.
    private static let lookAlikes: [UnicodeScalar: UnicodeScalar] = {
        let pairs: [(String, String)] = [
            ("АВСЕНІЈКМОРЅТХУ", "ABCEHIJKMOPSTXY"), ("асеіјорѕху", "aceijopsxy"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"), ("ο", "o"),
            ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}", "------"),
        ]
        return Dictionary(
            pairs.flatMap { zip($0.0.unicodeScalars, $0.1.unicodeScalars).map { ($0, $1) } },
            uniquingKeysWith: { first, _ in first })
    }()

    /// What a spreadsheet has done to an identifier; nil if nothing shows.
    static func mangling(of bytes: ArraySlice<UInt8>) -> IdentifierWarning.Mangling? {
        // Nearly all identifiers end here.
        guard let first = bytes.first,
            bytes.contains(where: { $0 == 0x2B || $0 == 0x2D || $0 == 0x2E || $0 == 0x23 || $0 == 0x27 || $0 == 0x3D })
        else { return nil }
        let text = String(decoding: bytes.prefix(40), as: UTF8.self)
        switch first {
        case UInt8(ascii: "="): return text.hasPrefix("=\"") ? .quoted : nil
        case UInt8(ascii: "'"): return .quoted
        case UInt8(ascii: "#"): return errorValues.contains(text.uppercased()) ? .errorValue : nil
        default: break
        }
        if let mangling = numberMangling(of: text) { return mangling }
        let words = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        let isMonth = { (word: Substring) in months.contains(String(word)) }
        let isNumber = { (word: Substring) in
            (1...2).contains(word.count) && word.utf8.allSatisfy { (48...57).contains($0) }
        }
        if words.count == 2, isMonth(words[0]) && isNumber(words[1]) || isNumber(words[0]) && isMonth(words[1]) {
            return .date
        }
        return nil
    }

    /// Whether an identifier begins with a word that stands in front of sums.
    static func isTotal(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.first == UInt8(ascii: "*") { return true }
        let isLetter: (UInt8) -> Bool = { (0x61...0x7A).contains($0 | 0x20) }
        let word = bytes.prefix(while: isLetter).map { $0 | 0x20 }
        if sums.contains(where: word.elementsEqual) { return true }
        guard word.elementsEqual("grand".utf8) else { return false }
        let next = bytes.dropFirst(word.count).drop { !isLetter($0) }.prefix(while: isLetter).map { $0 | 0x20 }
        return next.elementsEqual("total".utf8)
    }

    private static let sums = ["total", "totals", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "totaal"].map {
        Array($0.utf8)
    }

    /// `4.00638E+12`, `123.0`
    private static func numberMangling(of text: String) -> IdentifierWarning.Mangling? {
        func isNumber(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } }
        let halves = text.split(omittingEmptySubsequences: false) { $0 == "E" || $0 == "e" }
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy(isNumber) else { return nil }
        if halves.count == 2, halves[1].first == "+", parts[0].count == 1, isNumber(halves[1].dropFirst()) {
            return .scientific
        }
        return halves.count == 1 && parts.count == 2 && parts[1].allSatisfy { $0 == "0" } ? .decimals : nil
    }

    private static let errorValues: Set<String> = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#FIELD!",
    ]
    private static let months: Set<String> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
