/// How many days the files of a calendar say are open, and how many are closed.
package struct DayCounts: Equatable, Sendable {
    package private(set) var open = 0
    package private(set) var closed = 0

    mutating func add(isOpen: Bool) {
        if isOpen { open += 1 } else { closed += 1 }
    }
}
