import Foundation
import InventoryStore

/// A failure as one sentence for the user: what, where, and what to do.
public struct PipelineError: Error, CustomStringConvertible, Sendable {
    public let description: String
    /// Whether the system failed or refused to read or write, rather than the input or the command being wrong.
    public let isInputOutput: Bool

    public init(_ description: String) {
        self.description = description
        isInputOutput = false
    }

    /// The failure of a call of the system.
    ///
    /// - Parameter operation: what could not be done: "write", "read".
    /// - Parameter code: the error number.
    public init(cannot operation: String, _ name: String, code: Int32) {
        description = "Can't \(operation) \(name): \(SystemFailure.cause(code))."
        isInputOutput = !SystemFailure.isWrongName(code)
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
