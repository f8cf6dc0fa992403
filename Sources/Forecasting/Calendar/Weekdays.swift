/// A set of days of the week.
public struct Weekdays: Equatable, Sendable {
    /// Bit 0 is Monday, bit 6 is Sunday.
    private var bits: UInt8

    private init(bits: UInt8) { self.bits = bits }

    public static let all = Weekdays(bits: 0x7F)

    /// The name of each day, Monday first, and its three letters.
    public static let longNames = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    public static let names = longNames.map { String($0.prefix(3)) }

    /// - Parameter weekday: 1 is Monday, 7 is Sunday.
    public func contains(_ weekday: Int) -> Bool { bits >> UInt8(weekday - 1) & 1 == 1 }

    public var count: Int { bits.nonzeroBitCount }

    /// The weekday with a name, such as `mon`, `Monday` or `1`: 1 is Monday, 7 is Sunday. nil if there is none.
    public static func number(of name: String) -> Int? {
        let name = name.lowercased()
        if let number = Int(name) { return (1...7).contains(number) ? number : nil }
        // Tues and Thurs are written too.
        guard name.count >= 3 else { return nil }
        return longNames.firstIndex { $0.hasPrefix(name) }.map { $0 + 1 }
    }

    /// The weekdays of a text: names, or ranges of them, with commas between: `mon-fri`, `mon,wed,sat-sun`. nil for any other text.
    public init?(_ text: String) {
        var bits: UInt8 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                Weekdays.number(of: String($0))
            }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
            // A range may go over the end of the week, as sat-mon does.
            var day = first
            while true {
                bits |= 1 << UInt8(day - 1)
                if day == last { break }
                day = day % 7 + 1
            }
        }
        guard bits != 0 else { return nil }
        self.bits = bits
    }

    /// The text that ``init(_:)`` reads.
    public var text: String {
        var parts: [String] = []
        var day = 1
        while day <= 7 {
            guard contains(day) else {
                day += 1
                continue
            }
            var last = day
            while last < 7, contains(last + 1) { last += 1 }
            parts.append(last == day ? Self.names[day - 1] : "\(Self.names[day - 1])-\(Self.names[last - 1])")
            day = last + 1
        }
        return parts.joined(separator: ",")
    }
}
