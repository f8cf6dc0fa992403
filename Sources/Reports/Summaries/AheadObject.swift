import Forecasting
import InventoryPipeline
import InventoryStore

/// The events of an import, for programs.
struct EventsObject: Encodable {
    /// Those that state a factor, and those whose factor is learned.
    var withFactor: Int
    var learned: Int
    var firstDay: String?
    var until: String?
    /// Categories that no product has: their number, and the first of them.
    var unknownCategories: Int
    var firstUnknown: [String]
    /// Names that nothing can be learned of: likewise.
    var unlearned: Int
    var firstUnlearned: [String]

    init(_ counts: EventCounts) {
        withFactor = counts.stated
        learned = counts.learned
        firstDay = counts.days.map { CivilDate(dayNumber: $0.lowerBound).isoText }
        until = counts.days.map { CivilDate(dayNumber: $0.upperBound).isoText }
        unknownCategories = counts.unknownCategories
        firstUnknown = counts.firstUnknown
        (unlearned, firstUnlearned) = (counts.unlearned, counts.firstUnlearned)
    }
}

/// What an import has changed of the demand that is stated ahead, for programs. Periods are counted by series.
struct StatedDemandObject: Encodable {
    var newPeriods: Int
    var newUnits: Double
    var replacedPeriods: Int
    var unitsBefore: Double
    var unitsAfter: Double
    var samePeriods: Int
    var sameUnits: Double
    var removedPeriods: Int
    var removedUnits: Double
    /// Periods that have lost days to the files, and the units that they have lost.
    var cutPeriods: Int
    var cutUnits: Double
    /// Periods after the only one of the files, which stay.
    var laterPeriods: Int
    var laterUnits: Double

    init(_ change: StatedDemandChange) {
        (newPeriods, newUnits) = (change.added.count, change.added.units)
        (replacedPeriods, unitsBefore, unitsAfter) = (
            change.replaced.count, change.replaced.units, change.replacedUnits
        )
        (samePeriods, sameUnits) = (change.same.count, change.same.units)
        (removedPeriods, removedUnits) = (change.removed.count, change.removed.units)
        (cutPeriods, cutUnits) = (change.cut.count, change.cut.units)
        (laterPeriods, laterUnits) = (change.later.count, change.later.units)
    }
}
