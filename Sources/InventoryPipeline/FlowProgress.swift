/// How far a long piece of work is.
package struct FlowProgress: Sendable {
    /// What is counted: "rows", "series".
    package var unit: String
    package var done: Int
    /// Share of the whole, 0 to 1, where that is known.
    package var fraction: Double?

    package init(unit: String, done: Int, fraction: Double?) {
        self.unit = unit
        self.done = done
        self.fraction = fraction
    }
}

/// Takes progress as it is made; called from the thread that called the flow.
package typealias ProgressHandler = (FlowProgress) -> Void
