/// The service that safety stock is for, of all series or by their class by money: `95`, or `A=98,B=95,C=90`, in percent.
public struct ServiceLevels: Equatable, Sendable {
    /// What is counted.
    public enum Measure: String, CaseIterable, Sendable {
        /// ``ServiceTarget/cycle(_:)``
        case cycle = "service"
        /// ``ServiceTarget/fillRate(_:)``
        case fillRate
    }

    public let measure: Measure
    /// In percent, by class; the level of all series has the empty name.
    private let levels: [String: Double]

    /// The classes by money.
    public static let classes = ["A", "B", "C"]
    /// What a level may be, in percent.
    public static let percents = 1.0...99.999

    /// - Parameter text: as the command line and the log have it.
    /// - Returns: nil if it is none, or out of bounds.
    public init?(_ text: String, _ measure: Measure) {
        var levels: [String: Double] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard let last = sides.last, let level = Double(last), Self.percents.contains(level) else { return nil }
            switch sides.count {
            case 1: levels[""] = level
            case 2 where Self.classes.contains(sides[0]): levels[sides[0]] = level
            default: return nil
            }
        }
        let count = text.utf8.lazy.filter { $0 == UInt8(ascii: ",") }.count + 1
        guard levels.count == count, levels[""] == nil || count == 1 else { return nil }
        self.measure = measure
        self.levels = levels
    }

    public var text: String {
        func number(_ level: Double) -> String { level == level.rounded() ? "\(Int(level))" : "\(level)" }
        return levels.sorted { $0.key < $1.key }.map {
            $0.key.isEmpty ? number($0.value) : "\($0.key)=\(number($0.value))"
        }
        .joined(separator: ",")
    }

    /// Whether levels are by class.
    package var isByClass: Bool { levels[""] == nil }

    /// - Parameter name: the class of the series; nil if it isn't known, as no unit cost is stated.
    /// - Returns: nil if nothing is said of the class.
    package func target(ofClass name: String?) -> ServiceTarget? {
        (levels[""] ?? name.flatMap { levels[$0] }).map { ServiceTarget(measure, percent: $0) }
    }
}

extension ServiceTarget {
    init(_ measure: ServiceLevels.Measure, percent: Double) {
        self = measure == .cycle ? .cycle(percent / 100) : .fillRate(percent / 100)
    }
}
