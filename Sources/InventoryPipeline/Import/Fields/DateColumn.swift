import Forecasting

/// Caches the days of some dates by their text: a table in which a new date replaces an older one.
private struct KnownDates {
    /// A text of up to 15 bytes with its length, as one number.
    struct Key: Equatable {
        fileprivate var low: UInt64 = 0
        fileprivate var high: UInt64 = 0

        @inline(__always)
        init?(_ text: UnsafeBufferPointer<UInt8>) {
            guard text.count < 16 else { return nil }
            for byte in text {
                high = high << 8 | low >> 56
                low = low << 8 | UInt64(byte)
            }
            // The length goes above all bytes, because a text with a leading zero byte is another text.
            high |= UInt64(text.count) << 56
        }

        /// Neighbouring dates differ in digits at any place, so all bytes count (Fibonacci hashing, Knuth, TAOCP 6.4).
        fileprivate var slot: Int { Int(truncatingIfNeeded: ((low ^ high) &* 0x9E37_79B9_7F4A_7C15) >> 52) }
    }

    /// Enough for some years of sales of one product after the other.
    private static let count = 4096
    /// A date is in its slot or in one of the next ones. (Of 1,000 dates one in five shares its slot with another one.)
    private static let reach = 4
    private var slots = [(key: Key?, day: Int)](repeating: (nil, 0), count: count + reach)

    subscript(key: Key) -> Int? {
        @inline(__always) get {
            for place in key.slot..<key.slot + Self.reach where slots[place].key == key { return slots[place].day }
            return nil
        }
        set {
            guard let newValue else { return }
            let places = key.slot..<key.slot + Self.reach
            slots[places.first { slots[$0].key == nil } ?? key.slot] = (key, newValue)
        }
    }
}

/// Reads the dates of one column and finds out, on the way, whether the day or the month comes first in it.
///
/// `2024-01-31`, `20240131` and `31.01.2024` (in that form the day always comes first) have one meaning only. `1/2/24`
/// may have two. It is read as month first until a date like `31/1/24` shows that this was wrong, for the whole column.
struct DateColumn {
    enum Reading: Equatable {
        case day(Int)
        case invalid(Expectation)
        /// This date puts the day first, but earlier ones were read as month first. Begin again with `shown`.
        case contradiction
    }

    private let given: DateOrder?
    /// Whether a year needs four digits, also in the order that is given.
    private let needsCentury: Bool
    /// What an earlier attempt has found.
    private let found: DateFindings
    private(set) var findings: DateFindings
    // A copy of what each date needs from these findings, because it is quicker to read.
    private var shownOrder: DateOrder?
    private let isMixture: Bool
    /// Whether any date has two meanings.
    private(set) var hasAmbiguous = false
    /// Whether a time of day other than midnight was cut off.
    private(set) var hasTimes = false

    private var known = KnownDates()

    /// - Parameter given: the order that the user has set.
    /// - Parameter found: the findings of an earlier attempt.
    init(given: DateOrder?, needsCentury: Bool = false, found: DateFindings = DateFindings()) {
        self.given = given
        self.needsCentury = needsCentury
        self.found = found
        findings = found
        shownOrder = found.shown?.order
        isMixture = found.against != nil
    }

    /// Whether this attempt is the first to find that the column is a mixture.
    var findsMixture: Bool { findings.against != nil && found.against == nil }

    /// The order in which dates with two meanings are read.
    var order: DateOrder { given ?? shownOrder ?? .monthFirst }

    mutating func read(_ text: UnsafeBufferPointer<UInt8>, line: Int) -> Reading {
        // Most files have few dates on many lines. The meaning of a date can change only with a restart, because a date
        // that was read in the wrong order is a contradiction.
        let key = KnownDates.Key(text)
        if let key, let day = known[key] { return .day(day) }
        let reading = readNew(text, line: line)
        if let key, case .day(let day) = reading { known[key] = day }
        return reading
    }

    /// The day of a date of a row that doesn't count, from which nothing is learned; nil if it is none.
    func day(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        if let key = KnownDates.Key(text), let day = known[key] { return day }
        var copy = self
        guard case .day(let day) = copy.readNew(text, line: 0) else { return nil }
        return day
    }

    private mutating func readNew(_ field: UnsafeBufferPointer<UInt8>, line: Int) -> Reading {
        let (text, hasTime) = DayText.cut(field)
        if hasTime { hasTimes = true }
        if let date = DayText.named(text) {
            guard let date else { return .invalid(.existingDate) }
            return bounded(date)
        }
        guard let parts = Parts(text) else {
            let hint = DateHint(text)
            if let given, hint == .other { return .invalid(.dateInOrder(given, nil)) }
            return .invalid(.date(hint))
        }
        switch parts.form {
        case .yearFirst:
            return check(year: parts.first, month: parts.second, day: parts.third)
        case .dayFirst where given == nil:
            let year = parts.year(parts.third, digits: parts.thirdDigits)
            if parts.second > 12, CivilDate(year: year, month: parts.first, day: parts.second) != nil {
                return .invalid(.dayBeforeDot)
            }
            return check(year: year, month: parts.second, day: parts.first)
        case .dayFirst, .open:
            return readOpen(parts, text, line)
        case .twoDigits:
            guard given == .yearFirst, !needsCentury else {
                return given == nil || needsCentury
                    ? .invalid(.fourDigitYear)
                    : readOpen(parts, text, line)
            }
            return check(year: parts.year(parts.first, digits: 2), month: parts.second, day: parts.third)
        }
    }

    /// Reads a date whose first two numbers are day and month, in an unknown order.
    private mutating func readOpen(_ parts: Parts, _ text: UnsafeBufferPointer<UInt8>, _ line: Int) -> Reading {
        if given == .yearFirst {
            // A year of four digits at the end contradicts the order that the user has set, and leaves day and month
            // undecided.
            guard parts.thirdDigits == 2, !needsCentury else {
                return .invalid(.dateInOrder(.yearFirst, nil))
            }
            return check(year: parts.year(parts.first, digits: 2), month: parts.second, day: parts.third)
        }
        let year = parts.year(parts.third, digits: parts.thirdDigits)
        let monthFirst = CivilDate(year: year, month: parts.first, day: parts.second)
        let dayFirst = CivilDate(year: year, month: parts.second, day: parts.first)
        if given == nil {
            if monthFirst != nil, dayFirst != nil {
                if monthFirst != dayFirst {
                    hasAmbiguous = true
                    if isMixture {
                        return .invalid(.dateWithOneMeaning([found.shown, found.against].compactMap(\.self)))
                    }
                }
            } else if monthFirst != nil || dayFirst != nil {
                let order = monthFirst != nil ? DateOrder.monthFirst : .dayFirst
                if order != shownOrder, learns(order, from: text, line) { return .contradiction }
            }
        }
        guard let date = order == .dayFirst ? dayFirst : monthFirst else {
            let other = order == .dayFirst ? monthFirst : dayFirst
            guard other != nil else { return .invalid(.existingDate) }
            return .invalid(.dateInOrder(order, findings.shown))
        }
        return bounded(date)
    }

    /// Learns from a date that is valid in one order only, and not in the known order.
    ///
    /// - Returns: whether earlier dates were read in the wrong order.
    @inline(never)
    private mutating func learns(
        _ order: DateOrder, from text: UnsafeBufferPointer<UInt8>, _ line: Int
    ) -> Bool {
        let evidence = DateFindings.Evidence(order: order, text: String(decoding: text, as: UTF8.self), line: line)
        guard shownOrder != nil else {
            findings.shown = evidence
            shownOrder = order
            return order == .dayFirst && hasAmbiguous
        }
        if findings.against == nil { findings.against = evidence }
        return false
    }

    private func check(year: Int, month: Int, day: Int) -> Reading {
        guard let date = CivilDate(year: year, month: month, day: day) else {
            return .invalid(.existingDate)
        }
        return bounded(date)
    }

    private func bounded(_ date: CivilDate) -> Reading {
        guard StockLimits.years.contains(date.year) else {
            return .invalid(.year(StockLimits.years))
        }
        return .day(date.dayNumber)
    }

    /// The three numbers of a date.
    private struct Parts {
        enum Form {
            /// Four digits come first, or eight digits are one number.
            case yearFirst
            /// Dots separate the numbers: the day comes first everywhere that this form is in use.
            case dayFirst
            /// The year is last; the order of day and month is open.
            case open
            /// Dashes separate two-digit numbers: the year could be first or last.
            case twoDigits
        }

        var form: Form
        var first = 0
        var second = 0
        var third = 0
        var thirdDigits = 0

        init?(_ text: UnsafeBufferPointer<UInt8>) {
            guard (6...10).contains(text.count) else { return nil }
            var numbers = (0, 0, 0)
            var digits = (0, 0, 0)
            var separator: UInt8 = 0
            var part = 0
            for byte in text {
                if case let digit = byte &- 48, digit < 10 {
                    switch part {
                    case 0: (numbers.0, digits.0) = (numbers.0 * 10 + Int(digit), digits.0 + 1)
                    case 1: (numbers.1, digits.1) = (numbers.1 * 10 + Int(digit), digits.1 + 1)
                    default: (numbers.2, digits.2) = (numbers.2 * 10 + Int(digit), digits.2 + 1)
                    }
                } else {
                    guard byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."), part < 2,
                        part == 0 || byte == separator
                    else { return nil }
                    separator = byte
                    part += 1
                }
            }
            if part == 0 {
                guard digits.0 == 8 else { return nil }
                form = .yearFirst
                (first, second, third) = (numbers.0 / 10_000, numbers.0 / 100 % 100, numbers.0 % 100)
                return
            }
            (first, second, third) = numbers
            thirdDigits = digits.2
            guard part == 2, (1...2).contains(digits.1) else { return nil }
            if digits.0 == 4, (1...2).contains(digits.2) {
                form = .yearFirst
            } else if (1...2).contains(digits.0), digits.2 == 4 || digits.2 == 2 {
                switch separator {
                case UInt8(ascii: "."): form = .dayFirst
                case UInt8(ascii: "-") where digits.2 == 2: form = .twoDigits
                default: form = .open
                }
            } else {
                return nil
            }
        }

        /// Two-digit years 00–68 are 20xx and 69–99 are 19xx, as POSIX defines for `%y`.
        func year(_ number: Int, digits: Int) -> Int {
            digits == 2 ? number + (number <= 68 ? 2000 : 1900) : number
        }
    }
}
