/// The progress of a long operation.
package struct FlowProgress: Sendable {
    /// The things that are counted: "rows", "series".
    package var unit: String
    /// How many of them are done.
    package var done: Int
    /// Share of the whole, 0 to 1; nil if the whole is unknown.
    package var fraction: Double?

    package init(unit: String, done: Int, fraction: Double?) {
        self.unit = unit
        self.done = done
        self.fraction = fraction
    }
}

/// Receives progress, on the thread that called the flow.
package typealias ProgressHandler = (FlowProgress) -> Void
