import Forecasting
import InventoryPipeline
import Reports

/// Where days and levels are in a drawing. A day is as wide as any other; its level is drawn as a step, because it changes once a day.
struct LevelScale {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    private let firstDay: Int
    private let days: Int
    private let lowest: Double
    private let highest: Double
    private let isFlat: Bool

    init(_ picture: LevelPicture, left: Double, right: Double, top: Double, bottom: Double) {
        (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
        firstDay = picture.firstDay
        days = max(picture.levels.count, 1)
        let planned = (picture.planned + [picture.onHand, picture.safetyStock ?? 0, 0]).filter(\.isFinite)
        let levels = picture.levels.filter(\.isFinite)
        let high = max(planned.max() ?? 0, levels.max() ?? 0)
        // Without orders a level falls and falls. It is drawn to a part of the height below zero, so that the rest can be seen.
        let low = min(planned.min() ?? 0, max(levels.min() ?? 0, -0.5 * high))
        lowest = low
        // A series that has nothing and sells nothing is a line at the bottom.
        isFlat = high <= low
        highest = isFlat ? low + 1 : high
    }

    /// The left side of a day; days outside of the drawing are at its border.
    func x(_ day: Int) -> Double {
        left + (right - left) * Double(min(max(day - firstDay, 0), days)) / Double(days)
    }

    func y(_ level: Double) -> Double {
        let level = level.isFinite ? min(max(level, lowest), highest) : 0
        return bottom - (bottom - top) * (level - lowest) / (highest - lowest)
    }

    /// A path of steps: from the level on the first morning to that at the end of each day.
    func steps(from opening: Double, _ levels: [Double]) -> String {
        var path = "M\(Values.pixels(left)) \(Values.pixels(y(opening)))"
        var drawn = Values.pixels(y(opening))
        for (place, level) in levels.enumerated() {
            let height = Values.pixels(y(level))
            // What is below the drawing isn't drawn.
            guard level >= lowest else {
                return path + "H\(Values.pixels(x(firstDay + place)))V\(Values.pixels(bottom))"
            }
            guard height != drawn else { continue }
            path += "H\(Values.pixels(x(firstDay + place)))V\(height)"
            drawn = height
        }
        return path + "H\(Values.pixels(right))"
    }

    /// Zero and at most two round levels.
    var gridLevels: [Double] {
        let span = max(highest, -lowest)
        guard span > 0, span.isFinite, !isFlat else { return [0] }
        let power = Self.power(below: span)
        let step = [5.0, 2.0, 1.0].map { $0 * power }.first { $0 <= span } ?? span
        return [0, step, -step].filter { $0 >= lowest && $0 <= highest }
    }

    /// The power of ten that is not above a number.
    private static func power(below number: Double) -> Double {
        var power = 1.0
        while power > number, power > 1e-9 { power /= 10 }
        while power * 10 <= number, power < 1e18 { power *= 10 }
        return power
    }

    static func label(_ level: Double) -> String {
        let magnitude = abs(level)
        if magnitude >= 1e6 { return "\(NumberText.quantity(level / 1e6))M" }
        if magnitude >= 1e4 { return "\(NumberText.quantity(level / 1e3))k" }
        return Values.grouped(level)
    }
}
