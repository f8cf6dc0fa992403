/// A failure as one sentence for the user: what, where, and what to do.
public struct PipelineError: Error, CustomStringConvertible, Sendable {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// How far a long piece of work is.
public struct FlowProgress: Sendable {
    /// What is counted: "rows", "series".
    public var unit: String
    public var done: Int
    /// Share of the whole, 0 to 1, where that is known.
    public var fraction: Double?

    public init(unit: String, done: Int, fraction: Double?) {
        self.unit = unit
        self.done = done
        self.fraction = fraction
    }
}

/// Takes progress as it is made; called from the thread that called the flow.
public typealias ProgressHandler = (FlowProgress) -> Void
