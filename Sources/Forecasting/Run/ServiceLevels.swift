/// The service that safety stock is for, of all series or by their class by money: `95`, or `A=98,B=95,C=90`, in percent; or the one that
/// pays.
public struct ServiceLevels: Equatable, Sendable {
    /// What is counted.
    public enum Measure: String, CaseIterable, Sendable {
        /// ``ServiceTarget/cycle(_:)``
        case cycle = "service"
        /// ``ServiceTarget/fillRate(_:)``
        case fillRate
        /// The cycle service that pays: the number is what it costs to keep a unit for a year, in percent of what it costs.
        case economic
    }

    public let measure: Measure
    /// In percent, by class; the level of all series has the empty name.
    private let levels: [String: Double]

    /// The classes by money.
    public static let classes = ["A", "B", "C"]
    /// What a level may be, in percent. 1 and less are shares to whoever writes them: nobody wants to serve a hundredth.
    public static let percents = 1.0.nextUp...99.999
    /// What it may cost to keep a unit for a year, in percent.
    private static let holdingRates = 1.0...99.999

    /// - Parameter text: as the command line and the log have it.
    /// - Returns: nil if it is none, or out of bounds.
    public init?(_ text: String, _ measure: Measure) {
        var levels: [String: Double] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            let bounds = measure == .economic ? Self.holdingRates : Self.percents
            guard let last = sides.last, let level = Double(last), bounds.contains(level) else { return nil }
            switch sides.count {
            case 1: levels[""] = level
            case 2 where Self.classes.contains(sides[0]): levels[sides[0]] = level
            default: return nil
            }
        }
        let count = text.utf8.lazy.filter { $0 == UInt8(ascii: ",") }.count + 1
        guard levels.count == count, levels[""] == nil || count == 1 else { return nil }
        // What it costs to keep a unit is the same for all classes.
        guard measure != .economic || levels[""] != nil else { return nil }
        self.measure = measure
        self.levels = levels
    }

    /// The percentage that a share stands for: 95 for 0.95. All is the most that a level may be, as no stock serves all.
    ///
    /// - Returns: nil if the number is no share, or that of no level.
    public static func percent(ofShare share: Double) -> Double? {
        let percent = min((share * 1e5).rounded() / 1e3, percents.upperBound)
        return share <= 1 && percents.contains(percent) ? percent : nil
    }

    /// The first number of a text that is refused although it may be a share, and its percentage.
    public static func share(in text: String) -> (number: String, percent: Double)? {
        text.split { $0 == "," || $0 == "=" }.lazy.map(String.init)
            .compactMap { number in Double(number).flatMap(percent(ofShare:)).map { (number, $0) } }.first
    }

    public var text: String {
        func number(_ level: Double) -> String { level == level.rounded() ? "\(Int(level))" : "\(level)" }
        return levels.sorted { $0.key < $1.key }.map {
            $0.key.isEmpty ? number($0.value) : "\($0.key)=\(number($0.value))"
        }
        .joined(separator: ",")
    }

    /// What it is for and how much, such as `service 95`, `fill-rate A=98,B=95`.
    package var name: String {
        switch measure {
        case .cycle: "service \(text)"
        case .fillRate: "fill-rate \(text)"
        case .economic: "service economic at \(text) %"
        }
    }

    /// Whether levels are by class.
    package var isByClass: Bool { levels[""] == nil }

    /// - Parameter name: the class of the series; nil if it isn't known, as no unit cost is stated.
    /// - Returns: nil if nothing is said of the class.
    package func target(ofClass name: String?) -> WantedService? {
        (levels[""] ?? name.flatMap { levels[$0] }).map { percent in
            switch measure {
            case .cycle: .level(.cycle(percent / 100))
            case .fillRate: .level(.fillRate(percent / 100))
            case .economic: .economic(yearlyRate: percent / 100)
            }
        }
    }
}
